"""Stretches of whole days in a warehouse's own time zone: the one way that reports cut time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from wms.core.models import Warehouse

LENGTHS = {"1": 1, "7": 7, "30": 30}


@dataclass(frozen=True)
class Period:
    """Whole days from `first` to `last`, both included; the last one may still be going on."""

    warehouse: Warehouse
    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), tzinfo=self.warehouse.zone)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in it."""
        return datetime.combine(self.last + timedelta(days=1), time(), tzinfo=self.warehouse.zone)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=index) for index in range((self.last - self.first).days + 1)]


def period_of(warehouse: Warehouse, now: datetime, days: int) -> Period:
    """The last `days` days, today included."""
    today = now.astimezone(warehouse.zone).date()
    return Period(warehouse, today - timedelta(days=days - 1), today)
