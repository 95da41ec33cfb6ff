"""[M34] A place that gives less than the books say: the shelf wins, the walk goes on elsewhere, a blind count decides.

What a declared short does (docs/floor/pick.md): the units that the books still have there are written off as lost (or
damaged: only the missing ones), which returns every allocation that counted on them; a blind count of the place is
opened and writes back what it finds; the missing units are placed again in the same walk when there are any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from inventory.operations.count import want_count
from inventory.operations.place import place_returned
from inventory.operations.shelf_wins import Returned
from inventory.operations.short import ShortShelf, lock_short_shelf, write_off
from picking.models import Order, PickList, PickTask
from picking.operations.promises import DEMAND_TYPE
from picking.operations.tasks import (
    SEQUENCE_STEP,
    Fetch,
    Place,
    add_tasks,
    in_zone_of,
    last_sequence,
    places_of,
)
from picking.operations.totes import lock_totes_of
from picking.operations.walk import ENDED_FIELDS, ask_about_shortages, end_walk, forget, keep
from picking.states import TASK_MOVES, ShortReason, TaskState
from picking.walk_errors import FinishUnitsFirst, LastTask, NothingShort
from wms.core.cause import Cause
from wms.core.rows import update_rows
from wms.core.states import move_to


@dataclass(frozen=True)
class Short:
    """`here` units are still taken from the same place, `placed` in all in this walk; `missing` are nowhere now. `left`
    are the walk's tasks at hand, None when nothing was settled yet; `lacking` the tasks whose units are missing;
    `passed` units are fetched in another zone, after the walk was passed on.
    """

    units: int
    placed: int
    missing: int
    here: int = 0
    left: list[PickTask] | None = None
    lacking: Sequence[PickTask] = ()
    passed: int = 0

    @property
    def is_walk_done(self) -> bool:
        return self.left == []


def ask_short(*, cause: Cause, walk: PickList, group: Sequence[PickTask], is_asking: bool) -> None:
    """Open or close the choice sheet.

    Refuses with pick.nothing_short when every unit is scanned, in bulk with pick.finish_units_first while some are.
    """
    scanned = sum(task.scanned for task in group)
    if is_asking and scanned >= sum(task.quantity for task in group):
        raise NothingShort(sku=group[0].sku.code)
    if is_asking and walk.is_bulk and scanned:
        raise FinishUnitsFirst(units=scanned)
    walk.is_asking_short, walk.short_reason = is_asking, ""
    keep(walk, cause, "is_asking_short", "short_reason")


def tell_reason(*, cause: Cause, walk: PickList, reason: ShortReason) -> None:
    """Why the place gives less; what to do about it is asked next, and nothing has happened yet."""
    walk.short_reason = reason
    keep(walk, cause, "short_reason")


def short_pick(
    *,
    cause: Cause,
    walk: PickList,
    group: Sequence[PickTask],
    ahead: Sequence[PickTask],
    reason: ShortReason,
    is_held: bool = False,
) -> Short:
    """Declare the unscanned units of a task, or of a bulk group, as not to be had here. `ahead`: the tasks behind it.

    Units in hand go into their tote first; the rest is settled with that scan. `is_held`: they are not fetched from
    another place in this walk; their orders wait. The caller holds the orders and the walk. Locks the totes that
    they share, SkuStock, the allocations at the place, its balances.
    """
    walk.is_asking_short, walk.short_reason = False, ""
    forget(walk)
    for task in group:
        task.short_units, task.short_reason, task.is_held = task.quantity - task.scanned, reason, is_held
    first = group[0]
    if first.scanned:
        first.quantity = first.scanned
        first.save(update_fields=["quantity", "short_units", "short_reason", "is_held"])
        keep(walk, cause, "is_asking_short", "short_reason")
        return Short(first.short_units, placed=0, missing=first.short_units)
    for task in group:
        move_to(task, TaskState.SHORT, TASK_MOVES)
    PickTask.objects.filter(pk__in=[task.pk for task in group]).update(
        state=TaskState.SHORT, short_units=F("quantity"), short_reason=reason, is_held=is_held
    )
    walk.tasks_done += len(group)
    if walk.is_bulk:
        lock_totes_of(walks=[walk])
    shelf = lock_short(cause, first)
    held = {task.allocation_id: task for task in group}
    result = settle_shortage(cause=cause, walk=walk, held=held, ahead=ahead, shelf=shelf)
    shelf.books.write()
    ask_or_end(cause=cause, walk=walk, short=result)
    keep(walk, cause, "is_asking_short", "short_reason", "tasks_done", "tasks_total", *ENDED_FIELDS)
    return result


def lock_short(cause: Cause, task: PickTask) -> ShortShelf:
    """Everything that a take and settling its short lock, at once and in the one order; the caller writes its books."""
    tote = task.slot.handling_unit if task.scanned else None
    return lock_short_shelf(
        cause=cause,
        location=task.location,
        sku=task.sku,
        lot=task.lot,
        into=tote.location if tote is not None else None,
        is_damaged=task.short_reason == ShortReason.DAMAGED,
        is_held=task.is_held,
    )


def settle_shortage(
    *,
    cause: Cause,
    walk: PickList,
    held: Mapping[int, PickTask],
    ahead: Sequence[PickTask],
    shelf: ShortShelf,
) -> Short:
    """Write off what is not there, open the count, and place the units again. `held`: the short tasks, all of one
    place and goods, by the allocation that holds their units now; `ahead`: the other tasks at hand.

    The caller then writes the books of his `shelf`, calls ask_or_end(), and saves the walk.
    """
    first = next(iter(held.values()))
    units = sum(task.short_units for task in held.values())
    is_damaged = first.short_reason == ShortReason.DAMAGED
    returned = write_off(
        shelf=shelf,
        sku=first.sku,
        lot=first.lot,
        units=units if is_damaged else None,
        is_damaged=is_damaged,
        reason=f"short:{first.short_reason}",
    )
    want_count(cause=cause, location=first.location, why=f"short:{first.short_reason}")
    again = _place_again(walk, held, returned, shelf)
    near = in_zone_of(walk, again.tasks)
    left = sorted([*ahead, *near], key=lambda task: (task.sequence, task.pk))
    passed = sum(task.quantity for task in again.tasks if task not in near)
    return Short(units, again.placed, units - again.placed, again.here, left, again.lacking, passed)


def ask_or_end(*, cause: Cause, walk: PickList, short: Short) -> None:
    """Ask a person about the orders whose units are missing; a walk with nothing left ends, which asks by the way."""
    if short.left:
        ask_about_shortages(cause, _orders_of(short.lacking))
    else:
        end_walk(cause=cause, walk=walk, asked_about={task.order_id for task in short.lacking})


@dataclass(frozen=True)
class Again:
    """`here` units stay at the place, `placed` this walk still fetches in all, by new `tasks`; `lacking` lack some."""

    here: int
    placed: int
    tasks: Sequence[PickTask]
    lacking: Sequence[PickTask]


def _place_again(
    walk: PickList, held: Mapping[int, PickTask], returned: Sequence[Returned], shelf: ShortShelf
) -> Again:
    left = {pk: _what_is_left(task.short_units, pk, returned) for pk, task in held.items()}
    lost = [gone for pk, (_, of_task) in left.items() if not held[pk].is_held for gone in of_task]
    found = place_returned(returned=lost, shelf=shelf)
    here = next(iter(held.values())).location
    wanted: list[Fetch] = []
    short: list[PickTask] = []
    for allocation_id, task in held.items():
        kept, _ = left[allocation_id]
        stays = Place(allocation_id, here.pk, task.lot_id, kept, here.walk_order)
        places = [stays] if kept else []
        places += places_of(found.pop((DEMAND_TYPE, str(task.order_item_id)), ()))
        wanted += [Fetch.again(task, place) for place in places]
        if sum(place.quantity for place in places) < task.short_units:
            short.append(task)
    tasks = add_tasks(walk=walk, wanted=wanted)
    stay = sum(kept for kept, _ in left.values())
    return Again(stay, sum(fetch.place.quantity for fetch in wanted), tasks, short)


def _orders_of(tasks: Sequence[PickTask]) -> list[Order]:
    """At most one query; none for a single task, which carries its order."""
    if len(tasks) == 1:
        return [tasks[0].order]
    return list(Order.objects.filter(pk__in={task.order_id for task in tasks}).order_by("pk"))


def _what_is_left(units: int, allocation_id: int, returned: Sequence[Returned]) -> tuple[int, list[Returned]]:
    """How many units our allocation still holds at the place, and which allocations of ours need another one."""
    kept, lost = units, list[Returned]()
    for gone in returned:
        if allocation_id in {gone.allocation_id, gone.split_from}:
            kept -= gone.quantity
            lost.append(gone)
    return kept, lost


def skip_task(*, cause: Cause, walk: PickList, group: Sequence[PickTask]) -> None:
    """Fetch this last; nothing is lost. Refuses with pick.finish_units_first, and pick.last_task when none is ahead."""
    scanned = sum(task.scanned for task in group)
    if scanned:
        raise FinishUnitsFirst(units=scanned)
    others = PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN).exclude(pk__in=[task.pk for task in group])
    if walk.zone_id is not None:
        others = others.filter(location__zone=walk.zone_id)
    if not others.exists():
        raise LastTask(location=group[0].location.code)
    last = last_sequence(walk)
    for number, task in enumerate(group, start=1):
        task.sequence, task.skips = last + number * SEQUENCE_STEP, task.skips + 1
    update_rows(group, "sequence", "skips")
    walk.at_location = None
    forget(walk)
    keep(walk, cause, "at_location")
