"""The feed's order: what has been committed gets its place, one numberer after another; what is old is taken away."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.utils import timezone

from inventory.models import StockMovement
from packing.models import Parcel, Waybill
from packing.states import WaybillState
from picking.models import OrderHistory
from wms.api.locks import lock_head
from wms.api.models import FeedArrival, FeedEvent, FeedHead, KeptAnswer
from wms.api.states import EventKind
from wms.core.models import WorkItem
from wms.core.transactions import unit_of_work

BATCH, CHUNK = 500, 2000
LEAP = 1_000_000_000  # more than any house tells between a backup and its restore
EVENT_DAYS, ANSWER_HOURS = 14, 24
Told = tuple[int | None, dict[str, Any]]  # warehouse id, what the event says


def number_arrivals(*, limit: int = BATCH) -> int:
    """Give what has arrived its places, in the order of arrival; returns how many arrivals were taken.

    Locks the feed's head until commit: whoever reads position n has every event before it, however late the
    transaction that made it has committed. Six queries a batch, and one a kind.
    """
    head = lock_head()
    arrivals = list(FeedArrival.objects.order_by("pk")[:limit])
    if not arrivals:
        return 0
    told = {kind: TELLERS[kind]({row.source_id for row in arrivals if row.kind == kind}) for kind in TELLERS}
    events = []
    for row in arrivals:
        warehouse_id, data = told[row.kind].get(row.source_id, (None, {}))
        if warehouse_id is None:
            continue  # gone with its order, or nobody's in particular
        head.last_position += 1
        data = {**data, "state": row.state} if row.state else data
        events.append(
            FeedEvent(
                position=head.last_position,
                kind=row.kind,
                warehouse_id=warehouse_id,
                occurred_at=row.made_at,
                data=data,
            )
        )
    FeedEvent.objects.bulk_create(events)
    head.save(update_fields=["last_position"])
    FeedArrival.objects.filter(pk__in=[row.pk for row in arrivals]).delete()
    return len(arrivals)


def purge() -> int:
    """Take away events of more than 14 days and answers of more than 24 hours, in short transactions."""
    now, taken = timezone.now(), 0
    while True:
        with unit_of_work():
            if not number_arrivals():
                break
    old = FeedEvent.objects.filter(occurred_at__lt=now - timedelta(days=EVENT_DAYS))
    last = old.order_by("-position").values_list("position", flat=True).first()
    while last is not None:
        positions = list(FeedEvent.objects.filter(position__lte=last).values_list("position", flat=True)[:CHUNK])
        if not positions:
            break
        with unit_of_work():
            head = lock_head()
            taken += FeedEvent.objects.filter(position__in=positions).delete()[0]
            head.dropped_position = positions[-1]
            head.save(update_fields=["dropped_position"])
    answers = KeptAnswer.objects.filter(created_at__lt=now - timedelta(hours=ANSWER_HOURS)).order_by("pk")
    while ids := list(answers.values_list("pk", flat=True)[:CHUNK]):
        with unit_of_work():
            taken += KeptAnswer.objects.filter(pk__in=ids).delete()[0]
    return taken


def begin_anew() -> None:
    """After a restore: places that followers know may be given to other events now, so none of them is given again.

    Each cursor of before is refused from now on; what has arrived and has no place yet is told. Locks the feed's head.
    """
    if not FeedHead.objects.exists():
        return
    head = lock_head()
    FeedEvent.objects.filter(position__lte=head.last_position).delete()
    head.last_position += LEAP
    head.dropped_position = head.last_position
    head.save(update_fields=["last_position", "dropped_position"])


def _orders(ids: Collection[int]) -> dict[int, Told]:
    rows = OrderHistory.objects.filter(pk__in=ids).select_related("order__shop")
    return {
        row.pk: (
            row.order.warehouse_id,
            {
                "order_id": row.order_id,
                "order": row.order.number,
                "shop": row.order.shop.code,
                "was": row.was,
                "became": row.became,
                "code": row.code,
            },
        )
        for row in rows
    }


def _movements(ids: Collection[int]) -> dict[int, Told]:
    rows = StockMovement.objects.filter(pk__in=ids)
    return {
        row.pk: (
            row.warehouse_id,
            {
                "movement_id": row.pk,
                "sku": row.sku.code,
                "lot": row.lot.code if row.lot else None,
                "quantity_units": row.quantity,
                "from": {"location": row.source_location.code, "condition": row.source_condition},
                "to": {"location": row.target_location.code, "condition": row.target_condition},
                "reason": row.reason,
            },
        )
        for row in rows.select_related("sku", "lot", "source_location", "target_location")
    }


def _parcels(ids: Collection[int]) -> dict[int, Told]:
    live = Waybill.objects.filter(parcel__in=ids).exclude(state=WaybillState.VOID)
    waybills = {pk: (carrier, number) for pk, carrier, number in live.values_list("parcel", "carrier", "number")}
    return {
        row.pk: (
            row.warehouse_id,
            {
                "parcel_id": row.pk,
                "parcel": row.number,
                "order_id": row.order_id,
                "order": row.order.number,
                "carrier": waybills.get(row.pk, (None, None))[0],
                "tracking_number": waybills.get(row.pk, (None, None))[1] or None,
            },
        )
        for row in Parcel.objects.filter(pk__in=ids).select_related("order")
    }


def _work(ids: Collection[int]) -> dict[int, Told]:
    return {
        row.pk: (
            row.warehouse_id,
            {
                "work_item_id": row.pk,
                "kind": row.kind,
                "subject": {"type": row.subject_type, "id": row.subject_id, "label": row.subject_label},
                "is_urgent": row.is_urgent,
            },
        )
        for row in WorkItem.objects.filter(pk__in=ids)
    }


TELLERS: dict[str, Callable[[Collection[int]], dict[int, Told]]] = {
    EventKind.ORDER_CHANGED: _orders,
    EventKind.STOCK_MOVED: _movements,
    EventKind.PARCEL_CHANGED: _parcels,
    EventKind.WORK_CHANGED: _work,
}
