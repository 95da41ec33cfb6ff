"""[M51] A push, judged and kept: a genuine one triggers a pull of the order that it names, and nothing else.

One for a shop of ours that names no order which can be read triggers a pull of all that changed: which topics are about
orders is not published, and may change.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.db.models import F
from django.utils import timezone

from wms.aliexpress.exchanges import enqueue_for
from wms.aliexpress.models import PushMessage, PushVerdict, ShopAccount
from wms.aliexpress.order_by_push import PULL_ORDER, PULL_WINDOW
from wms.aliexpress.payloads.envelope import text_of
from wms.aliexpress.payloads.masking import masked
from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.states import DeliveryState

MAX_BYTES = 65_536
MAX_FORGED = 500  # of what nobody has signed: evidence, but never a way to fill the disk
MAX_FORGED_BODY = 500


def receive_push(*, body: bytes, signature: str, sender: str | None) -> PushVerdict:
    """Judge one message by the signature over its raw bytes; a repeat is counted and changes nothing more.

    Writes the message and, for a genuine one to a shop of ours, one pull. Locks nothing.
    """
    application = _signed_by(body, signature)
    digest = hashlib.sha256(body).hexdigest()
    if application is None:
        _keep_forged(PushVerdict.FORGED, body, digest, sender)
        return PushVerdict.FORGED
    if PushMessage.objects.filter(is_genuine=True, digest=digest).update(times=F("times") + 1):
        return PushMessage.objects.get(is_genuine=True, digest=digest).verdict  # type: ignore[return-value]
    told, verdict, account, number = _read(body, application)
    PushMessage.objects.create(
        account=account,
        received_at=timezone.now(),
        verdict=verdict,
        is_genuine=True,
        digest=digest,
        topic=text_of(told.get("message_type"))[:40],
        order_number=number,
        sender=sender,
        body=masked(told),
    )
    if account is not None:
        _ask_pull(account, number, Cause(source="platform", reference=f"push {digest[:16]}"))
    return verdict


def _ask_pull(account: ShopAccount, number: str, cause: Cause) -> None:
    """Of one order; without its number of the window, and only once while such a pull still waits to begin."""
    if number:
        enqueue_for(account, "orders", PULL_ORDER, f"pull:{number}", cause, {"number": number})
        return
    subject = f"window:{account.pk}"
    if not Exchange.objects.filter(subject=subject, handler=PULL_WINDOW, state=DeliveryState.PENDING).exists():
        enqueue_for(account, "orders", PULL_WINDOW, subject, cause, {})


def refuse_large(*, length: int, sender: str | None) -> None:
    """A body that is too long to be a message was not read at all: only its length is kept."""
    digest = hashlib.sha256(f"{sender} {length}".encode()).hexdigest()
    _keep_forged(PushVerdict.TOO_LARGE, f"{length} bytes".encode(), digest, sender)


def signature_of(app_key: str, app_secret: str, body: bytes) -> str:
    """Lower-case hex HMAC-SHA256 over the application's key and the raw body."""
    return hmac.new(app_secret.encode(), app_key.encode() + body, hashlib.sha256).hexdigest()


def _signed_by(body: bytes, signature: str) -> str | None:
    """The key of the application whose secret has signed the body."""
    given = signature.strip().lower().encode()
    for app_key, secret in sorted(set(ShopAccount.objects.filter(is_active=True).values_list("app_key", "app_secret"))):
        if hmac.compare_digest(signature_of(app_key, secret, body).encode(), given):
            return app_key
    return None


def _read(body: bytes, app_key: str) -> tuple[dict[str, Any], PushVerdict, ShopAccount | None, str]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        return {"text": body[:MAX_FORGED_BODY].decode("utf-8", "replace")}, PushVerdict.UNREADABLE, None, ""
    seller = text_of(told.get("seller_id"))
    account = ShopAccount.objects.filter(app_key=app_key, seller_id=seller, is_active=True).first() if seller else None
    if account is None:
        return told, PushVerdict.UNKNOWN_SELLER, None, ""
    data = told.get("data")
    number = text_of(data.get("orderId") or data.get("order_id")) if isinstance(data, dict) else ""
    if not number.isdigit() or len(number) > 40:
        return told, PushVerdict.OTHER, account, ""
    return told, PushVerdict.PULLED, account, number


def _keep_forged(verdict: PushVerdict, body: bytes, digest: str, sender: str | None) -> None:
    rows = PushMessage.objects.filter(is_genuine=False)
    if rows.filter(digest=digest).update(times=F("times") + 1):
        return
    PushMessage.objects.create(
        received_at=timezone.now(),
        verdict=verdict,
        is_genuine=False,
        digest=digest,
        sender=sender,
        body={"text": body[:MAX_FORGED_BODY].decode("utf-8", "replace")},
    )
    stale = list(rows.order_by("-pk").values_list("pk", flat=True)[MAX_FORGED:])
    PushMessage.objects.filter(pk__in=stale).delete()
