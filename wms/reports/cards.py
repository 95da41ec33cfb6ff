"""The figure cards of [M40]-[M45]: today's value with count, base, target, a word for it, and seven days behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.cache import cache
from django.utils import timezone

from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.reports import rates
from wms.reports.charts import spark_path, spark_target
from wms.reports.periods import Period, period_of
from wms.reports.rates import Counts
from wms.reports.selectors import quality
from wms.reports.selectors.errors import LEAST_BASE
from wms.reports.words import FIGURES, STATUSES, UNITS, word

SPARK_DAYS = 7
KEEP_SECONDS = 20


@dataclass(frozen=True)
class Kind:
    """One figure: its requirement, its target in figures.py, which side of the target is good."""

    name: str
    requirement: str
    target: str
    is_upper_limit: bool
    days: Callable[[Period], quality.Days]
    least_base: int = 1


KINDS = (
    Kind("wrong_picks", "M40", "wrong_pick_percent", True, quality.wrong_picks, LEAST_BASE),
    Kind("waves_on_time", "M41", "wave_on_time_percent", False, quality.waves_on_time),
    Kind("parcels_consistent", "M42", "parcel_consistency_percent", False, quality.parcels_consistent),
    Kind("out_in_24_hours", "M43", "out_in_24h_percent", False, quality.out_in_24_hours),
    Kind("cancellations", "M44", "cancel_percent", True, quality.cancellations),
    Kind("late_updates", "M45", "late_update_percent", True, quality.late_updates),
)


@dataclass(frozen=True)
class Card:
    """A figure of today as the board shows it."""

    name: str
    requirement: str
    counts: Counts
    target: Decimal
    is_upper_limit: bool
    status: str
    series: list[tuple[date, Counts]]

    @property
    def label(self) -> str:
        return word(FIGURES, self.name)

    @property
    def unit(self) -> str:
        return word(UNITS, self.name)

    @property
    def tag(self) -> str:
        """The tone of the status: a figure with too few data has none."""
        return {rates.ON_TARGET: "ok", rates.NEAR: "warn", rates.MISSED: "stop"}.get(self.status, "")

    @property
    def glyph(self) -> str:
        return {"ok": "check", "warn": "warning", "stop": "cross"}.get(self.tag, "info")

    @property
    def status_word(self) -> str:
        missed = "over" if self.is_upper_limit else "below"
        return word(STATUSES, missed if self.status == rates.MISSED else self.status)

    @property
    def target_text(self) -> str:
        limit = rates.limit_text(self.target)
        if limit == "100":
            return "100%"
        sign = "<" if self.name == "late_updates" else ("≤" if self.is_upper_limit else "≥")
        return f"{sign} {limit}%"

    @property
    def path(self) -> str:
        return spark_path([counts.percent for _, counts in self.series], float(self.target))

    @property
    def target_path(self) -> str:
        return spark_target([counts.percent for _, counts in self.series], float(self.target))


def figure_cards(warehouse: Warehouse, now: datetime) -> tuple[list[Card], datetime]:
    """The six cards and when they were counted: at most 20 s ago, so that ten open boards cost what one does."""
    key = f"reports:cards:{warehouse.pk}"
    kept = cache.get(key)
    if kept is None:
        kept = ([card_of(kind, warehouse, now) for kind in KINDS], timezone.now())
        cache.set(key, kept, timeout=KEEP_SECONDS)
    return kept


def card_of(kind: Kind, warehouse: Warehouse, now: datetime) -> Card:
    days = kind.days(period_of(warehouse, now, SPARK_DAYS))
    today = now.astimezone(warehouse.zone).date()
    target = figure(kind.target, warehouse=warehouse)
    status = rates.status(days[today], target, is_upper_limit=kind.is_upper_limit, least_base=kind.least_base)
    return Card(kind.name, kind.requirement, days[today], target, kind.is_upper_limit, status, sorted(days.items()))
