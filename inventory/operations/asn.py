"""An announcement is corrected before its goods have all come [M10]."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from inventory.errors import LessThanReceived, ReasonRequired, ReceiptClosed, ReceivingBegun
from inventory.ledger import Books
from inventory.locks import lock_receipt, lock_sku_stocks
from inventory.master_errors import SkuInactive
from inventory.models import InboundLine, InboundReceipt
from inventory.operations.checks import check_quantity
from inventory.operations.receive import AsnLine, Closed, close_receipt
from inventory.states import RECEIPT_MOVES, ReceiptState
from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.states import move_to

LineKey = tuple[int, str]  # SKU id, announced lot code


def edit_asn(
    *, cause: Cause, receipt: InboundReceipt, supplier: str, expected_on: date | None, lines: Sequence[AsnLine]
) -> InboundReceipt:
    """Say anew what a supplier announces; what is in transit follows [M10]. Audited; the work version rises.

    Refuses with ReceiptClosed, QuantityNotPositive, SkuInactive (a new line), LessThanReceived (a line below what has
    come of it, or taken out although some has come). Locks the receipt, SkuStock.
    """
    receipt = lock_receipt(receipt.pk)
    if receipt.state == ReceiptState.CLOSED:
        raise ReceiptClosed(receipt=receipt.number)
    known = {(row.sku_id, row.lot_code): row for row in receipt.lines.select_related("sku").order_by("pk")}
    wanted = {(line.sku.pk, line.lot_code): line for line in lines}
    _check(receipt, known, wanted)
    change = _change(known, wanted)
    stocks = lock_sku_stocks(receipt.warehouse_id, list(change))
    books = Books(cause=cause, warehouse_id=receipt.warehouse_id, stocks=stocks)
    for sku_id, units in sorted(change.items()):
        books.count(sku_id, in_transit=units)
    books.write()
    before = {"expected": _told(known.values()), "supplier": receipt.supplier, "expected_on": str(receipt.expected_on)}
    _write(receipt, known, wanted)
    rows = list(receipt.lines.select_related("sku").order_by("pk"))
    receipt.supplier, receipt.expected_on = supplier, expected_on
    _advance(cause, receipt, rows)
    after = {"expected": _told(rows), "supplier": supplier, "expected_on": str(expected_on)}
    subject = f"receipt:{receipt.number}"
    record(
        cause=cause, action="receipt.changed", subject=subject, before=before, after=after, warehouse=receipt.warehouse
    )
    return receipt


def cancel_asn(*, cause: Cause, receipt: InboundReceipt, reason: str) -> Closed:
    """The supplier sends nothing of it: it is closed, its units are no longer in transit [M10]. Audited.

    Refuses with ReasonRequired, ReceiptClosed, ReceivingBegun (units have come: it can only be closed short). Locks
    the receipt, SkuStock.
    """
    words = " ".join(reason.split())
    if not words:
        raise ReasonRequired(action="cancel_asn")
    receipt = lock_receipt(receipt.pk)
    received = sum(line.received_units for line in receipt.lines.all())
    if received:
        raise ReceivingBegun(receipt=receipt.number, received=received)
    closed = close_receipt(cause=cause, receipt=receipt)
    subject, units = f"receipt:{receipt.number}", sum(closed.short.values())
    after = {"state": str(ReceiptState.CLOSED), "short": units}
    record(
        cause=cause,
        action="receipt.cancelled",
        subject=subject,
        after=after,
        warehouse=receipt.warehouse,
        reason=words,
    )
    return closed


def _check(receipt: InboundReceipt, known: dict[LineKey, InboundLine], wanted: dict[LineKey, AsnLine]) -> None:
    for key, line in wanted.items():
        check_quantity(line.expected_units)
        if key not in known and not line.sku.is_active:
            raise SkuInactive(sku=line.sku.code)
    for key, row in known.items():
        units = wanted[key].expected_units if key in wanted else 0
        if units < min(row.received_units, row.expected_units):
            raise LessThanReceived(receipt=receipt.number, sku=row.sku.code, received=row.received_units, wanted=units)


def _change(known: dict[LineKey, InboundLine], wanted: dict[LineKey, AsnLine]) -> dict[int, int]:
    """By SKU id, by how much what is to come changes."""
    change: dict[int, int] = {}
    for key in {**known, **wanted}:
        row = known.get(key)
        received = row.received_units if row else 0
        expected = wanted[key].expected_units if key in wanted else 0
        was = row.to_come if row else 0
        change[key[0]] = change.get(key[0], 0) + max(0, expected - received) - was
    return {sku_id: units for sku_id, units in change.items() if units}


def _write(receipt: InboundReceipt, known: dict[LineKey, InboundLine], wanted: dict[LineKey, AsnLine]) -> None:
    for key, line in wanted.items():
        row = known.get(key) or InboundLine(receipt=receipt, sku=line.sku, lot_code=line.lot_code)
        row.expected_units, row.expires_on = line.expected_units, line.expires_on
        row.save()
    for key, row in known.items():
        if key not in wanted:
            row.delete()


def _advance(cause: Cause, receipt: InboundReceipt, rows: Sequence[InboundLine]) -> None:
    has_come = any(row.received_units for row in rows)
    is_complete = has_come and not any(row.to_come for row in rows)
    target = ReceiptState.RECEIVED if is_complete else ReceiptState.RECEIVING if has_come else receipt.state
    if receipt.state != target:
        move_to(receipt, target, RECEIPT_MOVES)
    receipt.touch(cause)
    receipt.save(update_fields=["state", "supplier", "expected_on", *receipt.WORK_FIELDS])


def _told(rows: object) -> str:
    return ", ".join(f"{row.sku.code} × {row.expected_units}" for row in rows)  # type: ignore[attr-defined]
