"""When each wave will be done by the warehouse's own pace, whether in time, and how many more hands it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Sum

from picking.locks import to_give_out
from picking.models import Order, PickList, PickSlot, PickTask, Wave
from picking.planning.pace import Ahead, Pace, foresee, pickers_needed
from picking.selectors.pace import pace_of
from picking.states import OrderState, PickListState, TaskState, WaveState
from wms.core.figures import figure
from wms.core.models import Warehouse

DONE_STATES = {OrderState.PICKED, OrderState.PACKING}
PACKED_STATES = {OrderState.PACKED, OrderState.SHIPPED}
ON_THE_WAY = (WaveState.BUILDING, WaveState.RELEASED, WaveState.PICKING)


@dataclass(frozen=True)
class Progress:
    """Orders of a wave by how far they are; cancelled ones left out. `short` wait for goods or a person."""

    orders: int = 0
    picked: int = 0
    packed: int = 0
    short: int = 0

    @property
    def done(self) -> int:
        return self.picked + self.packed


@dataclass(frozen=True)
class Outlook:
    """`finish_at` None: held, being made, or nothing left to walk. `needs`: more pickers for its due time, None: none
    would do. Less than `close_minutes` to spare is amber.
    """

    wave: Wave
    progress: Progress
    people: int
    finish_at: datetime | None
    close_minutes: int
    needs: int | None = 0

    @property
    def spare_minutes(self) -> int | None:
        return None if self.finish_at is None else int((self.wave.due_at - self.finish_at).total_seconds() // 60)

    @property
    def packed_percent(self) -> int:
        return round(100 * self.progress.packed / self.progress.orders) if self.progress.orders else 0

    @property
    def picked_percent(self) -> int:
        """What is picked and waits for, or is at, a bench."""
        return round(100 * self.progress.picked / self.progress.orders) if self.progress.orders else 0

    @property
    def tone(self) -> str:
        """ok | warn | stop, and held | done where nothing is foreseen."""
        if self.wave.held_at is not None:
            return "held"
        spare = self.spare_minutes
        if spare is None:
            return "done"
        return "stop" if spare < 0 else "warn" if spare < self.close_minutes else "ok"


def list_seconds(lists: Sequence[PickList], pace: Pace) -> dict[int, float]:
    """What is left of each list, in seconds. Two queries."""
    left = (
        PickTask.objects.filter(pick_list__in=lists, state=TaskState.OPEN)
        .order_by()
        .values("pick_list")
        .annotate(tasks=Count("pk"), units=Sum(F("quantity") - F("scanned")), stops=Count("location", distinct=True))
    )
    open_of = {row["pick_list"]: row for row in left}
    slots = dict(
        PickSlot.objects.filter(pick_list__in=lists, is_tote_confirmed=False, released_at=None)
        .order_by()
        .values_list("pick_list")
        .annotate(Count("pk"))
    )
    found = {}
    for walk in lists:
        row = open_of.get(walk.pk, {"tasks": 0, "units": 0, "stops": 0})
        share = row["tasks"] / walk.tasks_total if walk.tasks_total else 0
        way = None if walk.walk_mm is None else round(walk.walk_mm * min(1.0, share))
        found[walk.pk] = pace.seconds(
            stops=row["stops"],
            units=max(0, row["units"]),
            tasks=row["tasks"],
            slots=slots.get(walk.pk, 0),
            walk_mm=way,
        )
    return found


def progress_of(wave_ids: Sequence[int]) -> dict[int, Progress]:
    """One query."""
    rows = (
        Order.objects.filter(wave__in=wave_ids)
        .exclude(state=OrderState.CANCELLED)
        .order_by()
        .values_list("wave")
        .annotate(
            all=Count("pk"),
            done=Count("pk", filter=Q(state__in=DONE_STATES)),
            packed=Count("pk", filter=Q(state__in=PACKED_STATES)),
            short=Count("pk", filter=Q(state=OrderState.HELD)),
        )
    )
    return {wave_id: Progress(*counts) for wave_id, *counts in rows}


def outlooks(warehouse: Warehouse, now: datetime) -> list[Outlook]:
    """Every wave on its way, by due time. The queue is foreseen as it will be given out, for all waves at once."""
    waves = list(Wave.objects.filter(warehouse=warehouse, state__in=ON_THE_WAY).order_by("due_at", "pk"))
    lists = [
        *PickList.objects.filter(warehouse=warehouse, state=PickListState.PICKING).order_by("pk"),
        *to_give_out(warehouse.pk),
    ]
    seconds = list_seconds(lists, pace_of(warehouse))
    ahead = [Ahead(each.wave_id, seconds[each.pk], each.state == PickListState.PICKING) for each in lists]
    walking = sum(each.is_begun for each in ahead)
    ends = foresee(ahead, max(1, walking))
    progress = progress_of([wave.pk for wave in waves])
    close_minutes = int(figure("due_close_minutes", warehouse=warehouse))
    found = []
    for wave in waves:
        end = ends.get(wave.pk)
        finish_at = None if end is None or wave.held_at is not None else now + timedelta(seconds=end)
        is_late = finish_at is not None and finish_at > wave.due_at
        within = (wave.due_at - now).total_seconds()
        found.append(
            Outlook(
                wave,
                progress.get(wave.pk, Progress()),
                sum(each.is_begun and each.wave == wave.pk for each in ahead),
                finish_at,
                close_minutes,
                pickers_needed(ahead, wave.pk, within, max(1, walking)) if is_late else 0,
            )
        )
    return found
