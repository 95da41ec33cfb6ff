"""What somebody has in hand, and what lies where he takes it from."""

from __future__ import annotations

from django.db.models import QuerySet

from inventory.locks import tasks_in_hand
from inventory.models import InboundLine, InboundReceipt, Location, MoveTask, StockBalance, StockCount
from inventory.states import Condition, CountState, LocationKind
from wms.core.prepared import Prepared, Together

_tasks_in_hand: Prepared[MoveTask] = Prepared(tasks_in_hand, person=int, kind=str, warehouse=int)


def task_in_hand(person_id: int, kind: str, warehouse_id: int) -> MoveTask | None:
    """The open task of one person and kind with all that a screen shows of it: one query."""
    found = _tasks_in_hand(person=person_id, kind=kind, warehouse=warehouse_id)
    return found[0] if found else None


def count_in_hand(person_id: int, warehouse_id: int) -> StockCount | None:
    """The count that this person has begun and not ended."""
    rows = StockCount.objects.filter(warehouse=warehouse_id, counted_by=person_id, state=CountState.OPEN)
    return rows.exclude(begun_at=None).select_related("location").first()


def good_at(location_id: int) -> list[StockBalance]:
    """Good goods at one place that nobody holds, with SKU and lot: what may be carried away."""
    rows = StockBalance.objects.filter(location=location_id, condition=Condition.GOOD, on_hand__gt=0)
    found = rows.select_related("sku", "lot").order_by("sku__code", "lot__expires_on", "lot__code")
    return [balance for balance in found if balance.free > 0]


def _lines_of(receipt: int) -> QuerySet[InboundLine]:
    return InboundLine.objects.filter(receipt=receipt).select_related("sku").order_by("pk")


_lines: Prepared[InboundLine] = Prepared(_lines_of, receipt=int)
_suppliers: Prepared[Location] = Prepared(
    lambda warehouse: Location.objects.filter(warehouse=warehouse, kind=LocationKind.SUPPLIER), warehouse=int
)
_lines_and_supplier = Together(_lines, _suppliers)


def receipt_lines(receipt_id: int) -> list[InboundLine]:
    return _lines(receipt=receipt_id)


def lines_and_supplier(receipt: InboundReceipt) -> tuple[list[InboundLine], Location]:
    """The lines of a locked receipt, which carries them from now on, and the end of the ledger that they come from."""
    lines, suppliers = _lines_and_supplier(receipt=receipt.pk, warehouse=receipt.warehouse_id)
    receipt.kept_lines = sorted(lines, key=lambda line: line.pk)  # type: ignore[attr-defined]
    return receipt.kept_lines, suppliers[0]  # type: ignore[attr-defined]


def lines_shown(receipt: InboundReceipt) -> list[InboundLine]:
    """The lines that a receipt carries, else read now."""
    known: list[InboundLine] | None = getattr(receipt, "kept_lines", None)
    return known if known is not None else receipt_lines(receipt.pk)
