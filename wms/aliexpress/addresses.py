"""Clear addresses [M21]: unmasked with the order's stand-in (oaid), kept encrypted, shown to who needs one."""

from __future__ import annotations

import hashlib
import json
from functools import partial

from django.utils import timezone

from picking.operations.destination import record_destination
from picking.selectors.orders import lead_id
from wms.aliexpress.errors import NoStandIn
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.locks import lock_recipient
from wms.aliexpress.models import Recipient, ShopAccount
from wms.aliexpress.payloads.envelope import json_part, text_of
from wms.aliexpress.payloads.orders import ADDRESS_FIELDS, OrderDetail
from wms.aliexpress.session import About, Session
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.models import AuditEntry
from wms.core.transactions import run

DECRYPT = "aliexpress.trade.seller.order.decrypt"


def keep_recipient(order_id: int, detail: OrderDetail) -> bool:
    """The address as the platform tells it, encrypted; country and masked city onto the order. Locks the row.

    One that was unmasked stays clear as long as the platform tells the same. True when it tells another than before.
    """
    recipient = lock_recipient(lead_id(order_id))
    told = json.dumps(detail.address, ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(told.encode()).hexdigest()
    is_other = bool(recipient.told_digest) and recipient.told_digest != digest
    if recipient.told_digest != digest or not recipient.is_clear:
        recipient.address, recipient.is_clear = told, False
    recipient.oaid, recipient.buyer_login, recipient.told_digest = detail.oaid, detail.buyer_login, digest
    recipient.fetched_at = timezone.now()
    recipient.save()
    record_destination(order_id=order_id, country=detail.country, city=detail.city)
    return is_other


def clear_address(account: ShopAccount, *, cause: Cause, order_id: int, number: str) -> dict[str, str]:
    """The unmasked address of an order, asked of the platform once and kept encrypted. Each look is audited.

    Refuses with NoStandIn; raises PlatformFailure. No transaction may be open.
    """
    order_id = lead_id(order_id)
    recipient = Recipient.objects.filter(order=order_id).first()
    if recipient is None or not recipient.oaid:
        raise NoStandIn(order=number)
    address: dict[str, str] = json.loads(recipient.address or "{}")
    if not recipient.is_clear:
        clear = _decrypted(account, cause, number, recipient.oaid)
        address = {name: text for name, text in address.items() if "*" not in text} | clear
    run(partial(_keep_clear, account, cause, order_id, number, recipient.told_digest, address))
    return address


def _decrypted(account: ShopAccount, cause: Cause, number: str, oaid: str) -> dict[str, str]:
    session = Session(account, cause, slot=throttle.INTERACTIVE)
    body = session.call(DECRYPT, {"orderId": number, "oaid": oaid}, About(orders=[number])).body
    told = json_part(body.get("result_obj"))
    clear = {name: text for name in (*ADDRESS_FIELDS, "phone_number") if (text := text_of(told.get(name)))}
    if not clear:
        code = text_of(body.get("result_code")) or "refused"
        raise PlatformFailure(FailureKind.REFUSED, f"decrypt.{code}", text_of(body.get("result_info")))
    return clear


def _keep_clear(
    account: ShopAccount, cause: Cause, order_id: int, number: str, digest: str, address: dict[str, str]
) -> None:
    Recipient.objects.filter(order=order_id, told_digest=digest).update(
        address=json.dumps(address, ensure_ascii=False), is_clear=True
    )
    AuditEntry.objects.create(
        warehouse=account.shop.warehouse, action="address.shown", subject=f"order:{number}", **cause.columns
    )
