"""A person's Re-sync, and what came of a push: what else changes its rows is in wanted.py, shown.py and the claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from inventory.selectors.channel import units_left
from wms.aliexpress import breaker
from wms.aliexpress.errors import ResyncNeedsPerson
from wms.aliexpress.gateway import PushAnswer, PushItem
from wms.aliexpress.locks import lock_account, lock_pushes
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.aliexpress.operations.shown import MAX_ROUNDS, SLOW_ROUND_SECONDS, show
from wms.aliexpress.operations.wanted import Wanted, want
from wms.aliexpress.states import PushState
from wms.core.batches import in_batches
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import AuditEntry
from wms.core.outbox.leases import Lease
from wms.core.work_items import close_many, close_work_items, raise_work_item

CHUNK = 500
REFUSED, SUSPECT = "stock_refused", "stock_suspect"


@dataclass(frozen=True)
class Resynced:
    """How many bindings go out now as whole present states, and whether that closed an open breaker."""

    bindings: int
    has_closed_breaker: bool


def want_all(*, account: ShopAccount, since: datetime) -> int:
    """Every binding of the shop goes out as its present state: a shop that was just connected. Returns how many.

    Parked ones stay parked and an open breaker stays open: these need a person (resync). Locks the rows.
    """
    return len(_want_ranked(account, account.shop.bindings.all(), since))


def resync(*, cause: Cause, account: ShopAccount, binding_ids: Iterable[int] | None = None) -> Resynced:
    """A person has the stock of some bindings, or of all, sent anew; parked ones too [M17]. Closes the breaker [M14].

    Whole present states, the nearest to zero first. Refuses with ResyncNeedsPerson. Locks the account, then the rows.
    """
    if cause.person is None:
        raise ResyncNeedsPerson(shop=account.shop.name)
    locked = lock_account(account.pk)
    was_open = locked.opened_at is not None
    now = timezone.now()
    keys: list[int] = []
    if binding_ids is None:
        keys = _want_ranked(locked, locked.shop.bindings.all(), now)
    else:
        for ids in in_batches(sorted(set(binding_ids)), CHUNK):
            keys += _want_ranked(locked, locked.shop.bindings.filter(pk__in=ids), now)
    resolution = f"resync {cause.person.pk}"
    for chunk in in_batches(keys, CHUNK):
        StockPush.objects.filter(binding_id__in=chunk).exclude(state=PushState.LEASED).update(
            state=PushState.PENDING, next_at=now, last_code="", suspect_rounds=0
        )
        close_many(kinds=(REFUSED, SUSPECT), subject_type="binding", subject_ids=chunk, resolution=resolution)
    breaker.close(locked, cause.person)
    AuditEntry.objects.create(
        warehouse=locked.shop.warehouse,
        action="stock_sync.resync",
        subject=f"shop:{locked.shop_id}",
        before={"breaker_open": was_open},
        after={"bindings": len(keys) if binding_ids is None else _names(locked, keys)},
        **cause.columns,
    )
    return Resynced(bindings=len(keys), has_closed_breaker=was_open)


def _names(account: ShopAccount, keys: list[int]) -> list[str]:
    """The chosen bindings as people call them: the audit and each one's timeline say which were sent anew."""
    chunks = (account.shop.bindings.filter(pk__in=ids).order_by("pk") for ids in in_batches(keys, CHUNK))
    return [str(binding) for chunk in chunks for binding in chunk]


def _want_ranked(account: ShopAccount, bindings: QuerySet, since: datetime) -> list[int]:
    """Want these bindings' present states, each at the rank of what is left of it. Returns their ids."""
    rows = list(bindings.order_by("pk").values_list("pk", "product_id"))
    for chunk in in_batches(rows, CHUNK):
        left = units_left([pk for pk, _ in chunk])
        want(Wanted(account.pk, pk, product, since, left.get(pk, 0)) for pk, product in chunk)
    return [pk for pk, _ in rows]


def record_judged(account: ShopAccount, lease: Lease, items: Mapping[int, PushItem], answer: PushAnswer) -> int:
    """The platform judged the push: what it took is shown, what it refused is parked alone.

    Returns how many rows were still ours. Locks the account, then the rows, which the lease's token guards.
    """
    if answer.was_sent:
        breaker.record_success(account.pk)
    mine = StockPush.objects.filter(pk__in=lock_pushes(lease_token=lease.token, state=PushState.LEASED))
    rows = list(mine.order_by("pk"))
    taken = []
    met_at = dict(
        StockUpdate.objects.filter(push__in=rows, is_first=True).order_by("-pk").values_list("push", "answered_at")
    )
    late = float(figure("sync_threshold_seconds", shop=account.shop))
    for row in rows:
        item = items.get(row.binding_id)
        if item is None:
            _back(StockPush.objects.filter(pk=row.pk), timezone.now() + timedelta(seconds=1))
        elif row.binding_id in answer.refused:
            _park(account, row, item, answer.refused[row.binding_id])
        else:
            taken.append(row)
    show(taken, items, answer)
    StockUpdate.objects.bulk_create(
        _measured(row, items[row.binding_id], answer, late, met_at.get(row.pk))
        for row in taken
        if row.sending_since is not None
    )
    return len(rows)


