"""What waits for a put wall, what stands in its slots, and where the next order goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Subquery, Sum

from inventory.states import HandlingUnitState
from picking.locks import sorts_of
from picking.models import Order, OrderItem, PickList, PickSlot, PickTask, PutWall, WallSlot, WallSort
from picking.states import OrderState, PickListState, TaskState
from wms.core.prepared import Prepared

SORTABLE = (OrderState.PICKING, OrderState.PICKED, OrderState.HELD)  # held: short, and waits at the wall for the rest
COLLECTING, COMPLETE, PUT_BACK, FREE = "collecting", "complete", "put_back", "free"
MARKS = 8


def smallest_wall(warehouse_id: int) -> int:
    """Slots of the smallest wall in use: as many orders fit one list, so that any wall takes it. Without a wall, which
    no saved rule can mean, one.
    """
    return min((wall.size for wall in walls_in_use(warehouse_id)), default=1)


def walls_in_use(warehouse_id: int) -> list[PutWall]:
    return list(PutWall.objects.filter(warehouse=warehouse_id, is_active=True).order_by("code"))


def _in_tote(tote: int) -> QuerySet[PickTask]:
    rows = PickTask.objects.filter(
        slot__handling_unit=tote,
        slot__is_shared=True,
        slot__released_at=None,
        pick_list__is_wall=True,
        state=TaskState.DONE,
        picked__gt=0,
        order__state__in=SORTABLE,
        order__cancel_requested_at=None,
    )
    return rows.select_related("order", "sku", "lot", "pick_list", "slot").order_by("pk")


_units_in: Prepared[PickTask] = Prepared(_in_tote, tote=int)


def units_in(tote_id: int) -> list[PickTask]:
    """What lies in a batch tote for orders that still want it, the most pressing first: Choice and X-day [M2], then
    due, then as they were placed. One query.
    """
    return sorted(_units_in(tote=tote_id), key=_rank)


def _rank(task: PickTask) -> tuple[int, datetime, datetime, int, int]:
    order = task.order
    return order.priority, order.due_at, order.placed_at, order.pk, task.pk


def is_on_a_walk(tote_id: int) -> bool:
    """Whether somebody still picks into this tote."""
    live = (PickListState.OPEN, PickListState.PICKING)
    slots = PickSlot.objects.filter(handling_unit=tote_id, is_shared=True, released_at=None, full_at=None)
    return slots.filter(pick_list__state__in=live).exists()


def wall_for(tasks: Sequence[PickTask]) -> PutWall | None:
    """The wall at which these orders have begun already: their list's, else the one with a slot of theirs."""
    known = next((task.pick_list.wall_id for task in tasks if task.pick_list.wall_id), None)
    if known is None:
        slots = PickSlot.objects.filter(order__in=[t.order_id for t in tasks], is_wall=True, released_at=None)
        units = slots.values("handling_unit")
        known = WallSlot.objects.filter(handling_unit__in=units).values_list("wall_id", flat=True).first()
    return PutWall.objects.filter(pk=known).first() if known else None


def slot_of_order(order_id: int) -> PickSlot | None:
    """Where an order is collected at a wall."""
    rows = PickSlot.objects.filter(order=order_id, is_wall=True, released_at=None)
    return rows.select_related("handling_unit__location").first()


def slots_of_wall(wall_id: int) -> list[WallSlot]:
    """Every slot of a wall with its handling unit, by number. One query."""
    rows = WallSlot.objects.filter(wall=wall_id).select_related("handling_unit__location")
    return list(rows.order_by("number"))


def sort_of(person_id: int, warehouse_id: int) -> WallSort | None:
    """What a person sorts, on whichever device, unlocked."""
    return sorts_of(person_id, warehouse_id).first()


@dataclass(frozen=True)
class BatchTote:
    """A tote that waits for a wall: its units and orders, and the most pressing due time."""

    code: str
    units: int
    orders: int
    due_at: datetime
    is_choice: bool


def batch_totes(warehouse_id: int) -> list[BatchTote]:
    """Totes that can be sorted now, the most pressing first. One query."""
    rows = PickTask.objects.filter(
        slot__is_shared=True,
        slot__released_at=None,
        pick_list__is_wall=True,
        pick_list__warehouse=warehouse_id,
        state=TaskState.DONE,
        picked__gt=0,
        order__state__in=SORTABLE,
        order__cancel_requested_at=None,
    ).select_related("order", "slot__handling_unit", "pick_list")
    by_tote: dict[str, list[PickTask]] = {}
    for task in rows:
        is_over = task.pick_list.state not in {PickListState.OPEN, PickListState.PICKING}
        if task.slot.handling_unit is not None and (is_over or task.slot.full_at is not None):
            by_tote.setdefault(task.slot.handling_unit.code, []).append(task)
    found = [_batch_tote(code, tasks) for code, tasks in by_tote.items()]
    return sorted(found, key=lambda tote: (not tote.is_choice, tote.due_at, tote.code))


