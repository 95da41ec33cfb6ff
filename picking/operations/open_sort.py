"""A person begins to sort a batch tote, or goes on with one that was set aside, and stands at a wall."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.models import HandlingUnit
from picking.locks import lock_sort_of_tote
from picking.models import PickList, PickTask, PutWall, WallSlot, WallSort
from picking.operations.sort import keep, lay_back
from picking.selectors.walls import is_on_a_walk, list_of, units_in, wall_for, walls_in_use
from picking.wall_errors import NotAWallSlot, NothingToSort, ToteOnAWalk
from wms.core.cause import Cause
from wms.core.models import Device, Person, Warehouse


def open_sort(*, cause: Cause, warehouse: Warehouse, person: Person, device: Device, tote: HandlingUnit) -> WallSort:
    """This person sorts the tote from now on, in place of whoever did; units in that person's hand count as laid back.

    Refuses with wall.nothing_to_sort, wall.tote_on_a_walk. Locks the sorting, and reads what waits behind the lock:
    somebody may just be sorting the last of it.
    """
    known = lock_sort_of_tote(tote.pk)
    units = units_in(tote.pk)
    if not units:
        raise NothingToSort(tote=tote.code)
    if is_on_a_walk(tote.pk):
        raise ToteOnAWalk(tote=tote.code)
    sort = known or _begin(warehouse, tote)
    if sort.person_id != person.pk:
        lay_back(cause=cause, sort=sort)
        sort.trail = []
    sort.person, sort.device = person, device
    _stand_at(sort, wall_for(units) or _only_wall(warehouse), units)
    keep(sort, cause)
    return sort


def _begin(warehouse: Warehouse, tote: HandlingUnit) -> WallSort:
    """A fresh sorting; or, locked, the one that somebody else has begun at this moment."""
    fresh, is_mine = WallSort.objects.get_or_create(tote=tote, finished_at=None, defaults={"warehouse": warehouse})
    sort = fresh if is_mine else lock_sort_of_tote(tote.pk)
    if sort is None:
        raise NothingToSort(tote=tote.code)  # somebody has sorted it meanwhile
    return sort


def _only_wall(warehouse: Warehouse) -> PutWall | None:
    walls = walls_in_use(warehouse.pk)
    return walls[0] if len(walls) == 1 else None


def choose_wall(*, cause: Cause, sort: WallSort, unit: HandlingUnit) -> PutWall:
    """The person stands at the wall of the slot that was scanned. Refuses with wall.not_a_slot. The caller holds the
    sorting.
    """
    slot = WallSlot.objects.select_related("wall").filter(handling_unit=unit, wall__is_active=True).first()
    if slot is None:
        raise NotAWallSlot(scanned=unit.code)
    _stand_at(sort, slot.wall, units_in(sort.tote_id))
    keep(sort, cause)
    return slot.wall


def _stand_at(sort: WallSort, wall: PutWall | None, units: Sequence[PickTask]) -> None:
    """What is once sorted at a wall stays there: no order is split over two."""
    sort.wall, sort.waiting = wall, sum(task.picked for task in units)
    if wall is not None:
        lists = [walk.pk for walk in list_of(units)]
        PickList.objects.filter(pk__in=lists, wall=None).update(wall=wall)
