"""Goods come in: an ASN is opened, its goods are received unit by unit or pack by pack, and it is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from inventory.errors import (
    ExpiryRequired,
    LotDiffers,
    MoreThanExpected,
    NotOnReceipt,
    ReceiptClosed,
    ReceiptNumberTaken,
)
from inventory.ledger import Books, Move
from inventory.locks import lock_balances, lock_receipt, lock_sku_stocks
from inventory.models import InboundLine, InboundReceipt, Location, Lot, Sku
from inventory.operations.checks import check_fresh, check_lot, check_physical, check_quantity, check_same_warehouse
from inventory.selectors.hands import lines_and_supplier
from inventory.states import RECEIPT_MOVES, Reason, ReceiptState
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.states import move_to


@dataclass(frozen=True, kw_only=True)
class AsnLine:
    """What a supplier announces of one SKU."""

    sku: Sku
    expected_units: int
    lot_code: str = ""
    expires_on: date | None = None


@dataclass(frozen=True)
class Opened:
    receipt: InboundReceipt
    lines: tuple[InboundLine, ...]


@dataclass(frozen=True)
class Received:
    receipt_id: int
    movement_id: int
    received_units: int
    expected_units: int
    is_line_complete: bool
    is_receipt_complete: bool


@dataclass(frozen=True)
class Closed:
    """`short` = units that were announced and never came, by SKU id."""

    receipt_id: int
    short: dict[int, int]


def open_asn(
    *,
    cause: Cause,
    warehouse: Warehouse,
    number: str,
    lines: Sequence[AsnLine],
    supplier: str = "",
    expected_on: date | None = None,
) -> Opened:
    """Announce goods: their units are in transit from now on [M10].

    Refuses with ReceiptNumberTaken, QuantityNotPositive. Locks SkuStock.
    """
    for line in lines:
        check_quantity(line.expected_units)
    if InboundReceipt.objects.filter(warehouse=warehouse, number=number).exists():
        raise ReceiptNumberTaken(receipt=number)
    receipt = InboundReceipt.objects.create(
        warehouse=warehouse, number=number, supplier=supplier, expected_on=expected_on
    )
    rows = InboundLine.objects.bulk_create(
        InboundLine(
            receipt=receipt,
            sku=line.sku,
            expected_units=line.expected_units,
            lot_code=line.lot_code,
            expires_on=line.expires_on,
        )
        for line in lines
    )
    stocks = lock_sku_stocks(warehouse.pk, [line.sku.pk for line in lines])
    books = Books(cause=cause, warehouse_id=warehouse.pk, stocks=stocks)
    for line in lines:
        books.count(line.sku.pk, in_transit=line.expected_units)
    books.write()
    return Opened(receipt, tuple(rows))


def open_lot(*, sku: Sku, code: str, expires_on: date | None = None, today: date) -> Lot:
    """The lot of this code, made when it is new, on the warehouse's `today`. A lot has one expiry date for ever.

    Refuses with ExpiryRequired, LotDiffers.
    """
    lot = Lot.objects.filter(sku=sku, code=code).first()
    if lot is None and sku.tracks_expiry and expires_on is None:
        raise ExpiryRequired(sku=sku.code, lot=code)
    if lot is None:
        lot, _ = Lot.objects.get_or_create(
            sku=sku,
            code=code,
            defaults={"expires_on": expires_on, "received_on": today},
        )
    if expires_on is not None and lot.expires_on != expires_on:
        known = lot.expires_on.isoformat() if lot.expires_on else ""
        raise LotDiffers(sku=sku.code, lot=code, known=known, given=expires_on.isoformat())
    return lot


def receive_units(
    *,
    cause: Cause,
    receipt: InboundReceipt,
    sku: Sku,
    quantity: int,
    into: Location,
    lot: Lot | None = None,
    allow_over: bool = False,
) -> Received:
    """Take units of an ASN into the house; they can be promised at once. `into` is a dock or a handling unit.

    Refuses with ReceiptClosed, NotOnReceipt, MoreThanExpected (unless `allow_over`), LotRequired, LotExpired,
    QuantityNotPositive. Locks the receipt, SkuStock, the balance.
    """
    return receive_held(
        cause=cause,
        receipt=lock_receipt(receipt.pk),
        sku=sku,
        quantity=quantity,
        into=into,
        lot=lot,
        allow_over=allow_over,
    )


def receive_held(
    *,
    cause: Cause,
    receipt: InboundReceipt,
    sku: Sku,
    quantity: int,
    into: Location,
    lot: Lot | None = None,
    allow_over: bool = False,
) -> Received:
    """receive_units() of a receipt that the caller holds."""
    check_quantity(quantity)
    check_physical(into)
    check_same_warehouse(receipt.warehouse_id, into)
    check_lot(sku, lot)
    check_fresh(sku, lot, _today(into.warehouse))
    if receipt.state == ReceiptState.CLOSED:
        raise ReceiptClosed(receipt=receipt.number)
    lines, supplier = lines_and_supplier(receipt)
    line = _line_for(receipt, lines, sku, lot)
    if not allow_over and line.to_come < quantity:
        raise MoreThanExpected(
            receipt=receipt.number,
            sku=sku.code,
            expected=line.expected_units,
            received=line.received_units,
            wanted=quantity,
        )
    stocks = lock_sku_stocks(receipt.warehouse_id, [sku.pk])
    move = Move(
        sku_id=sku.pk,
        lot_id=lot.pk if lot else None,
        quantity=quantity,
        source=supplier,
        target=into,
        reason=Reason.RECEIVE,
        note=receipt.number,
    )
    books = Books(
        cause=cause, warehouse_id=receipt.warehouse_id, stocks=stocks, balances=lock_balances(move.keys, is_new=True)
    )
    books.move(move)
    books.count(sku.pk, in_transit=-min(quantity, line.to_come))
    line.received_units += quantity
    line.save(update_fields=["received_units"])
    _advance(cause, receipt, lines)
    movement = books.write()[0]
    return Received(
        receipt.pk,
        movement.pk,
        line.received_units,
        line.expected_units,
        line.to_come == 0,
        receipt.state == ReceiptState.RECEIVED,
    )


def close_receipt(*, cause: Cause, receipt: InboundReceipt) -> Closed:
    """Nothing more will come: what is missing is no longer in transit.

    Refuses with ReceiptClosed. Locks the receipt, SkuStock.
    """
    receipt = lock_receipt(receipt.pk)
    if receipt.state == ReceiptState.CLOSED:
        raise ReceiptClosed(receipt=receipt.number)
    short: dict[int, int] = {}
    for line in InboundLine.objects.filter(receipt=receipt):
        if line.to_come:
            short[line.sku_id] = short.get(line.sku_id, 0) + line.to_come
    if short:
        books = Books(
            cause=cause,
            warehouse_id=receipt.warehouse_id,
            stocks=lock_sku_stocks(receipt.warehouse_id, list(short)),
        )
        for sku_id, units in short.items():
            books.count(sku_id, in_transit=-units)
        books.write()
    move_to(receipt, ReceiptState.CLOSED, RECEIPT_MOVES)
    receipt.closed_at = timezone.now()
    receipt.touch(cause)
    receipt.save(update_fields=["state", "closed_at", *receipt.WORK_FIELDS])
    return Closed(receipt.pk, short)


def _line_for(receipt: InboundReceipt, lines: Sequence[InboundLine], sku: Sku, lot: Lot | None) -> InboundLine:
    """The line of this SKU: the one that announced this lot, else the one that announced none, the emptiest first."""
    mine = [line for line in lines if line.sku_id == sku.pk]
    code = lot.code if lot else ""
    fitting = [line for line in mine if line.lot_code in ("", code)] if code else mine
    if not fitting:
        raise NotOnReceipt(receipt=receipt.number, sku=sku.code)
    return max(fitting, key=lambda line: (line.lot_code == code, line.to_come, -line.pk))


def _advance(cause: Cause, receipt: InboundReceipt, lines: Sequence[InboundLine]) -> None:
    target = ReceiptState.RECEIVING if any(line.to_come for line in lines) else ReceiptState.RECEIVED
    if receipt.state != target:
        move_to(receipt, target, RECEIPT_MOVES)
    receipt.touch(cause)
    receipt.save(update_fields=["state", *receipt.WORK_FIELDS])


def _today(warehouse: Warehouse) -> date:
    return timezone.now().astimezone(warehouse.zone).date()
