"""One wave as its page shows it: each list with what it holds, who has it, what is left of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone

from picking.models import PickList, PickSlot, PickTask, Wave
from picking.selectors.idle import idle_walks
from picking.selectors.outlook import list_seconds
from picking.selectors.pace import pace_of
from picking.states import PickListState, TaskState, WaveState
from wms.core.models import ScanEvent


@dataclass(frozen=True)
class ListRow:
    """`seconds_left` 0 when it is done; `idle_since` is set when nobody has scanned for it in the told time."""

    walk: PickList
    orders: int
    tasks: int
    tasks_done: int
    units: int
    first_aisle: str
    last_aisle: str
    seconds_left: float
    idle_since: datetime | None = None
    missing: str = ""  # the tote that was not at the pass point

    @property
    def minutes_left(self) -> int:
        return round(self.seconds_left / 60)

    @property
    def is_open(self) -> bool:
        return self.walk.state == PickListState.OPEN

    @property
    def is_done(self) -> bool:
        return self.walk.state == PickListState.PICKED

    @property
    def is_walked(self) -> bool:
        return self.walk.state == PickListState.PICKING

    @property
    def percent(self) -> int:
        return round(100 * self.tasks_done / self.tasks) if self.tasks else 0

    @property
    def aisles(self) -> str:
        return self.first_aisle if self.first_aisle == self.last_aisle else f"{self.first_aisle}–{self.last_aisle}"


def list_rows(wave: Wave) -> list[ListRow]:
    """Live and done lists by number; those that were shared out anew are left out. Seven queries."""
    lists = list(
        PickList.objects.filter(wave=wave)
        .exclude(state=PickListState.CANCELLED)
        .select_related("person", "cart", "reserved_for", "zone", "laid_place")
        .order_by("number")
    )
    sums = {
        row["pick_list"]: row
        for row in PickTask.objects.filter(pick_list__in=lists)
        .exclude(state=TaskState.DROPPED)
        .order_by()
        .values("pick_list")
        .annotate(
            tasks=Count("pk"),
            done=Count("pk", filter=~Q(state=TaskState.OPEN)),
            units=Sum("quantity"),
            first=Min("location__aisle"),
            last=Max("location__aisle"),
        )
    }
    orders = dict(
        PickSlot.objects.filter(pick_list__in=lists).order_by().values_list("pick_list").annotate(Count("order"))
    )
    lost = PickSlot.objects.filter(pick_list__in=lists, missing_at__isnull=False, released_at=None)
    missing = dict(lost.values_list("pick_list", "handling_unit__code"))
    live = [walk for walk in lists if walk.state in {PickListState.OPEN, PickListState.PICKING}]
    seconds = list_seconds(live, pace_of(wave.warehouse))
    idle = _idle(wave, live)
    nothing = {"tasks": 0, "done": 0, "units": 0, "first": "", "last": ""}
    found = []
    for walk in lists:
        row = sums.get(walk.pk, nothing)
        found.append(
            ListRow(
                walk,
                orders.get(walk.pk, 0),
                row["tasks"],
                row["done"],
                row["units"],
                row["first"],
                row["last"],
                seconds.get(walk.pk, 0.0),
                idle.get(walk.pk),
                missing.get(walk.pk, ""),
            )
        )
    return found


def _idle(wave: Wave, lists: Sequence[PickList]) -> dict[int, datetime]:
    """Since when each idle walk has had no scan."""
    idle = [walk for walk in idle_walks(wave.warehouse) if any(walk.pk == each.pk for each in lists)]
    if not idle:
        return {}
    keys = {walk.work_key: walk.pk for walk in idle}
    scans = ScanEvent.objects.filter(work__in=keys).order_by().values_list("work").annotate(Max("received_at"))
    last = {keys[work]: at for work, at in scans}
    return {walk.pk: last.get(walk.pk) or walk.assigned_at or timezone.now() for walk in idle}


def mergeable(wave: Wave) -> list[Wave]:
    """Other waves of the same kind, carrier and cart type that are not over, by number."""
    rows = Wave.objects.filter(
        warehouse=wave.warehouse,
        order_class=wave.order_class,
        carrier=wave.carrier,
        is_bulk=wave.is_bulk,
        is_wall=wave.is_wall,
        is_passed=wave.is_passed,
        trolley_type=wave.trolley_type,
        is_aborting=False,
        state__in=[WaveState.RELEASED, WaveState.PICKING, WaveState.SORTED],
    )
    return list(rows.exclude(pk=wave.pk).order_by("number"))
