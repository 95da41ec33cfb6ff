"""Who may see an order's clear address [M21]."""

from __future__ import annotations

from picking.selectors.orders import lead_id
from wms.aliexpress.models import Recipient
from wms.core.models import Person, Warehouse
from wms.core.rights import roles_at
from wms.core.states import Role

MAY_SEE_ADDRESSES = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})


def may_see_address(person: Person, warehouse: Warehouse, order_id: int) -> bool:
    """True when there is an address to unmask and this person may."""
    may = bool(MAY_SEE_ADDRESSES & roles_at(person, warehouse))
    return may and Recipient.objects.filter(order_id=lead_id(order_id)).exists()