def _batch_tote(code: str, tasks: Sequence[PickTask]) -> BatchTote:
    return BatchTote(
        code,
        sum(task.picked for task in tasks),
        len({task.order_id for task in tasks}),
        min(task.order.due_at for task in tasks),
        any(task.order.has_promise for task in tasks),
    )


@dataclass(frozen=True)
class SlotFacts:
    """One slot of a wall as a page draws it. `units` of `wanted` are in it; `since`: when the order got it."""

    slot: WallSlot
    state: str
    order: Order | None = None
    units: int = 0
    wanted: int = 0

    @property
    def mark(self) -> int:
        return mark_of_column(self.slot.column)


def mark_of_column(column: int) -> int:
    """The colour and shape of a wall's column, 1 to 8."""
    return (column - 1) % MARKS + 1


def wall_picture(wall: PutWall) -> list[SlotFacts]:
    """Every slot of a wall with what stands in it, by number. Five queries, whatever the size."""
    slots = list(wall.slots.select_related("handling_unit", "wall").order_by("number"))
    held = PickSlot.objects.filter(handling_unit__in=[s.handling_unit_id for s in slots], released_at=None)
    order_of = {row.handling_unit_id: row.order for row in held.select_related("order")}
    ids = [order.pk for order in order_of.values()]
    wanted = dict(OrderItem.objects.filter(order__in=ids).order_by().values_list("order").annotate(Sum("quantity")))
    there = _units_at_wall(ids)
    waiting = _unsorted(ids)
    return [_slot_facts(slot, order_of.get(slot.handling_unit_id), there, wanted, waiting) for slot in slots]


def _slot_facts(
    slot: WallSlot, order: Order | None, there: dict[int, int], wanted: dict[int, int], waiting: set[int]
) -> SlotFacts:
    if order is None:
        is_put_back = slot.handling_unit.state == HandlingUnitState.PUT_BACK
        return SlotFacts(slot, PUT_BACK if is_put_back else FREE)
    is_complete = order.state not in {OrderState.PICKING, OrderState.HELD} and order.pk not in waiting
    state = COMPLETE if is_complete else COLLECTING
    return SlotFacts(slot, state, order, there.get(order.pk, 0), wanted.get(order.pk, 0))


def _units_at_wall(order_ids: Iterable[int]) -> dict[int, int]:
    rows = PickTask.objects.filter(order__in=order_ids, slot__is_wall=True, slot__released_at=None)
    return dict(rows.filter(state=TaskState.DONE).order_by().values_list("order").annotate(Sum("picked")))


def _unsorted(order_ids: Iterable[int]) -> set[int]:
    rows = PickSlot.objects.filter(order__in=order_ids, is_shared=True, released_at=None)
    return set(rows.values_list("order_id", flat=True))


def units_at_wall(order_id: int) -> tuple[int, int]:
    """(units of an order that stand in its slot, units that it wants). One query."""
    put = PickTask.objects.filter(order=order_id, slot__is_wall=True, slot__released_at=None, state=TaskState.DONE)
    there = put.order_by().values("order").annotate(units=Sum("picked")).values("units")
    items = OrderItem.objects.filter(order=order_id).order_by().values("order")
    found = next(
        iter(items.annotate(wanted=Sum("quantity"), there=Subquery(there)).values_list("there", "wanted")), None
    )
    return (found[0] or 0, found[1]) if found else (0, 0)


def occupancy(wall_ids: Iterable[int]) -> dict[int, int]:
    """How many slots of each wall are not free. One query."""
    rows = WallSlot.objects.filter(wall__in=wall_ids).exclude(handling_unit__state=HandlingUnitState.FREE)
    return dict(rows.order_by().values_list("wall").annotate(Count("pk")))


def list_of(tasks: Iterable[PickTask]) -> list[PickList]:
    """The lists behind these tasks that no wall has yet."""
    return list({task.pick_list_id: task.pick_list for task in tasks if task.pick_list.wall_id is None}.values())
