"""[M40]-[M45] as counts over bases, day by day, in the warehouse's own days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from packing.models import Parcel, ParcelLine, ParcelMismatch
from packing.states import MismatchKind, ParcelState
from picking.models import Order, OrderHistory, OrderItem, PickTask
from picking.selectors.on_time import IN_TIME, due_waves
from picking.states import ENDED, OrderState, TaskState
from wms.aliexpress.models import StockUpdate
from wms.aliexpress.selectors.shop_sync import changes
from wms.reports.periods import Period
from wms.reports.rates import Counts

Days = dict[date, Counts]
OUT_WITHIN = timedelta(hours=24)
LEFT_PICKING_WRONG = (MismatchKind.WRONG, MismatchKind.EXTRA, MismatchKind.MISSING)
OTHERS_SHIP = "order.others_ship"


@dataclass(frozen=True)
class WrongLine:
    """One order line that left picking with a unit wrong or missing, by the day on which it was picked."""

    order_id: int
    line_id: int
    day: date


def wrong_picks(period: Period) -> Days:
    """[M40] Lines with a unit wrong, extra or missing at the bench, over lines picked, by the day of picking."""
    picked = _picked(period).annotate(day=_day("done_at", period)).order_by().values_list("day")
    bases = dict(picked.annotate(Count("order_item__line", distinct=True)))
    wrong: dict[date, int] = {}
    for line in wrong_lines(period):
        wrong[line.day] = wrong.get(line.day, 0) + 1
    return _days(period, ((day, wrong.get(day, 0), bases.get(day, 0)) for day in period.days))


def wrong_lines(period: Period) -> list[WrongLine]:
    """The lines behind [M40]'s count. A mismatch whose SKU the order does not want counts for the order's first line.

    What was fetched again after a loss is a picking of its own: the day is that of the last take before the finding.
    """
    found = list(
        ParcelMismatch.objects.filter(
            parcel__warehouse=period.warehouse, kind__in=LEFT_PICKING_WRONG, created_at__gte=period.starts_at
        )
        .order_by("pk")
        .values_list("parcel__order_id", "sku_id", "scanned_sku_id", "created_at")
    )
    takes: dict[int, list[tuple[int, int, datetime]]] = {}
    tasks = PickTask.objects.filter(order__in={row[0] for row in found}, state=TaskState.DONE, done_at__isnull=False)
    rows = tasks.order_by("order_item__line", "done_at")
    for order_id, line_id, sku_id, done_at in rows.values_list("order_id", "order_item__line_id", "sku_id", "done_at"):
        takes.setdefault(order_id, []).append((line_id, sku_id, done_at))
    lines = set()
    for order_id, sku_id, scanned_id, found_at in found:
        before = [take for take in takes.get(order_id, []) if take[2] <= found_at]
        if not before:
            continue
        wanted = [take for take in before if take[1] == sku_id] or [take for take in before if take[1] == scanned_id]
        line_id = (wanted or before)[0][0]
        done_at = max(take[2] for take in before if take[0] == line_id)
        day = done_at.astimezone(period.warehouse.zone).date()
        if period.first <= day <= period.last:
            lines.add(WrongLine(order_id, line_id, day))
    return sorted(lines, key=lambda line: (line.day, line.line_id))


def waves_on_time(period: Period) -> Days:
    """[M41] Waves finished by their due time, over waves that were due: finished, or late by now."""
    due = due_waves(period.warehouse, period.starts_at, period.ends_at)
    return _grouped(due, "due_at", period, IN_TIME)


def parcels_consistent(period: Period) -> Days:
    """[M42] Parcels closed with exactly the order's units, each verified, over parcels closed."""
    closed = Parcel.objects.filter(
        warehouse=period.warehouse, closed_at__gte=period.starts_at, closed_at__lt=period.ends_at
    ).exclude(state=ParcelState.CANCELLED)
    unverified = ParcelLine.objects.filter(parcel=OuterRef("pk")).exclude(verified=F("quantity"))
    packed = ParcelLine.objects.filter(parcel=OuterRef("pk")).order_by().values("parcel")
    ordered = OrderItem.objects.filter(order=OuterRef("order")).order_by().values("order")
    rows = closed.annotate(
        is_open=Exists(unverified),
        packed=Subquery(packed.annotate(units=Sum("verified")).values("units")),
        ordered=Subquery(ordered.annotate(units=Sum("quantity")).values("units")),
    )
    return _grouped(rows, "closed_at", period, Q(is_open=False, packed=F("ordered")))


def out_in_24_hours(period: Period) -> Days:
    """[M43] Orders out within 24 h of being placed, over orders that left plus those that are over 24 h and have not.

    What others ship is not ours to send out; a cancelled order is counted by [M44].
    """
    in_time = ExpressionWrapper(F("order__placed_at") + OUT_WITHIN, output_field=DateTimeField())
    left = OrderHistory.objects.filter(
        order__warehouse=period.warehouse,
        became=OrderState.SHIPPED,
        created_at__gte=period.starts_at,
        created_at__lt=period.ends_at,
    ).exclude(was=OrderState.SHIPPED)
    days = _grouped(left.annotate(limit=in_time), "created_at", period, Q(created_at__lte=F("limit")))
    until = min(timezone.now(), period.ends_at)
    late = Order.objects.filter(
        warehouse=period.warehouse, placed_at__gte=period.starts_at - OUT_WITHIN, placed_at__lt=until - OUT_WITHIN
    ).exclude(state__in=ENDED)
    late = late.exclude(hold_code=OTHERS_SHIP)
    for day, count in late.annotate(day=_day("placed_at", period)).order_by().values_list("day").annotate(Count("pk")):
        limit_day = min(max(day + timedelta(days=1), period.first), period.last)
        days[limit_day] += Counts(0, count)
    return days


def cancellations(period: Period) -> Days:
    """[M44] Cancelled ones of the orders placed on a day, over all that were placed on it."""
    placed = Order.objects.filter(
        warehouse=period.warehouse, placed_at__gte=period.starts_at, placed_at__lt=period.ends_at
    ).exclude(state=OrderState.MERGED)
    return _grouped(placed, "placed_at", period, Q(state=OrderState.CANCELLED))


def late_updates(period: Period) -> Days:
    """[M45] Changes that took longer than the threshold [M12], over all changes that the platform answered."""
    updates = changes(StockUpdate.objects.filter(push__binding__warehouse=period.warehouse)).filter(
        answered_at__gte=period.starts_at, answered_at__lt=period.ends_at
    )
    return _grouped(updates, "answered_at", period, Q(is_late=True))


def total(days: Days) -> Counts:
    return sum(days.values(), Counts())


def _picked(period: Period) -> QuerySet[PickTask]:
    return PickTask.objects.filter(
        order__warehouse=period.warehouse,
        state=TaskState.DONE,
        done_at__gte=period.starts_at,
        done_at__lt=period.ends_at,
    )


def _day(field: str, period: Period) -> TruncDate:
    return TruncDate(field, tzinfo=period.warehouse.zone)


def _grouped(rows: QuerySet, field: str, period: Period, counted: Q) -> Days:
    grouped = rows.annotate(day=_day(field, period)).order_by().values_list("day")
    return _days(period, grouped.annotate(found=Count("pk", filter=counted), base=Count("pk")))


def _days(period: Period, rows: Iterable[tuple[date, int, int]]) -> Days:
    days = dict.fromkeys(period.days, Counts())
    days |= {day: Counts(count, base) for day, count, base in rows}
    return days
