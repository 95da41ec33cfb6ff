"""Who may see an order's clear address [M21]."""

from __future__ import annotations

import json

from picking.selectors.orders import lead_id
from wms.aliexpress.models import Recipient
from wms.core.models import Person, Warehouse
from wms.core.rights import MAY_SEE_ADDRESSES, roles_at


def may_see_address(person: Person, warehouse: Warehouse, order_id: int) -> bool:
    """True when there is an address to unmask and this person may."""
    may = bool(MAY_SEE_ADDRESSES & roles_at(person, warehouse))
    return may and Recipient.objects.filter(order_id=lead_id(order_id)).exists()


def address_in_clear(order_id: int) -> dict[str, str]:
    """picking.ports.AddressBook: what a person has unmasked already, in the words of a manual order."""
    recipient = Recipient.objects.filter(order_id=lead_id(order_id), is_clear=True).first()
    if recipient is None or not recipient.address:
        return {}
    told: dict[str, str] = json.loads(recipient.address)
    street = ", ".join(part for part in (told.get("detail_address", ""), told.get("address2", "")) if part)
    found = {
        "name": told.get("contact_person", ""),
        "phone": f"{told.get('phone_country', '')}{told.get('mobile_no', '')}",
        "country": told.get("country", ""),
        "province": told.get("province", ""),
        "city": told.get("city", ""),
        "postcode": told.get("zip", ""),
        "street": street,
    }
    return {name: text for name, text in found.items() if text and "*" not in text}
