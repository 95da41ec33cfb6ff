"""Many ASNs at once: announced together, and withdrawn while nobody has begun to receive them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from inventory.errors import ReceiptNumberTaken
from inventory.ledger import Books
from inventory.locks import lock_receipts, lock_sku_stocks
from inventory.models import InboundLine, InboundReceipt
from inventory.operations.checks import check_quantity
from inventory.operations.receive import AsnLine
from inventory.states import ReceiptState
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.errors import BuiltOn

RECEIVED = ("件已收", "units were received")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a supplier announces under one number."""

    number: str
    lines: tuple[AsnLine, ...]
    supplier: str = ""
    expected_on: date | None = None


def open_asns(*, cause: Cause, warehouse: Warehouse, notices: Sequence[Notice]) -> list[int]:
    """Announce them all: their units are in transit from now on [M10], each SKU's version rises once.

    Refuses with ReceiptNumberTaken, QuantityNotPositive. Locks SkuStock. Returns the receipts' ids.
    """
    numbers = [notice.number for notice in notices]
    taken = InboundReceipt.objects.filter(warehouse=warehouse, number__in=numbers).first()
    if taken is not None:
        raise ReceiptNumberTaken(receipt=taken.number)
    lines = [line for notice in notices for line in notice.lines]
    for line in lines:
        check_quantity(line.expected_units)
    receipts = [
        InboundReceipt.objects.create(
            warehouse=warehouse, number=notice.number, supplier=notice.supplier, expected_on=notice.expected_on
        )
        for notice in notices
    ]
    InboundLine.objects.bulk_create(
        [
            InboundLine(
                receipt=receipt,
                sku=line.sku,
                expected_units=line.expected_units,
                lot_code=line.lot_code,
                expires_on=line.expires_on,
            )
            for receipt, notice in zip(receipts, notices, strict=True)
            for line in notice.lines
        ],
        batch_size=500,
    )
    _change_in_transit(cause, warehouse, [(line.sku.pk, line.expected_units) for line in lines])
    return [receipt.pk for receipt in receipts]


def check_asns_untouched(ids: Collection[int]) -> None:
    """Refuses with BuiltOn when anybody has begun to receive one of these, or has closed it."""
    for receipt in InboundReceipt.objects.filter(pk__in=ids).exclude(state=ReceiptState.EXPECTED).order_by("pk")[:1]:
        units = sum(line.received_units for line in receipt.lines.all())
        raise BuiltOn(label=receipt.number, users=list(RECEIVED), count=units)


def withdraw_asns(*, cause: Cause, warehouse: Warehouse, ids: Collection[int]) -> None:
    """As if they had never been announced. Refuses with BuiltOn. Locks the receipts, SkuStock."""
    lock_receipts(ids)
    check_asns_untouched(ids)
    lines = InboundLine.objects.filter(receipt__in=ids)
    _change_in_transit(cause, warehouse, [(line.sku_id, -line.expected_units) for line in lines])
    InboundReceipt.objects.filter(pk__in=ids).delete()


def _change_in_transit(cause: Cause, warehouse: Warehouse, changes: Sequence[tuple[int, int]]) -> None:
    stocks = lock_sku_stocks(warehouse.pk, {sku_id for sku_id, _ in changes})
    books = Books(cause=cause, warehouse_id=warehouse.pk, stocks=stocks)
    for sku_id, units in changes:
        books.count(sku_id, in_transit=units)
    books.write()
