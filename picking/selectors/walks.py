"""Where a walk stands: read from its rows, so that a handheld can be swapped in the middle of a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Window
from django.db.models.functions import Coalesce
from django.utils import timezone

from picking.locks import in_zones_of, mine_first, tasks_at_hand, tasks_in_zone, to_give_out, walks_of
from picking.models import PickList, PickSlot, PickTask
from picking.states import PickListState, TaskState
from wms.core.prepared import Prepared

JUST_NOW = timedelta(minutes=10)
WRONG_IN_A_ROW = 3  # wrong scans of one kind, after which a lead has to look
NEAR = 3  # the present task, the one that a scan may make present, and the one behind it
GOODS = ("slot__handling_unit__location", "order", "location__warehouse", "sku", "lot")
SKU = PickTask._meta.get_field("sku")  # read with the rest: it tells whether a task has its goods already
TASK_COLUMNS = tuple(field.name for field in PickTask._meta.concrete_fields)
GOODS_COLUMNS = (  # what each scan reads; anything else of these rows costs a query when it is asked for
    *(
        f"slot__{name}"
        for name in ("pick_list", "order", "position", "is_shared", "is_tote_known", "handling_unit__code")
    ),
    "slot__handling_unit__barcode",
    *(f"slot__handling_unit__location__{name}" for name in ("code", "kind", "warehouse")),
    *(f"order__{name}" for name in ("number", "due_at", "warehouse", "is_choice", "promise_days", "has_subsidy")),
    *(f"location__{name}" for name in ("code", "kind", "is_blocked", "aisle", "bay", "level", "side", "walk_order")),
    "location__warehouse__allows_negative_outbound",
    *(f"sku__{name}" for name in ("code", "picture", "look_alike_group")),
    *(f"sku__{name}" for name in ("name_zh", "name_en", "variant_zh", "variant_en")),
    "lot__code",
)


def _near(first: int, second: int, third: int) -> QuerySet[PickTask]:
    return in_full(PickTask.objects.filter(pk__in=[first, second, third]))


def in_full(tasks: QuerySet[PickTask]) -> QuerySet[PickTask]:
    """With all that a scan reads and shows of a task."""
    return tasks.select_related(*GOODS).only(*TASK_COLUMNS, *GOODS_COLUMNS)


def _empty_slots(walk: int) -> QuerySet[PickSlot]:
    """A full tote that was laid down goes along with the others."""
    rows = PickSlot.objects.filter(pick_list=walk, is_tote_confirmed=False, released_at=None)
    rows = rows.filter(Q(full_at=None) | Q(is_tote_known=True))
    return rows.select_related("handling_unit", "order").order_by("position", "pk")


_slots_to_fill: Prepared[PickSlot] = Prepared(_empty_slots, walk=int)
_walks_of: Prepared[PickList] = Prepared(walks_of, person=int, warehouse=int)
_tasks_at_hand: Prepared[PickTask] = Prepared(tasks_at_hand, walk=int)
_tasks_in_zone: Prepared[PickTask] = Prepared(tasks_in_zone, walk=int, zone=int)
_tasks_with_goods: Prepared[PickTask] = Prepared(_near, first=int, second=int, third=int)


@dataclass(frozen=True)
class Position:
    """The present step of a walk and what it is about. `group` are the tasks that are fetched in one go: the present
    one, in a bulk list all of the same place and goods. `ahead` are the open tasks behind them, `slots` those that wait
    for their totes.
    """

    step: str
    task: PickTask | None = None
    slot: PickSlot | None = None
    group: tuple[PickTask, ...] = ()
    ahead: tuple[PickTask, ...] = ()
    slots: tuple[PickSlot, ...] = ()

    @property
    def wanted(self) -> int:
        return sum(task.quantity for task in self.group)

    @property
    def scanned(self) -> int:
        return sum(task.scanned for task in self.group)


def walk_of(person_id: int, warehouse_id: int) -> tuple[PickList | None, list[PickTask]]:
    """The walk that a person is on, on whichever device, with its tasks at hand."""
    walks = _walks_of(person=person_id, warehouse=warehouse_id)
    return (walks[0], tasks_of(walks[0])) if walks else (None, [])


def tasks_of(walk: PickList) -> list[PickTask]:
    """Its tasks at hand; of one that is passed on from zone to zone, those of its present zone."""
    if walk.zone_id is None:
        return _tasks_at_hand(walk=walk.pk)
    return _tasks_in_zone(walk=walk.pk, zone=walk.zone_id)


def with_goods(tasks: list[PickTask], *, is_bulk: bool = False) -> list[PickTask]:
    """Tasks in the order in which they are walked, units to give back first; the first few with all that is shown."""
    ranked = sorted(tasks, key=lambda task: task.state != TaskState.DROPPED)
    near = _first_of_goods(ranked) if is_bulk else ranked[:NEAR]
    if all(SKU.is_cached(task) for task in near[: NEAR - 1]):
        return ranked
    first, second, third = ([task.pk for task in near] * NEAR)[:NEAR]
    full = {row.pk: row for row in _tasks_with_goods(first=first, second=second, third=third)}
    return [full.get(task.pk, task) for task in ranked]


def _first_of_goods(tasks: Sequence[PickTask]) -> list[PickTask]:
    """Of tasks that a bulk picker fetches in one go only the first is shown."""
    near: list[PickTask] = []
    for task in tasks:
        if len(near) < NEAR and all(goods_of(task) != goods_of(other) for other in near):
            near.append(task)
    return near


def is_walking(person_id: int, warehouse_id: int) -> bool:
    return PickList.objects.filter(person=person_id, warehouse=warehouse_id, state=PickListState.PICKING).exists()


def position_of(walk: PickList, tasks: list[PickTask], slots: Sequence[PickSlot] | None = None) -> Position:
    """Cart, then totes, then task by task; units of a dropped task go back before anything else. After wrong scans in a
    row a lead's badge comes before all.

    `slots` are those that wait for their totes, where the caller knows them.
    """
    stood = _stands_at(walk, tasks, slots)
    return replace(stood, step="lead") if walk.wrong_scans >= WRONG_IN_A_ROW else stood


def _stands_at(walk: PickList, tasks: list[PickTask], slots: Sequence[PickSlot] | None) -> Position:
    is_in_hand = any(task.state == TaskState.DROPPED for task in tasks)
    if not walk.is_ready and not is_in_hand:
        waiting = slots_to_fill(walk) if slots is None else slots
        if waiting:
            return Position("slot", slot=waiting[0], ahead=tuple(tasks), slots=tuple(waiting))
    near = with_goods(tasks, is_bulk=walk.is_bulk)
    if not near:
        return Position("done" if walk.zone_id is None else "pass")
    if is_in_hand:
        return Position("return", near[0], near[0].slot, (near[0],), tuple(near[1:]))
    group = _group_of(walk, near)
    together = {task.pk for task in group}
    ahead = tuple(task for task in near if task.pk not in together)
    return Position(_step_of(walk, near[0], group), near[0], near[0].slot, group, ahead)


def _group_of(walk: PickList, tasks: list[PickTask]) -> tuple[PickTask, ...]:
    if not walk.is_bulk:
        return (tasks[0],)
    return tuple(task for task in tasks if goods_of(task) == goods_of(tasks[0]))


def goods_of(task: PickTask) -> tuple[int, int, int | None]:
    """What a task fetches from where: tasks alike in this are one to a bulk picker."""
    return task.location_id, task.sku_id, task.lot_id


def _step_of(walk: PickList, task: PickTask, group: tuple[PickTask, ...]) -> str:
    if walk.is_asking_short:
        return "choose" if walk.short_reason else "short"
    if walk.at_location_id != task.location_id:
        return "location"
    if all(each.scanned >= each.quantity for each in group):
        return "full" if walk.is_changing_tote else "tote"
    return "units" if walk.is_bulk else "item"


def slots_to_fill(walk: PickList) -> list[PickSlot]:
    """The slots that still wait for their totes and have something to hold, in order; in bulk, known totes first."""
    slots = _slots_to_fill(walk=walk.pk)
    return sorted(slots, key=lambda slot: not slot.is_tote_known) if walk.is_bulk else slots


def open_lists(warehouse_id: int, person_id: int) -> QuerySet[PickList]:
    """Lists that this picker could get now: what is kept for him, then the most pressing."""
    return mine_first(to_give_out(warehouse_id).filter(in_zones_of(person_id)), person_id)


@dataclass(frozen=True)
class WalkFacts:
    """What a person reads of a list before taking it: its size, and where it begins."""

    units: int
    orders: int
    places: int
    totes: int
    first_place: str
    is_urgent: bool


@dataclass(frozen=True)
class NextList:
    """The most pressing of the `waiting` lists."""

    walk: PickList
    facts: WalkFacts
    waiting: int


def next_list(warehouse_id: int, person_id: int) -> NextList | None:
    """What this picker could get now; None when nothing waits. One query."""
    here = Q(pick_list__zone=None) | Q(pick_list__zone=F("location__zone"))
    tasks = PickTask.objects.filter(here, pick_list=OuterRef("pk"), state=TaskState.OPEN)
    sums = tasks.order_by().values("pick_list")
    slots = PickSlot.objects.filter(pick_list=OuterRef("pk"), released_at=None).order_by().values("pick_list")
    walk: Any = (
        open_lists(warehouse_id, person_id)
        .select_related("wave__trolley_type", "zone", "laid_place")
        .annotate(
            units=Subquery(sums.annotate(units=Sum("quantity")).values("units")),
            places=Subquery(sums.annotate(places=Count("location", distinct=True)).values("places")),
            first_place=Subquery(tasks.order_by("sequence", "pk").values("location__code")[:1]),
            orders=Subquery(slots.annotate(orders=Count("pk")).values("orders")),
            waiting=Window(Count("pk")),
        )
        .first()
    )
    if walk is None:
        return None
    orders = walk.orders or 0
    totes = 1 if walk.is_bulk else orders
    facts = WalkFacts(walk.units or 0, orders, walk.places or 0, totes, walk.first_place or "", walk.priority == 0)
    return NextList(walk, facts, walk.waiting)


@dataclass(frozen=True)
class LastWalk:
    """A walk that has just ended, and how many lists wait now."""

    walk: PickList
    waiting: int


def last_walk_of(person_id: int, warehouse_id: int) -> LastWalk | None:
    """The walk that this person has just ended, as long as it is news: not once the same handheld has laid another one
    at a pass point. One query.
    """
    since = timezone.now() - JUST_NOW
    waiting = (
        open_lists(warehouse_id, person_id).order_by().values("warehouse").annotate(count=Count("pk")).values("count")
    )
    laid = PickList.objects.filter(
        warehouse=warehouse_id, laid_at__gt=OuterRef("finished_at"), last_change_device=OuterRef("device")
    )
    rows = PickList.objects.filter(
        person=person_id, warehouse=warehouse_id, state=PickListState.PICKED, finished_at__gte=since
    )
    rows = rows.filter(~Exists(laid)).select_related("cart").annotate(waiting=Coalesce(Subquery(waiting), 0))
    walk: Any = rows.order_by("-finished_at").first()
    return LastWalk(walk, walk.waiting) if walk is not None else None


def slots_of(walk: PickList) -> list[PickSlot]:
    return list(
        PickSlot.objects.filter(pick_list=walk, full_at=None, is_wall=False)
        .select_related("handling_unit")
        .order_by("position")
    )
