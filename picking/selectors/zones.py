"""Zones of zone pass: their pass points and people, and where the totes of a walk go next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery

from inventory.models import Location, Zone
from inventory.selectors.likely_places import PlaceFacts, place_facts
from inventory.selectors.zones import zones_walked
from picking.locks import to_give_out
from picking.models import PickList, PickTask, PickZone
from picking.states import TaskState
from wms.core.models import Person


@dataclass(frozen=True)
class ZoneRow:
    """A zone that people pick in, as the desk shows it; `row` None: nothing was set for it yet."""

    zone: Zone
    row: PickZone | None
    waiting: int

    @property
    def point(self) -> Location | None:
        return self.row.point if self.row else None

    @property
    def people(self) -> list[Person]:
        return list(self.row.people.all()) if self.row else []


def zone_rows(warehouse_id: int) -> list[ZoneRow]:
    """Every zone that people pick in, in walking order, and how many lists wait in it. Four queries."""
    zones = zones_walked(warehouse_id)
    known = PickZone.objects.filter(zone__in=zones).select_related("point").prefetch_related("people")
    rows = {row.zone_id: row for row in known}
    lists = to_give_out(warehouse_id).exclude(zone=None).order_by()
    waiting = dict(lists.values_list("zone").annotate(Count("pk")))
    return [ZoneRow(zone, rows.get(zone.pk), waiting.get(zone.pk, 0)) for zone in zones]


def points_of(zone_ids: Collection[int]) -> dict[int, PlaceFacts]:
    """The pass points of these zones, by zone; those without one are left out. Two queries."""
    rows = PickZone.objects.filter(zone__in=zone_ids, point__isnull=False)
    point_of = dict(rows.values_list("zone_id", "point_id"))
    facts = {place.id: place for place in place_facts([pk for pk in point_of.values() if pk is not None])}
    return {zone: facts[pk] for zone, pk in point_of.items() if pk in facts}


def zones_without_point(warehouse_id: int, zone_ids: Collection[int]) -> list[Zone]:
    """Of these zones (none: of all that people pick in) those whose totes could be laid nowhere, in walking order."""
    with_point = PickZone.objects.filter(zone__warehouse=warehouse_id, point__is_active=True)
    pointed = set(with_point.values_list("zone_id", flat=True))
    return [
        zone for zone in zones_walked(warehouse_id) if zone.pk not in pointed and (not zone_ids or zone.pk in zone_ids)
    ]


@dataclass(frozen=True)
class NextZone:
    """Where a list goes on, and where its totes are laid for it; `point_id` None: nowhere, the same picker goes on.
    `zone` None: its places have lost their zone, the rest is walked whole. `is_mine`: the person picks there, too.
    """

    zone: Zone | None
    point_id: int | None
    point_code: str
    is_mine: bool

    @property
    def code(self) -> str:
        return self.zone.code if self.zone else ""

    @property
    def may_go_on(self) -> bool:
        """Whether the person may take the totes there himself."""
        return self.zone is None or self.point_id is None or self.is_mine


def next_zone(walk: PickList, person_id: int | None) -> NextZone | None:
    """The zone of the first place that is still to be visited; None when nothing is left. One query."""
    points = PickZone.objects.filter(zone=OuterRef("location__zone"), point__is_active=True)
    mine = PickZone.objects.filter(people=person_id)
    his = mine.filter(zone__warehouse=walk.warehouse_id)
    tasks = (
        PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN)
        .select_related("location__zone")
        .annotate(
            point_id=Subquery(points.values("point")[:1]),
            point_code=Subquery(points.values("point__code")[:1]),
            is_mine=Exists(mine.filter(zone=OuterRef("location__zone"))) | ~Exists(his),
        )
    )
    task: Any = tasks.order_by("sequence", "pk").first()
    if task is None:
        return None
    return NextZone(task.location.zone, task.point_id, task.point_code or "", task.is_mine)


def works_in(person_id: int, zone: Zone) -> bool:
    """Whether a person picks in this zone: a person of no zone of the warehouse picks in all."""
    mine = PickZone.objects.filter(people=person_id, zone__warehouse=zone.warehouse_id)
    zone_ids = set(mine.values_list("zone_id", flat=True))
    return not zone_ids or zone.pk in zone_ids
