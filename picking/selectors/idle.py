"""Walks that nobody walks any more: under way, but without a scan for the told time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from picking.models import PickList
from picking.states import PickListState
from wms.core.figures import figure
from wms.core.models import ScanEvent, Warehouse


def idle_since(warehouse: Warehouse) -> datetime:
    """A walk without a scan since then may be taken over; a reservation older than that has lapsed."""
    return timezone.now() - timedelta(minutes=float(figure("walk_idle_minutes", warehouse=warehouse)))


def idle_walks(warehouse: Warehouse, since: datetime | None = None) -> QuerySet[PickList]:
    """Walks under way that nobody has scanned for since then (idle_since), the longest idle first."""
    since = since or idle_since(warehouse)
    key = Concat(Value("picklist:"), Cast(OuterRef("pk"), output_field=CharField()))
    scanned = ScanEvent.objects.filter(warehouse=warehouse, received_at__gte=since, work=key)
    began = Q(assigned_at__lt=since) | Q(assigned_at=None)
    rows = PickList.objects.filter(began, warehouse=warehouse, state=PickListState.PICKING)
    return rows.filter(~Exists(scanned)).order_by("assigned_at", "pk")
