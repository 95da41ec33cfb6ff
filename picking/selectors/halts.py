"""Where the lists of a wave halt, in the order in which they are walked; and where they would, first come, first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Sum

from picking.models import PickList, PickTask, Wave
from picking.states import PickListState, TaskState

Halt = tuple[int, int]  # location id, units


def lists_to_show(wave: Wave) -> list[PickList]:
    live = PickList.objects.filter(wave=wave).exclude(state=PickListState.CANCELLED)
    return list(live.select_related("person").order_by("number"))


def stops_of(lists: Sequence[PickList]) -> dict[int, list[Halt]]:
    """(location id, units) of each list in the order in which it is walked. One query."""
    tasks = PickTask.objects.filter(pick_list__in=lists).exclude(state=TaskState.DROPPED)
    rows = tasks.order_by("pick_list", "sequence", "pk").values_list("pick_list", "location", "quantity")
    found: dict[int, list[Halt]] = {}
    for list_id, location_id, units in rows:
        stops = found.setdefault(list_id, [])
        if stops and stops[-1][0] == location_id:
            stops[-1] = (location_id, stops[-1][1] + units)
        else:
            stops.append((location_id, units))
    return found


def first_come_stops(wave: Wave, slots: int) -> list[list[Halt]]:
    """How the same orders would be walked first come, first on a cart, each cart in the places' own walking order."""
    tasks = PickTask.objects.filter(pick_list__wave=wave).exclude(state=TaskState.DROPPED)
    rows = tasks.values_list("order", "order__placed_at", "location", "location__walk_order").annotate(Sum("quantity"))
    by_order: dict[tuple[datetime, int], list[tuple[int, int, int]]] = {}
    for order, placed_at, location, walk_order, units in rows.order_by():
        by_order.setdefault((placed_at, order), []).append((walk_order, location, units))
    waiting = [by_order[key] for key in sorted(by_order)]
    walks = []
    for start in range(0, len(waiting), max(1, slots)):
        units_at_place: dict[tuple[int, int], int] = {}
        for picks in waiting[start : start + max(1, slots)]:
            for walk_order, location, units in picks:
                units_at_place[walk_order, location] = units_at_place.get((walk_order, location), 0) + units
        walks.append([(location, units) for (_, location), units in sorted(units_at_place.items())])
    return walks