def _measured(
    row: StockPush, item: PushItem, answer: PushAnswer, late_seconds: float, met_at: datetime | None
) -> StockUpdate:
    """`met_at`: when the front first heard of the binding. What changed before that is no change at the front [M12]."""
    assert row.sending_since is not None  # noqa: S101  the caller asked
    is_first = row.shown_version is None or (met_at is not None and row.sending_since <= met_at)
    seconds = max(0.0, (answer.answered_at - row.sending_since).total_seconds())
    return StockUpdate(
        push=row,
        account_id=row.account_id,
        changed_at=row.sending_since,
        sent_at=answer.sent_at,
        answered_at=answer.answered_at,
        milliseconds=round(seconds * 1000),
        is_late=seconds > late_seconds and not is_first,
        is_first=is_first,
        available=item.available,
        reserved=item.reserved,
        in_transit=item.in_transit,
        version=item.version,
        request_id=answer.request_id,
    )


def _park(account: ShopAccount, row: StockPush, item: PushItem, code: str) -> None:
    """The platform refused this SKU's data: it waits for a person's Re-sync, the others go on [M14]."""
    StockPush.objects.filter(pk=row.pk).update(
        state=PushState.PARKED,
        lease_until=None,
        lease_token=None,
        since=Coalesce(F("sending_since"), F("since")),
        sending_since=None,
        check_at=None,
        last_code=code[:60],
    )
    _tell(account, REFUSED, row.binding_id, item.seller_sku, code)


def record_unanswered(account: ShopAccount, lease: Lease, answer: PushAnswer, probe: breaker.Probe | None) -> int:
    """No success: the rows wait for the shop's next try; `unknown` makes them suspect. Locks account, then rows."""
    rest = 0.0
    if answer.outcome == "banned":
        rest = answer.retry_after_seconds
        breaker.record_ban(account.pk, rest, answer.code)
    elif answer.outcome in {"blocked", "unasked"}:
        if probe is not None:
            breaker.give_back_probe(account, probe)
    elif answer.outcome == "unauthorised":
        breaker.record_unauthorised(account.pk, answer.code, account.access_token)
    else:
        breaker.record_failed_try(account.pk, answer.code, probe)
    ids = lock_pushes(lease_token=lease.token, state=PushState.LEASED)
    rows = StockPush.objects.filter(pk__in=ids)
    if answer.outcome == "unknown":
        rows.update(is_suspect=True, suspect_rounds=0, check_at=None)
    rows.update(last_code=answer.code[:60])
    return _back(rows, timezone.now() + timedelta(seconds=rest))


def give_back(lease: Lease, next_at: datetime | None = None, binding_ids: Iterable[int] | None = None) -> int:
    """Nothing was sent for these rows: they are pending again, their first change not forgotten."""
    chosen = Q() if binding_ids is None else Q(binding_id__in=list(binding_ids))
    ids = lock_pushes(chosen, lease_token=lease.token, state=PushState.LEASED)
    return _back(StockPush.objects.filter(pk__in=ids), next_at or timezone.now())


def _back(rows: QuerySet[StockPush], next_at: datetime) -> int:
    return rows.update(
        state=PushState.PENDING,
        next_at=next_at,
        lease_until=None,
        lease_token=None,
        since=Coalesce(F("sending_since"), F("since")),
        sending_since=None,
    )


def record_check(account: ShopAccount, row: StockPush, *, shown: int | None, wanted: int, seller_sku: str) -> bool:
    """A suspect binding was read back: `shown` at the front, `wanted` by the present state. True when they agree.

    Guarded by `sent` and `wanted`: a change or a push since then makes this answer old. Three rounds without
    agreement are shown to people; the row is still tried each minute.
    """
    ids = lock_pushes(pk=row.pk, sent=row.sent, wanted=row.wanted, state=PushState.IDLE, is_suspect=True)
    rows = StockPush.objects.filter(pk__in=ids)
    if shown == wanted:
        confirmed = rows.update(
            is_suspect=False,
            suspect_rounds=0,
            check_at=None,
            confirmed=F("sent"),
            confirmed_at=timezone.now(),
            last_code="",
        )
        if confirmed and row.suspect_rounds >= MAX_ROUNDS:
            close_work_items(kind=SUSPECT, subject_type="binding", subject_id=row.binding_id, resolution="agrees")
        return bool(confirmed)
    rounds = row.suspect_rounds + 1
    is_stubborn = rounds >= MAX_ROUNDS
    rest = SLOW_ROUND_SECONDS if is_stubborn else 0.0
    code = "differs" if is_stubborn else row.last_code
    again = rows.update(
        state=PushState.PENDING,
        wanted=F("wanted") + 1,
        suspect_rounds=min(rounds, MAX_ROUNDS),
        check_at=None,
        next_at=timezone.now() + timedelta(seconds=rest),
        last_code=code,
    )
    if again and is_stubborn:
        _tell(account, SUSPECT, row.binding_id, seller_sku, f"{shown} / {wanted}")
    return False


def _tell(account: ShopAccount, kind: str, binding_id: int, seller_sku: str, code: str) -> None:
    raise_work_item(
        cause=Cause.task(account.lane("stock")),
        kind=kind,
        warehouse_id=account.shop.warehouse_id,
        subject_type="binding",
        subject_id=binding_id,
        subject_label=seller_sku,
        facts={"shop": account.shop.name, "sku": seller_sku, "code": code},
    )
