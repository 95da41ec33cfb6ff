"""The manager's view: orders by stage with the oldest one, waves, and why an order is left out of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from picking.models import LeftOut, Order, PickList, PickSlot, Wave
from picking.states import ENDED, OrderState, PickListState
from picking.words import told_facts


@dataclass(frozen=True)
class Stage:
    """Orders at one state: since when the oldest is there, and how many are past their due time."""

    state: str
    orders: int
    oldest_since: datetime | None
    overdue: int


@dataclass(frozen=True)
class LeftOutReason:
    code: str
    orders: int


def stages(warehouse_id: int, now: datetime) -> list[Stage]:
    """Every live state in the order of the chain, also the empty ones. What others ship is left out."""
    rows = (
        Order.objects.filter(warehouse=warehouse_id)
        .exclude(state__in=ENDED)
        .exclude(hold_code="order.others_ship")
        .order_by()
        .values("state")
        .annotate(orders=Count("pk"), oldest=Min("state_since"), overdue=Count("pk", filter=Q(due_at__lt=now)))
    )
    found = {row["state"]: row for row in rows}
    return [
        Stage(state, found[state]["orders"], found[state]["oldest"], found[state]["overdue"])
        if state in found
        else Stage(state, 0, None, 0)
        for state in OrderState.values
        if state not in ENDED
    ]


def waves(warehouse_id: int) -> QuerySet[Wave]:
    """Newest first, with what has been picked of what."""
    return (
        Wave.objects.filter(warehouse=warehouse_id)
        .select_related("rule")
        .annotate(
            lists=Count("pick_lists", filter=~Q(pick_lists__state=PickListState.CANCELLED)),
            lists_done=Count("pick_lists", filter=Q(pick_lists__state=PickListState.PICKED)),
            tasks=Sum("pick_lists__tasks_total"),
            tasks_done=Sum("pick_lists__tasks_done"),
        )
        .order_by("-pk")
    )


def lists_of_wave(wave_id: int) -> QuerySet[PickList]:
    return PickList.objects.filter(wave=wave_id).select_related("person", "device", "cart").order_by("pk")


def left_out_reasons(warehouse_id: int) -> list[LeftOutReason]:
    """How many promised orders stay out of waves for each reason, the commonest first."""
    rows = (
        LeftOut.objects.filter(warehouse=warehouse_id, order__state=OrderState.PROMISED)
        .order_by()
        .values_list("code")
        .annotate(Count("pk"))
    )
    return [LeftOutReason(code, orders) for code, orders in sorted(rows, key=lambda row: (-row[1], row[0]))]


def left_out_orders(warehouse_id: int) -> QuerySet[LeftOut]:
    """One row an order with its reason and facts, the most pressing first."""
    return (
        LeftOut.objects.filter(warehouse=warehouse_id, order__state=OrderState.PROMISED)
        .select_related("order", "wave", "rule")
        .order_by("order__due_at", "order")
    )


def why_not(order_id: int) -> dict[str, Any]:
    """What an order waits for, as a code with facts: its hold, stock, a wave (the last one's reason not to take it, or
    that no rule has come round yet), or the next zone's picker.
    """
    order = Order.objects.select_related("warehouse").get(pk=order_id)
    if order.state == OrderState.HELD:
        return {"code": order.hold_code, "facts": order.hold_facts}
    if order.state == OrderState.WAITING:
        return {"code": "left_out.no_stock", "facts": {}}
    if order.state != OrderState.PROMISED:
        return _waits_for_zone(order) or {"code": "", "facts": {}}
    row = LeftOut.objects.filter(order=order).first()
    if row is None:
        return {"code": "left_out.not_yet", "facts": {}}
    return {"code": f"left_out.{row.code}", "facts": told_facts(row.code, row.facts)}


def _waits_for_zone(order: Order) -> dict[str, Any]:
    """Its tote lies at a pass point, or a tote of its list is missing there; {} when neither."""
    laid = PickList.objects.filter(slots__order=order, slots__released_at=None, laid_place__isnull=False)
    walk = laid.filter(state=PickListState.OPEN).select_related("zone", "laid_place").first()
    if walk is None or walk.laid_at is None or walk.laid_place is None:
        return {}
    slots = PickSlot.objects.filter(pick_list=walk, missing_at__isnull=False, released_at=None)
    missing = slots.select_related("handling_unit", "order").order_by("position").first()
    if missing is not None and missing.handling_unit is not None:
        told = {"tote": missing.handling_unit.code, "order": missing.order.number}
        facts = {**told, "list": walk.number, "location": walk.laid_place.code}
        return {"code": "work.pick.tote_missing", "facts": facts}
    since = f"{walk.laid_at.astimezone(order.warehouse.zone):%H:%M}"
    zone = walk.zone.code if walk.zone else ""
    return {"code": "pick.waits_for_zone", "facts": {"zone": zone, "location": walk.laid_place.code, "since": since}}
