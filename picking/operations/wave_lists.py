"""The lists, slots and tasks of a wave's trolleys, written with few statements however many there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, NamedTuple

from inventory.operations.place import PlacedUnits
from inventory.selectors.likely_places import place_facts, zones_of
from picking.models import Order, PickList, PickSlot, PickTask, Wave
from picking.operations.numbering import next_list_number
from picking.operations.tasks import SEQUENCE_STEP
from picking.states import PickListState
from picking.wave_plans import Trolley
from wms.core.rows import insert_rows

TASK_COLUMNS = (
    "pick_list_id",
    "slot_id",
    "order_id",
    "order_item_id",
    "allocation_id",
    "location_id",
    "sku_id",
    "lot_id",
    "quantity",
    "sequence",
)


class Slot(NamedTuple):
    """What a task needs to know of its slot."""

    id: int
    position: int
    order_id: int


def write_lists(
    wave: Wave,
    trolleys: Sequence[Trolley],
    kept: Sequence[Sequence[Order]],
    placed: dict[int, list[tuple[int, PlacedUnits]]],
) -> None:
    """A list a trolley with its slots and tasks: as many statements for many as for one."""
    first = next_list_number(wave)
    zones = _first_zones(trolleys, kept, placed) if wave.is_passed else [None] * len(trolleys)
    lists = PickList.objects.bulk_create(
        PickList(
            wave=wave,
            warehouse_id=wave.warehouse_id,
            number=f"{wave.number}-{number:02}",
            state=PickListState.OPEN,
            is_bulk=wave.is_bulk,
            is_wall=wave.is_wall,
            zone_id=zone,
            priority=min(order.priority for order in orders),
            due_at=min(order.due_at for order in orders),
            walk_mm=trolley.walk_mm,
            tasks_total=sum(len(placed[order.pk]) for order in orders),
        )
        for number, (trolley, orders, zone) in enumerate(zip(trolleys, kept, zones, strict=True), start=first)
    )
    slots_of = _write_slots(lists, kept)
    insert_rows(
        PickTask,
        TASK_COLUMNS,
        (
            task
            for walk, trolley in zip(lists, trolleys, strict=True)
            for task in _tasks(walk, trolley, slots_of[walk.pk], placed)
        ),
    )


def _write_slots(lists: Sequence[PickList], kept: Sequence[Sequence[Order]]) -> dict[int, list[Slot]]:
    """A slot an order; by list, in the order of their positions."""
    rows = (
        (walk.pk, position, order.pk, walk.is_bulk)
        for walk, orders in zip(lists, kept, strict=True)
        for position, order in enumerate(orders, start=1)
    )
    insert_rows(PickSlot, ("pick_list_id", "position", "order_id", "is_shared"), rows)
    slots_of: dict[int, list[Slot]] = {walk.pk: [] for walk in lists}
    written = PickSlot.objects.filter(pick_list__in=slots_of).order_by("pick_list", "position")
    for walk_id, *slot in written.values_list("pick_list", "pk", "position", "order"):
        slots_of[walk_id].append(Slot(*slot))
    return slots_of


def _first_zones(
    trolleys: Sequence[Trolley],
    kept: Sequence[Sequence[Order]],
    placed: dict[int, list[tuple[int, PlacedUnits]]],
) -> list[int | None]:
    """The zone in which each trolley's walk begins: of its first stop at which goods were placed."""
    firsts = []
    for trolley, orders in zip(trolleys, kept, strict=True):
        there = {unit.location_id for order in orders for _, unit in placed[order.pk]}
        firsts.append(next((pk for pk in trolley.stops if pk in there), min(there)))
    zones = zones_of(firsts)
    return [zones[pk] for pk in firsts]


def _tasks(
    walk: PickList, trolley: Trolley, slots: Sequence[Slot], placed: dict[int, list[tuple[int, PlacedUnits]]]
) -> list[tuple[Any, ...]]:
    """What is to take, in walking order, at one place slot by slot: the values of TASK_COLUMNS."""
    stop_of = _stops(trolley, {unit.location_id for slot in slots for _, unit in placed[slot.order_id]})
    picks = [
        (stop_of[unit.location_id], slot.position, slot, item_id, unit)
        for slot in slots
        for item_id, unit in placed[slot.order_id]
    ]
    picks.sort(key=partial(_pick_rank, walk.is_bulk))
    return [
        (
            walk.pk,
            slot.id,
            slot.order_id,
            item_id,
            unit.allocation_id,
            unit.location_id,
            unit.sku_id,
            unit.lot_id,
            unit.quantity,
            at * SEQUENCE_STEP,
        )
        for at, (_, _, slot, item_id, unit) in enumerate(picks, start=1)
    ]


def _pick_rank(is_bulk: bool, pick: tuple[float, int, Slot, int, PlacedUnits]) -> tuple[float, ...]:
    """By stop; then slot by slot, or in bulk what is taken together."""
    stop, position, _, _, unit = pick
    if is_bulk:
        return stop, unit.sku_id, unit.lot_id or 0, position, unit.allocation_id
    return stop, position, unit.sku_id, unit.allocation_id


def _stops(trolley: Trolley, location_ids: Collection[int]) -> dict[int, float]:
    """Each location's rank in the walk; goods that were placed elsewhere than planned come where the walk passes."""
    stop_of: dict[int, float] = {pk: float(at) for at, pk in enumerate(trolley.stops)}
    strays = [pk for pk in location_ids if pk not in stop_of]
    if not strays:
        return stop_of
    walk_order = {place.id: place.walk_order for place in place_facts({*trolley.stops, *strays})}
    for stray in strays:
        behind = [at for at, pk in enumerate(trolley.stops) if walk_order.get(pk, 0) > walk_order.get(stray, 0)]
        stop_of[stray] = min(behind, default=len(trolley.stops)) - 0.5
    return stop_of
