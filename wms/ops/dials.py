"""The figures that say whether the system is healthy: the outbox, the platform, the floor's work, the broker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils import timezone

from picking.models import Wave
from picking.states import WaveState
from wms.aliexpress.models import ShopAccount
from wms.core.models import Exchange, PrintJob, ScanEvent, Throttle, Warehouse, WorkItem
from wms.core.outbox.excuses import excused_lanes
from wms.core.outbox.leases import STUCK_SECONDS, delivered_models, is_due, oldest_due
from wms.core.outbox.registry import handler_named
from wms.core.states import DeliveryState, PrintState, Verdict, WorkItemState

Rows = Iterator[tuple[Sequence[str], float]]
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


def lane_depths() -> Rows:
    """(lane), rows that are neither done nor parked, due or not. One query a model that is delivered."""
    depths: Counter[str] = Counter()
    for model in delivered_models():
        waiting = model._default_manager.filter(state__in=[DeliveryState.PENDING, DeliveryState.LEASED]).order_by()
        depths.update(dict(waiting.values_list("lane").annotate(Count("pk"))))
    for lane, count in sorted(depths.items()):
        yield (lane,), count


def throttle_bans() -> Rows:
    """(application), seconds that the platform will still refuse it; 0 when it does not."""
    now = timezone.now()
    for key, until in Throttle.objects.order_by("key").values_list("key", "banned_until"):
        yield (key,), max((until - now).total_seconds(), 0.0) if until else 0.0


def shut_shops() -> Rows:
    """(shop, why), 1 when its stock does not go for that reason: breaker [M14], ban, authorisation; else 0."""
    now = timezone.now()
    for account in ShopAccount.objects.filter(is_active=True).select_related("shop"):
        shop = account.shop.code
        yield (shop, "breaker"), account.opened_at is not None
        yield (shop, "ban"), account.banned_until is not None and account.banned_until > now
        yield (shop, "authorisation"), account.needs_authorisation_since is not None


def refused_scans_today() -> Rows:
    """(warehouse, code), how many since midnight of each warehouse's own zone."""
    for warehouse in Warehouse.objects.filter(is_active=True):
        today = timezone.now().astimezone(warehouse.zone).date()
        midnight = datetime.combine(today, time(), tzinfo=warehouse.zone)
        refused = ScanEvent.objects.filter(warehouse=warehouse, received_at__gte=midnight).exclude(verdict=Verdict.OK)
        for code, count in refused.order_by("code").values_list("code").annotate(Count("pk")):
            yield (warehouse.code, code), count


def exchanges_by_outcome() -> Rows:
    """(handler, state, outcome), how many of all that is kept."""
    for *labels, count in Exchange.objects.order_by().values_list("handler", "state", "outcome").annotate(Count("pk")):
        yield labels, count


def open_work_items() -> Rows:
    """(warehouse or "", kind), how many that nobody has resolved."""
    unresolved = WorkItem.objects.exclude(state=WorkItemState.RESOLVED).order_by()
    for warehouse, kind, count in unresolved.values_list("warehouse__code", "kind").annotate(Count("pk")):
        yield (warehouse or "", kind), count


def late_waves() -> Rows:
    """(warehouse), waves that are walked or wait for it though their time is over [M41]."""
    late = Wave.objects.filter(state__in=[WaveState.RELEASED, WaveState.PICKING], due_at__lte=timezone.now())
    for warehouse, count in late.order_by().values_list("warehouse__code").annotate(Count("pk")):
        yield (warehouse,), count


def unprinted_jobs() -> Rows:
    """(warehouse, printer or "" for a browser, state), papers that were asked for and neither printed nor given up."""
    waiting = PrintJob.objects.exclude(state__in=[PrintState.PRINTED, PrintState.CANCELLED]).order_by()
    counted = waiting.values_list("warehouse__code", "printer__code", "state").annotate(Count("pk"))
    for warehouse, printer, state, count in counted:
        yield (warehouse, printer or "", state), count
