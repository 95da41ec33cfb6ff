"""What is announced, and where the next free place for it is."""

from __future__ import annotations

from django.db.models import F, Prefetch, Q, Sum, Value
from django.db.models.functions import Coalesce

from inventory.models import InboundLine, InboundReceipt, Location, Lot, MoveTask, Sku, StockBalance
from inventory.selectors.neighbours import look_alike_near
from inventory.states import OPEN_RECEIPT_STATES, PICKABLE_ZONES, LocationKind, MoveTaskState, ReceiptState
from wms.core.models import Person, Warehouse

CANDIDATES = 50


def open_receipts(warehouse: Warehouse) -> list[InboundReceipt]:
    """Receipts that goods may still come for, with their lines, the earliest first."""
    lines = InboundLine.objects.select_related("sku").order_by("pk")
    rows = InboundReceipt.objects.filter(warehouse=warehouse, state__in=OPEN_RECEIPT_STATES)
    return list(rows.prefetch_related(Prefetch("lines", lines)).order_by("expected_on", "number"))


def receipt_by_number(warehouse: Warehouse, number: str) -> InboundReceipt | None:
    return InboundReceipt.objects.filter(warehouse=warehouse, number=number).first()


def receipts_expecting(sku: Sku, warehouse: Warehouse) -> list[InboundReceipt]:
    """Receipts that still expect units of a SKU: where a scanned article belongs."""
    rows = InboundReceipt.objects.filter(
        warehouse=warehouse,
        state__in=(ReceiptState.EXPECTED, ReceiptState.RECEIVING),
        lines__sku=sku,
        lines__received_units__lt=F("lines__expected_units"),
    )
    return list(rows.distinct().order_by("expected_on", "number"))


def open_move_task_of(person: Person, kind: str, warehouse: Warehouse) -> MoveTask | None:
    rows = MoveTask.objects.filter(person=person, kind=kind, warehouse=warehouse, state=MoveTaskState.OPEN)
    return rows.select_related("source", "sku", "lot", "suggested", "target").first()


def suggest_location(*, sku: Sku, lot: Lot | None, warehouse: Warehouse, quantity: int) -> Location | None:
    """[M35] The nearest place that the rules allow: one that holds this lot already, else an empty one.

    A proposal: put_away judges again. None when no place of the walk's first fifty candidates fits.
    """
    storage = (
        Location.objects.filter(
            Q(zone=None) | Q(zone__kind__in=PICKABLE_ZONES),
            warehouse=warehouse,
            kind=LocationKind.STORAGE,
            is_blocked=False,
        )
        .annotate(units=Coalesce(Sum("balances__on_hand"), Value(0)))
        .filter(Q(capacity_units=None) | Q(capacity_units__gte=F("units") + quantity))
    )
    mine = StockBalance.objects.filter(sku=sku, lot=lot, on_hand__gt=0).values("location_id")
    for candidates in (storage.filter(pk__in=mine), storage.filter(units=0)):
        for location in candidates.order_by("walk_order", "code")[:CANDIDATES]:
            if look_alike_near(sku=sku, location=location) is None:
                return location
    return None
