"""Refusals whose cause a person removes at the platform's console or on our clock: no new authorisation is needed.

While one holds, a single call a minute asks whether the cause is gone; a person's "try again" asks at once. The first
call that passes ends it, and what waited goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from wms.aliexpress.models import PlatformBlock, ShopAccount
from wms.core.cause import Cause
from wms.core.models import AuditEntry
from wms.core.outbox import hasten, wake
from wms.core.work_items import close_work_items, raise_work_item

CHECK_SECONDS = 60.0
CLOCK_CODES = frozenset({"InvalidTimestamp", "31"})
EVERY_CALL = CLOCK_CODES | {"AppWhiteIpLimit"}
ADDRESS, PERMISSION, CLOCK = "platform_address", "platform_permission", "platform_clock"
LANES = ("pull", "stock", "orders", "interactive")


def kind_of(code: str) -> str:
    """The work item that a refusal becomes."""
    if code in CLOCK_CODES:
        return CLOCK
    return ADDRESS if code in EVERY_CALL else PERMISSION


def record_block(account_id: int, method: str, code: str) -> None:
    """A call was refused for address, permission or clock. A repeat only moves the next check."""
    account = ShopAccount.objects.select_related("shop__warehouse").get(pk=account_id)
    now = timezone.now()
    scope = "" if code in EVERY_CALL else method[:100]
    fresh = {"code": code[:60], "check_at": now + timedelta(seconds=CHECK_SECONDS)}
    PlatformBlock.objects.update_or_create(
        account=account, method=scope, defaults=fresh, create_defaults={**fresh, "since": now}
    )
    raise_work_item(
        cause=Cause.task(str(account)),
        kind=kind_of(code),
        warehouse_id=account.shop.warehouse_id,
        subject_type="shop_method",
        subject_id=_subject(account, scope),
        subject_label=account.shop.name,
        facts={"shop": account.shop.name, "code": code, "method": method},
        is_urgent=True,
    )


def record_passed(account: ShopAccount, method: str) -> None:
    """The platform has looked at a call of this method: what was refused before is refused no more."""
    rows = list(PlatformBlock.objects.filter(account_id=account.pk, method__in=("", method[:100])))
    for row in rows:
        row.delete()
        close_work_items(
            kind=kind_of(row.code), subject_type="shop_method", subject_id=_subject(account, row.method),
            resolution="passed",
        )  # fmt: skip
    if rows:
        _wake(account, {row.code for row in rows})


def is_held(account: ShopAccount, method: str) -> bool:
    """True while calls of this method rest until their next check."""
    rows = PlatformBlock.objects.filter(account_id=account.pk, method__in=("", method))
    return rows.filter(check_at__gt=timezone.now()).exists()


def claim_check(account: ShopAccount, method: str) -> bool:
    """Leave for a call: always when nothing is refused, else for one of all workers after each check's time."""
    rows = PlatformBlock.objects.filter(account_id=account.pk, method__in=("", method))
    if not rows.exists():
        return True
    now = timezone.now()
    taken = rows.filter(check_at__lte=now).update(check_at=now + timedelta(seconds=CHECK_SECONDS))
    return bool(taken) and taken == rows.count()


def try_again(*, cause: Cause, account: ShopAccount) -> int:
    """A person has removed the cause: everything that is refused is asked again at once. Audited; returns how many."""
    rows = list(PlatformBlock.objects.filter(account_id=account.pk))
    PlatformBlock.objects.filter(pk__in=[row.pk for row in rows]).update(check_at=timezone.now())
    AuditEntry.objects.create(
        warehouse=account.shop.warehouse,
        action="platform.try_again",
        subject=f"shop:{account.shop.code}",
        before={"refused": [str(row) for row in rows]},
        **cause.columns,
    )
    _wake(account, {row.code for row in rows})
    return len(rows)


def _wake(account: ShopAccount, codes: Iterable[str]) -> None:
    for kind in LANES:
        hasten(account.lane(kind), codes)
        wake(account.lane(kind))


def _subject(account: ShopAccount, method: str) -> str:
    """Work items hold forty signs of a subject; a method's end tells more than its beginning."""
    return f"{account.shop_id}:{method[-30:]}"
