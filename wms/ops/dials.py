"""The figures that say whether the system is healthy: age of the outbox, refused scans, calls, open work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils import timezone

from wms.core.models import Exchange, ScanEvent, Throttle, Warehouse, WorkItem
from wms.core.outbox.excuses import excused_lanes
from wms.core.outbox.leases import STUCK_SECONDS, is_due, oldest_due
from wms.core.outbox.registry import handler_named
from wms.core.states import Verdict, WorkItemState

BAN_LOOKED_AT = 200


@dataclass(frozen=True)
class LaneAge:
    """How long the oldest due row of a lane has been due, in seconds."""

    lane: str
    seconds: float
    is_excused: bool

    @property
    def is_stuck(self) -> bool:
        return self.seconds >= STUCK_SECONDS and not self.is_excused


def is_migrated() -> bool:
    """Has every migration run on the default database? Loads all of them: not for each request."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def lane_ages() -> list[LaneAge]:
    """Oldest first."""
    now = timezone.now()
    oldest = oldest_due(now)
    if not oldest:
        return []
    excused = excused_lanes() | banned_lanes(now)
    ages = [LaneAge(lane, (now - since).total_seconds(), lane in excused) for lane, since in oldest.items()]
    return sorted(ages, key=lambda age: age.seconds, reverse=True)


def banned_lanes(now: datetime) -> set[str]:
    """Lanes whose due calls all run under an application key that the platform has banned for a while."""
    banned = set(Throttle.objects.filter(banned_until__gt=now).values_list("key", flat=True))
    if not banned:
        return set()
    held: dict[str, bool] = {}
    for exchange in Exchange.objects.filter(is_due(now)).order_by("next_at")[:BAN_LOOKED_AT]:
        held[exchange.lane] = held.get(exchange.lane, True) and _throttle_key(exchange) in banned
    return {lane for lane, is_held in held.items() if is_held}


def _throttle_key(exchange: Exchange) -> str | None:
    try:
        return handler_named(exchange.handler).throttle_key(exchange)
    except KeyError:
        return None  # an orphan is not excused


def refused_scans_today() -> Iterator[tuple[str, str, int]]:
    """(warehouse, code, how many) since midnight of each warehouse's own zone."""
    for warehouse in Warehouse.objects.filter(is_active=True):
        today = timezone.now().astimezone(warehouse.zone).date()
        midnight = datetime.combine(today, time(), tzinfo=warehouse.zone)
        refused = ScanEvent.objects.filter(warehouse=warehouse, received_at__gte=midnight).exclude(verdict=Verdict.OK)
        for code, count in refused.order_by("code").values_list("code").annotate(Count("pk")):
            yield warehouse.code, code, count


def exchanges_by_outcome() -> Iterator[tuple[str, str, str, int]]:
    """(handler, state, outcome, how many) of all that is kept."""
    yield from Exchange.objects.order_by().values_list("handler", "state", "outcome").annotate(Count("pk"))


def open_work_items() -> Iterator[tuple[str, str, int]]:
    """(warehouse or "", kind, how many) that nobody has resolved."""
    unresolved = WorkItem.objects.exclude(state=WorkItemState.RESOLVED).order_by()
    for warehouse, kind, count in unresolved.values_list("warehouse__code", "kind").annotate(Count("pk")):
        yield warehouse or "", kind, count
