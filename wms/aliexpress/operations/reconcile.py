"""[M24] What a comparison found, why it may be so, and clearing one kind of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from inventory.selectors.counts import LastCount
from wms.aliexpress.gateway import PushItem
from wms.aliexpress.locks import lock_account
from wms.aliexpress.models import Reconciliation, ShopAccount, StockDifference, StockPush
from wms.aliexpress.operations.stock_push import Resynced, resync
from wms.aliexpress.states import PushState
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.work_items import close_work_items, raise_work_item

DIFFERENCE = "stock_difference"
RUNS_A_BATCH = 20
Why = StockDifference.Cause
SENT_AGAIN = (Why.LATE_PUSH, Why.SLIP, Why.MANUAL, Why.REFUSED)  # mended by sending the whole present state


@dataclass(frozen=True)
class Compared:
    """One binding at one moment: what the ledger allows, what the front shows, and what is known of its goods."""

    push: StockPush
    item: PushItem
    there: int | None
    is_verified: bool
    count: LastCount | None = None
    is_count_pending: bool = False


def begin(*, cause: Cause, account: ShopAccount) -> Reconciliation:
    """Open a run; one that never ended is left as it is, its successor tells more."""
    return Reconciliation.objects.create(account=account, started_at=timezone.now(), **cause.columns)


def suggest(row: Compared) -> str:
    """The likeliest cause of a difference, the one that a person can do something about first."""
    if row.there is None:
        return Why.UNKNOWN_THERE
    if not row.is_verified:
        return Why.UNBOUND
    if row.push.state == PushState.PARKED:
        return Why.REFUSED
    if row.push.wanted > row.push.confirmed or row.push.state != PushState.IDLE:
        return Why.LATE_PUSH
    if row.is_count_pending:
        return Why.COUNT_PENDING
    # Nothing is under way, so the platform changed its own figure: it only ever lowers it, as buyers order [M25].
    return Why.SLIP if row.there < row.item.available else Why.MANUAL


def record_compared(*, run_id: int, rows: Sequence[Compared]) -> int:
    """Keep what differs of these. Returns how many do."""
    differing = [row for row in rows if row.there != row.item.available and not _is_settled(row)]
    StockDifference.objects.bulk_create(
        StockDifference(
            run_id=run_id,
            binding_id=row.push.binding_id,
            cause=suggest(row),
            ours=row.item.available,
            there=row.there,
            told=row.push.shown_available,
            counted=row.count.difference if row.count else None,
            counted_at=row.count.at if row.count else None,
        )
        for row in differing
    )
    Reconciliation.objects.filter(pk=run_id).update(
        compared=F("compared") + len(rows), differing=F("differing") + len(differing)
    )
    return len(differing)


def _is_settled(row: Compared) -> bool:
    """A binding that shows nothing, and that the platform does not know: nobody is misled."""
    return row.there is None and row.item.available == 0


def end(*, cause: Cause, run_id: int, code: str = "") -> Reconciliation:
    """Close a run; what differs becomes one work item a shop, which the next run without a difference closes.

    Locks the account.
    """
    row = Reconciliation.objects.select_related("account__shop__warehouse").get(pk=run_id)
    lock_account(row.account_id)
    row.ended_at, row.code = timezone.now(), code[:60]
    row.save(update_fields=["ended_at", "code"])
    shop = row.account.shop
    if row.differing:
        raise_work_item(
            cause=cause,
            kind=DIFFERENCE,
            warehouse_id=shop.warehouse_id,
            subject_type="shop",
            subject_id=shop.pk,
            subject_label=shop.name,
            facts={"shop": shop.name, "differences": row.differing, "compared": row.compared},
        )
    elif not code:
        close_work_items(kind=DIFFERENCE, subject_type="shop", subject_id=shop.pk, resolution="agrees")
    return row


def clear_by_sending(*, cause: Cause, run: Reconciliation, chosen: QuerySet[StockDifference]) -> Resynced:
    """Send the bindings of these differences anew, in a person's name, and clear them: those of the run whose kind a
    whole present state mends.

    Refuses with ResyncNeedsPerson. Locks the account, then the rows.
    """
    rows = StockDifference.objects.filter(
        pk__in=chosen.order_by().values("pk"), run=run, cause__in=SENT_AGAIN, cleared_at=None
    )
    done = resync(cause=cause, account=run.account, binding_ids=list(rows.values_list("binding_id", flat=True)))
    rows.update(cleared_at=timezone.now(), cleared_by=cause.person)
    return done


def purge_runs(*, now: datetime | None = None) -> int:
    """Delete at most RUNS_A_BATCH comparisons that are older than any evidence kept. Returns how many."""
    moment = (now or timezone.now()) - timedelta(days=float(figure("evidence_days")))
    old = Reconciliation.objects.filter(started_at__lt=moment).order_by("started_at")
    ids = list(old.values_list("pk", flat=True)[:RUNS_A_BATCH])
    Reconciliation.objects.filter(pk__in=ids).delete()
    return len(ids)


def counts_of(rows: Mapping[int, LastCount], sku_ids: Collection[int]) -> LastCount | None:
    """The newest count of any of these goods."""
    found = [rows[sku_id] for sku_id in sku_ids if sku_id in rows]
    return max(found, key=lambda count: count.at, default=None)
