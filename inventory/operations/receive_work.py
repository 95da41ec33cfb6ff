"""A receiver's batch: units of one SKU are counted by scans, then go into a tote or onto the dock at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inventory.errors import LotRequired, MoreThanExpected, NotOnReceipt, QuantityNotPositive, ReceiptClosed
from inventory.floor_errors import OtherItemInHand, OtherLotInHand, StillMissing
from inventory.locks import lock_receipt
from inventory.models import HandlingUnit, InboundLine, Location, Lot, MoveTask, Sku
from inventory.operations.checks import check_fresh
from inventory.operations.handling_units import take_for_goods
from inventory.operations.hands import end_task, keep, put_out_of_hand, receipt_of, sku_of
from inventory.operations.receive import Closed, Received, close_receipt, open_lot, receive_held
from inventory.operations.serials import receive_serials, refuse_barcode, refuse_here
from inventory.selectors.hands import receipt_lines
from inventory.selectors.items import sku_card
from inventory.selectors.serials import serials_called
from inventory.serial_errors import SerialEach, SerialOfOtherSku, SerialTwice
from inventory.states import MoveKind, MoveTaskState, ReceiptState, SerialState
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.work_items import raise_work_item

OVER_RECEIVED = "receipt.over"


@dataclass(frozen=True)
class Batch:
    """What is in hand after a scan: `units` of the SKU, of `expected` that the ASN still waited for."""

    units: int
    expected: int


@dataclass(frozen=True)
class PutInto:
    """A batch that was received; `over` units are more than the ASN announced."""

    received: Received
    units: int
    over: int


def begin_receiving(*, cause: Cause, warehouse: Warehouse, receipt_id: int) -> MoveTask:
    """Take an ASN in hand. Refuses with ReceiptClosed. Locks the receipt."""
    receipt = lock_receipt(receipt_id)
    if receipt.state == ReceiptState.CLOSED:
        raise ReceiptClosed(receipt=receipt.number)
    return MoveTask.objects.create(person=cause.person, kind=MoveKind.RECEIVE, warehouse=warehouse, receipt=receipt)


def count_units(
    *,
    cause: Cause,
    task: MoveTask,
    sku: Sku,
    units: int,
    lot_code: str = "",
    expires_on: date | None = None,
    serial: str = "",
    is_confirmed: bool = False,
    today: date,
) -> Batch:
    """Add scanned units to the batch in hand. Nothing is received yet. The task and its receipt are locked.

    Where numbers are taken in at receipt it is one unit; its `serial` is in the same code, or is asked for next.

    Refuses with ReceiptClosed, OtherItemInHand, OtherLotInHand, NotOnReceipt, MoreThanExpected (unless
    `is_confirmed`, or the batch is over already), LotExpired, LotDiffers, SerialEach, and as name_serial does.
    """
    _check_same(task, sku, lot_code)
    batch = _check_expected(task, sku, task.quantity + units, is_confirmed=is_confirmed)
    serials = list(task.serials)
    if takes_serials(task, sku):
        if units > 1:
            raise SerialEach(sku=sku.code, pack_quantity=units)
        if serial:
            _check_new(task, sku, serial)
            serials.append(serial)
    keep(cause=cause, task=task, sku=sku, quantity=batch.units, serials=serials)
    if lot_code and sku.tracks_lots and task.lot is None:
        name_lot(cause=cause, task=task, code=lot_code, expires_on=expires_on, today=today)
    return batch


def set_units(*, cause: Cause, task: MoveTask, units: int, is_confirmed: bool = False) -> Batch:
    """Say how many units are in hand in all. Refuses as count_units does, and with QuantityNotPositive."""
    if units < 1:
        raise QuantityNotPositive(quantity=units)
    if takes_serials(task, sku_of(task)):
        raise SerialEach(sku=sku_of(task).code, pack_quantity=units)
    batch = _check_expected(task, sku_of(task), units, is_confirmed=is_confirmed)
    keep(cause=cause, task=task, quantity=units)
    return batch


def takes_serials(task: MoveTask, sku: Sku) -> bool:
    """Whether each unit of the SKU says its serial number when it comes in here."""
    return sku.tracks_serials and task.warehouse.has_serials_at_receipt


def asks_serial(task: MoveTask) -> bool:
    """Whether the last unit in hand has not said its number yet."""
    return task.sku is not None and takes_serials(task, task.sku) and len(task.serials) < task.quantity


def name_serial(*, cause: Cause, task: MoveTask, number: str, skus: Sequence[Sku], is_gs1: bool) -> Batch:
    """The serial number of the last unit in hand. `skus`: goods that the scanned code names.

    Refuses with SerialIsBarcode, SerialOfOtherSku, SerialTwice, SerialHere, SerialElsewhere, SerialShipped,
    SerialLost. The task is locked.
    """
    sku = sku_of(task)
    refuse_barcode(sku=sku, number=number, skus=skus, is_gs1=is_gs1)
    _check_new(task, sku, number, is_of_sku=bool(skus))
    keep(cause=cause, task=task, serials=[*task.serials, number])
    return Batch(task.quantity, task.quantity)


def undo_serial_unit(*, cause: Cause, task: MoveTask) -> Batch:
    """The last unit goes out of hand, with its number if it said one. The task is locked."""
    left = task.quantity - 1
    if not left:
        put_out_of_hand(cause=cause, task=task)
    else:
        keep(cause=cause, task=task, quantity=left, serials=list(task.serials[:left]))
    return Batch(left, left)


def name_lot(*, cause: Cause, task: MoveTask, code: str, expires_on: date | None = None, today: date) -> Lot | None:
    """The batch is of this lot. None when the lot is new and its expiry has to be asked for: the code is remembered.

    Refuses with LotDiffers, LotExpired. The task is locked.
    """
    known = Lot.objects.filter(sku=sku_of(task), code=code).first()
    announced = expires_on or _announced_expiry(task, code)
    if known is None and sku_of(task).tracks_expiry and announced is None:
        keep(cause=cause, task=task, remembered=code)
        return None
    lot = open_lot(sku=sku_of(task), code=code, expires_on=expires_on if known else announced, today=today)
    check_fresh(sku_of(task), lot, today)
    keep(cause=cause, task=task, lot=lot, remembered="")
    return lot


def put_into(*, cause: Cause, task: MoveTask, target: Location, unit: HandlingUnit | None) -> PutInto:
    """The batch in hand enters the house, into a dock or a tote; what is over is received too, with a work item.

    Refuses with ToteInUse, LotRequired and what receive_units and receive_serials refuse. Locks the tote, SkuStock, the
    balance, the serials.
    """
    if sku_of(task).tracks_lots and task.lot is None:
        raise LotRequired(sku=sku_of(task).code)
    if unit is not None:
        take_for_goods(unit)
    received = receive_held(
        cause=cause,
        receipt=receipt_of(task),
        sku=sku_of(task),
        quantity=task.quantity,
        into=target,
        lot=task.lot,
        allow_over=True,
    )
    if task.serials:
        receive_serials(
            cause=cause,
            warehouse=task.warehouse,
            sku=sku_of(task),
            numbers=task.serials,
            document=receipt_of(task).number,
        )
    over = max(0, min(task.quantity, received.received_units - received.expected_units))
    done = PutInto(received, task.quantity, over)
    if over:
        raise_work_item(
            cause=cause,
            kind=OVER_RECEIVED,
            warehouse_id=target.warehouse_id,
            subject_type="receipt",
            subject_id=f"{task.receipt_id}:{task.sku_id}",
            subject_label=f"{receipt_of(task).number} · {sku_of(task).code}",
            facts={"expected": received.expected_units, "received": received.received_units},
            stage="receive",
        )
    put_out_of_hand(cause=cause, task=task)
    return done


def finish_receiving(*, cause: Cause, task: MoveTask, is_confirmed: bool = False) -> Closed:
    """The ASN is done: what has not come will not come. Refuses with StillMissing unless `is_confirmed`, ReceiptClosed.

    Locks the receipt, SkuStock; the task is locked.
    """
    receipt = receipt_of(task)
    missing = sum(line.to_come for line in receipt_lines(receipt.pk))
    if missing and not is_confirmed:
        raise StillMissing(receipt=receipt.number, units=missing)
    closed = close_receipt(cause=cause, receipt=receipt)
    end_task(cause=cause, task=task)
    return closed


def leave_receiving(*, cause: Cause, task: MoveTask) -> MoveTask:
    """Somebody else goes on, or nobody: the ASN stays open. The task is locked."""
    return end_task(cause=cause, task=task, state=MoveTaskState.ABANDONED)


def _check_same(task: MoveTask, sku: Sku, lot_code: str) -> None:
    if task.sku is not None and task.sku_id != sku.pk:
        versus = {"wanted": sku_card(task.sku), "scanned": sku_card(sku)}
        raise OtherItemInHand(sku=task.sku.code, scanned_sku=sku.code, versus=versus)
    known = task.lot.code if task.lot else task.remembered
    if known and lot_code and lot_code != known:
        raise OtherLotInHand(sku=sku.code, lot=known, scanned_lot=lot_code)


def _check_new(task: MoveTask, sku: Sku, number: str, *, is_of_sku: bool = True) -> None:
    """Nobody has the number: not this hand, not the house, and no other SKU unless the code names this one."""
    if number in task.serials:
        raise SerialTwice(sku=sku.code, serial=number)
    rows = serials_called(number)
    known = next((row for row in rows if row.sku_id == sku.pk), None)
    other = next((row for row in rows if row.sku_id != sku.pk and row.state != SerialState.WITHDRAWN), None)
    if known is not None:
        refuse_here(known, sku)
    elif other is not None and not is_of_sku:
        raise SerialOfOtherSku(sku=sku.code, serial=number, scanned_sku=other.sku.code)


def _check_expected(task: MoveTask, sku: Sku, units: int, *, is_confirmed: bool) -> Batch:
    receipt = receipt_of(task)
    if receipt.state == ReceiptState.CLOSED:
        raise ReceiptClosed(receipt=receipt.number)
    lines = [line for line in receipt_lines(receipt.pk) if line.sku_id == sku.pk]
    if not lines:
        raise NotOnReceipt(receipt=receipt.number, sku=sku.code)
    to_come = sum(line.to_come for line in lines)
    if units > to_come and task.quantity <= to_come and not is_confirmed:
        raise MoreThanExpected(
            receipt=receipt.number,
            sku=sku.code,
            expected=sum(line.expected_units for line in lines),
            received=sum(line.received_units for line in lines),
            wanted=units,
        )
    return Batch(units, to_come)


def _announced_expiry(task: MoveTask, code: str) -> date | None:
    line = InboundLine.objects.filter(receipt=task.receipt_id, sku=task.sku_id, lot_code=code).first()
    return line.expires_on if line else None
