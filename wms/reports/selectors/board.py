"""Today's board: orders by stage, the risk at the carriers' cut-offs, what people must do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q, QuerySet

from picking.models import Order, OrderHistory
from picking.selectors.board import Stage
from picking.selectors.board import stages as stages_by_state
from picking.states import OrderState
from wms.core.figures import figure
from wms.core.models import Warehouse, WorkItem
from wms.core.states import WorkItemState
from wms.reports.periods import period_of
from wms.reports.selectors.quality import OTHERS_SHIP

MERGED = (
    ("held", (OrderState.HELD,)),
    ("waiting", (OrderState.WAITING,)),
    ("to_wave", (OrderState.PROMISED,)),
    ("picking", (OrderState.WAVED, OrderState.PICKING)),
    ("to_pack", (OrderState.PICKED,)),
    ("packing", (OrderState.PACKING,)),
    ("handover", (OrderState.PACKED,)),
)
PACE_SPAN = timedelta(hours=1)
BEFORE_PACKED = [state for _, states in MERGED[:-1] for state in states]


@dataclass(frozen=True)
class StageCell:
    """Orders at one stage: since when the oldest one stands there, and how many are past their due time."""

    name: str
    orders: int
    oldest_since: datetime | None = None
    overdue: int = 0
    promised: int = 0  # Choice or X-day ones among them; filled for what went out

    @property
    def query(self) -> str:
        """The filter of the list of orders that shows these."""
        states = dict(MERGED).get(self.name, (OrderState.SHIPPED,))
        return "&".join(f"state={state.value}" for state in states)

    @property
    def tone(self) -> str:
        if self.name == "held" and self.orders:
            return "stop"
        return "warn" if self.overdue else ""


@dataclass(frozen=True)
class CutOff:
    """One carrier today: when its next order is due, what is done, what is left, and where the present pace leads."""

    carrier: str
    cut_off_at: datetime
    done: int
    left: int
    pace_an_hour: int
    finish_at: datetime | None
    late: int
    close_minutes: int
    is_close: bool  # too little is left to the first due time to wait until somebody begins

    @property
    def all(self) -> int:
        return self.done + self.left

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.all) if self.all else 0

    @property
    def spare_minutes(self) -> int | None:
        return None if self.finish_at is None else int((self.cut_off_at - self.finish_at).total_seconds() // 60)

    @property
    def tone(self) -> str:
        if self.late:
            return "stop"
        if self.finish_at is None:
            return "warn" if self.is_close else "unknown"
        spare = self.spare_minutes
        return "warn" if spare is not None and spare < self.close_minutes else "ok"


def stage_cells(warehouse: Warehouse, now: datetime) -> list[StageCell]:
    """The chain in its order, what left today last. Two queries."""
    found = {stage.state: stage for stage in stages_by_state(warehouse.pk, now)}
    cells = [_merged(name, [found[state] for state in states]) for name, states in MERGED]
    today = period_of(warehouse, now, 1)
    out = (
        OrderHistory.objects.filter(
            order__warehouse=warehouse, became=OrderState.SHIPPED, created_at__gte=today.starts_at
        )
        .exclude(was=OrderState.SHIPPED)
        .aggregate(orders=Count("pk"), promised=Count("pk", filter=_has_promise("order__")))
    )
    return [*cells, StageCell("out", out["orders"], promised=out["promised"])]


def _has_promise(prefix: str) -> Q:
    """[M2] As Order.has_promise says it of one row."""
    return (
        Q(**{f"{prefix}is_choice": True})
        | Q(**{f"{prefix}promise_days__isnull": False})
        | Q(**{f"{prefix}has_subsidy": True})
    )


def _merged(name: str, stages: list[Stage]) -> StageCell:
    since = [stage.oldest_since for stage in stages if stage.oldest_since is not None]
    return StageCell(
        name, sum(stage.orders for stage in stages), min(since, default=None), sum(stage.overdue for stage in stages)
    )


def cut_offs(warehouse: Warehouse, now: datetime) -> list[CutOff]:
    """Carriers with orders due by the end of today, else by the end of the next day that has any. Four queries.

    Done = packed; the pace is what was packed of the carrier in the last hour. Orders are taken in the order of their
    due times: the n-th is done after n / pace hours, and late when that is past its due time. Without a pace, a carrier
    whose first due time is nearer than the span that the pace is taken over is at risk.
    """
    today = period_of(warehouse, now, 1)
    live = Order.objects.filter(warehouse=warehouse, state__in=BEFORE_PACKED).exclude(hold_code=OTHERS_SHIP)
    next_due = live.aggregate(at=Min("due_at"))["at"] or now
    until = max(today.ends_at, period_of(warehouse, next_due, 1).ends_at)
    waiting: dict[str, list[tuple[datetime, int]]] = {}
    rows = (
        live.filter(due_at__lt=until)
        .order_by("carrier", "due_at")
        .values_list("carrier", "due_at")
        .annotate(Count("pk"))
    )
    for carrier, due_at, orders in rows:
        waiting.setdefault(carrier, []).append((due_at, orders))
    packed = (
        OrderHistory.objects.filter(
            order__warehouse=warehouse, became=OrderState.PACKED, created_at__gte=today.starts_at
        )
        .exclude(was=F("became"))
        .order_by()
        .values_list("order__carrier")
        .annotate(orders=Count("pk"), recent=Count("pk", filter=Q(created_at__gte=now - PACE_SPAN)))
    )
    done = {carrier: (orders, last_hour) for carrier, orders, last_hour in packed}
    close = int(figure("due_close_minutes", warehouse=warehouse))
    found = [_cut_off(carrier, dues, *done.get(carrier, (0, 0)), now, close) for carrier, dues in waiting.items()]
    return sorted(found, key=lambda row: (row.cut_off_at, row.carrier))


def _cut_off(carrier: str, dues: list[tuple[datetime, int]], done: int, pace: int, now: datetime, close: int) -> CutOff:
    left = late = 0
    for due_at, orders in dues:
        reachable = max(0, int(pace * (due_at - now).total_seconds() / 3600) - left)
        late += orders if due_at <= now else (max(0, orders - reachable) if pace else 0)
        left += orders
    finish_at = now + timedelta(hours=left / pace) if pace else None
    is_close = dues[0][0] - now < max(PACE_SPAN, timedelta(minutes=close))
    return CutOff(carrier, dues[0][0], done, left, pace, finish_at, late, close, is_close)


def open_work(warehouse: Warehouse) -> QuerySet[WorkItem]:
    """What nobody has resolved, here or about no warehouse at all: urgent first, then the oldest."""
    return (
        WorkItem.objects.filter(Q(warehouse=warehouse) | Q(warehouse=None))
        .exclude(state=WorkItemState.RESOLVED)
        .select_related("owner", "person")
        .order_by("-is_urgent", "created_at", "pk")
    )
