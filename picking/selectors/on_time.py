"""[M41] Which waves were due in a time, and which of them were finished by then: the one definition for every page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from picking.models import Wave
from picking.states import WaveState
from wms.core.models import Warehouse

IN_TIME = Q(finished_at__lte=F("due_at"))


@dataclass(frozen=True)
class Day:
    """Waves that were due on a day of the warehouse, and how many of them were finished in time."""

    on: date
    in_time: int
    due: int

    @property
    def percent(self) -> float | None:
        return 100 * self.in_time / self.due if self.due else None


def due_waves(warehouse: Warehouse, starts_at: datetime, ends_at: datetime) -> QuerySet[Wave]:
    """Waves due in [starts_at, ends_at) that count: finished, or late by now. Cancelled ones were not to be walked."""
    due = Wave.objects.filter(warehouse=warehouse, due_at__gte=starts_at, due_at__lt=ends_at)
    due = due.exclude(state__in=[WaveState.DRAFT, WaveState.BUILDING, WaveState.CANCELLED])
    return due.filter(Q(finished_at__isnull=False) | Q(due_at__lte=timezone.now()))


def on_time_record(warehouse: Warehouse, now: datetime, days: int) -> list[Day]:
    """The last days, today last. One query."""
    today = now.astimezone(warehouse.zone).date()
    first = today - timedelta(days=days - 1)
    starts_at = datetime.combine(first, datetime.min.time(), tzinfo=warehouse.zone)
    rows = (
        due_waves(warehouse, starts_at, starts_at + timedelta(days=days + 1))
        .annotate(day=TruncDate("due_at", tzinfo=warehouse.zone))
        .order_by()
        .values_list("day")
        .annotate(in_time=Count("pk", filter=IN_TIME), due=Count("pk"))
    )
    found = {day: (in_time, due) for day, in_time, due in rows}
    return [Day(day, *found.get(day, (0, 0))) for day in (first + timedelta(days=n) for n in range(days))]
