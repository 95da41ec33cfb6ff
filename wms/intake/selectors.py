"""Reads of imports: the lists of the desk, the problems of one, and whether its lane is full with good reason."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from wms.core.models import Exchange, Warehouse
from wms.core.outbox.exchanges import width_of
from wms.core.states import DeliveryState
from wms.intake.models import Import, ImportProblem
from wms.intake.operations.bring import LANE


def imports_of(warehouse: Warehouse) -> QuerySet[Import]:
    return Import.objects.filter(warehouse=warehouse).select_related("person", "accepted_by", "undone_by")


def problems_of(row: Import) -> QuerySet[ImportProblem]:
    """What is wrong, in the file's order; of the last check only."""
    return ImportProblem.objects.filter(of=row, check_run=row.check_run).order_by("line", "pk")


def busy_lane() -> set[str]:
    """The lane of imports while as many run as may: what waits behind them is not stuck."""
    live = Exchange.objects.filter(lane=LANE, state=DeliveryState.LEASED, lease_until__gt=timezone.now())
    return {LANE} if live.count() >= width_of(LANE) else set()
