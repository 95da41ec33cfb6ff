"""Serial numbers: captured by scan, shipped, taken back. Nothing fills one in by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError
from django.utils import timezone

from inventory.locks import lock_held_serials, lock_serial, lock_serials_called, lock_serials_of
from inventory.models import SerialEvent, SerialNumber
from inventory.serial_errors import (
    SerialElsewhere,
    SerialHere,
    SerialIsBarcode,
    SerialLost,
    SerialNotReceived,
    SerialNotThere,
    SerialOfOtherSku,
    SerialShipped,
    SerialsNotTracked,
    SerialTwice,
)
from inventory.states import SerialEventKind, SerialState
from wms.core.cause import Cause
from wms.core.transactions import unit_of_work

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from inventory.models import Sku
    from wms.core.models import Warehouse

# What a person books at the desk: from which state, to which.
BOOKINGS = {
    SerialEventKind.RETURNED: (SerialState.SHIPPED, SerialState.IN_STOCK),
    SerialEventKind.LOST: (SerialState.IN_STOCK, SerialState.LOST),
    SerialEventKind.FOUND: (SerialState.LOST, SerialState.IN_STOCK),
}


def capture_serial(
    *,
    cause: Cause,
    warehouse: Warehouse,
    sku: Sku,
    number: str,
    holder: str,
    order_number: str,
    document: str,
    is_of_sku: bool = False,
) -> SerialNumber:
    """The unit with this number lies in the holder now; one that was never seen before is known from now on.

    `is_of_sku`: the code that was scanned names the SKU too, so that another SKU may have the same number. Refuses with
    SerialOfOtherSku, SerialTwice, SerialElsewhere, SerialShipped, SerialLost, and SerialNotReceived where the warehouse
    takes numbers in at receipt. Locks the serial, after everything else.
    """
    values = {"warehouse": warehouse, "state": SerialState.PACKED, "holder": holder, "changed_at": timezone.now()}
    values |= {"order_number": order_number, "document": document}
    serial = _known(sku, number, is_of_sku=is_of_sku)
    if warehouse.has_serials_at_receipt:
        _refuse_not_received(serial, sku, number, warehouse)
    if serial is None:
        serial = _first_seen(sku, number, values)
        if serial is not None:
            _note(cause, [serial], SerialEventKind.PACKED)
            return serial
        serial = _known(sku, number, is_of_sku=is_of_sku)
    assert serial is not None  # noqa: S101  who was quicker has committed it
    _refuse_taken(serial, sku.code, holder)
    for name, value in values.items():
        setattr(serial, name, value)
    serial.save(update_fields=list(values))
    _note(cause, [serial], SerialEventKind.PACKED)
    return serial


def _known(sku: Sku, number: str, *, is_of_sku: bool) -> SerialNumber | None:
    """The row of this SKU and number, locked. Refuses with SerialOfOtherSku when only another SKU has the number."""
    rows = lock_serials_called(number)
    found = next((row for row in rows if row.sku_id == sku.pk), None)
    other = next((row for row in rows if row.state != SerialState.WITHDRAWN), None)
    if found is None and other is not None and not is_of_sku:
        raise SerialOfOtherSku(sku=sku.code, serial=number, scanned_sku=other.sku.code)
    return found


def _first_seen(sku: Sku, number: str, values: dict[str, object]) -> SerialNumber | None:
    """A number that nobody has scanned before; None when another bench was a moment quicker."""
    try:
        with unit_of_work():
            return SerialNumber.objects.create(sku=sku, number=number, **values)
    except IntegrityError:
        return None


def receive_serials(
    *, cause: Cause, warehouse: Warehouse, sku: Sku, numbers: Collection[str], document: str, note: str = ""
) -> int:
    """Units with these numbers have come in, or lie here and are entered by hand; how many.

    Refuses with SerialsNotTracked, SerialHere, SerialElsewhere, SerialShipped, SerialLost. Locks the known serials.
    """
    if not sku.tracks_serials:
        raise SerialsNotTracked(sku=sku.code)
    fresh = [
        SerialNumber(sku=sku, number=number, warehouse=warehouse, document=document)
        for number in dict.fromkeys(numbers)
    ]
    known: list[SerialNumber] = []
    if (made := _all_first_seen(fresh)) is None:
        known = lock_serials_of(sku.pk, [serial.number for serial in fresh])
        for serial in known:
            refuse_here(serial, sku)
        known_numbers = {serial.number for serial in known}
        made = SerialNumber.objects.bulk_create(row for row in fresh if row.number not in known_numbers)
    _set(known, state=SerialState.IN_STOCK, warehouse=warehouse, document=document)
    for serial in (*known, *made):
        serial.warehouse, serial.document = warehouse, document
    _note(cause, (*known, *made), SerialEventKind.RECEIVED, note)
    return len(known) + len(made)


def _all_first_seen(serials: list[SerialNumber]) -> list[SerialNumber] | None:
    """Nearly always nobody has seen any of them before; None, and nothing written, when somebody has."""
    try:
        with unit_of_work():
            return SerialNumber.objects.bulk_create(serials)
    except IntegrityError:
        return None


def refuse_here(serial: SerialNumber, sku: Sku) -> None:
    """A number may come in only when nobody has it: refuses with SerialHere, and as a bench does."""
    if serial.state == SerialState.IN_STOCK:
        raise SerialHere(sku=sku.code, serial=serial.number)
    if serial.state != SerialState.WITHDRAWN:
        _refuse_taken(serial, sku.code, holder="")


def refuse_barcode(*, sku: Sku, number: str, skus: Sequence[Sku], is_gs1: bool) -> None:
    """`skus`: goods that the scanned code names. Refuses with SerialIsBarcode (a code of goods without a serial in it),
    SerialOfOtherSku.
    """
    if skus and not is_gs1:
        raise SerialIsBarcode(sku=skus[0].code, raw=number)
    if skus and all(row.pk != sku.pk for row in skus):
        raise SerialOfOtherSku(sku=sku.code, serial=number, scanned_sku=skus[0].code)


def undo_serial(*, cause: Cause, serial_id: int) -> SerialNumber:
    """The scan that captured it is taken back: it is what it was before, in stock or not seen at all.

    Locks the serial.
    """
    serial = lock_serial(serial_id)
    _note(cause, [serial], SerialEventKind.UNDONE)
    was_seen = serial.events.exclude(kind__in=[SerialEventKind.PACKED, SerialEventKind.UNDONE]).exists()
    serial.state = SerialState.IN_STOCK if was_seen else SerialState.WITHDRAWN
    serial.holder, serial.order_number, serial.document = "", "", ""
    serial.changed_at = timezone.now()
    serial.save(update_fields=["state", "holder", "order_number", "document", "changed_at"])
    return serial


def free_serials(*, cause: Cause, holder: str, sku_id: int | None = None) -> int:
    """What the holder held lies in the house again, on no order; how many. `sku_id`: of this SKU only.

    Locks the serials.
    """
    serials = lock_held_serials(holder, sku_id)
    _note(cause, serials, SerialEventKind.FREED)
    values = {"holder": "", "order_number": "", "document": ""}
    return _set(serials, state=SerialState.IN_STOCK, **values)


def ship_serials(*, cause: Cause, holder: str) -> int:
    """What the holder held has left the house with its order; how many. Locks the serials."""
    serials = lock_held_serials(holder)
    _note(cause, serials, SerialEventKind.SHIPPED)
    return _set(serials, state=SerialState.SHIPPED)


def book_serial(*, cause: Cause, serial_id: int, kind: SerialEventKind, note: str = "") -> SerialNumber:
    """A person says what became of one unit: it came back, it is lost, it was found. Stock is booked apart.

    Refuses with SerialNotThere when it is not where that begins. Locks the serial.
    """
    serial = lock_serial(serial_id)
    before, after = BOOKINGS[kind]
    if serial.state != before:
        raise SerialNotThere(serial=serial.number, state=str(serial.state))
    _note(cause, [serial], kind, note)
    serial.state, serial.holder, serial.changed_at = after, "", timezone.now()
    serial.order_number, serial.document = "", ""
    serial.save(update_fields=["state", "holder", "changed_at", "order_number", "document"])
    return serial


def _refuse_not_received(serial: SerialNumber | None, sku: Sku, number: str, warehouse: Warehouse) -> None:
    is_here = serial is not None and serial.warehouse_id == warehouse.pk and serial.state != SerialState.WITHDRAWN
    if not is_here:
        raise SerialNotReceived(sku=sku.code, serial=number)


def _refuse_taken(serial: SerialNumber, sku: str, holder: str) -> None:
    facts = {"sku": sku, "serial": serial.number}
    if serial.state == SerialState.LOST:
        raise SerialLost(**facts)
    where = {"order": serial.order_number, "document": serial.document}
    if serial.state == SerialState.SHIPPED:
        raise SerialShipped(**facts, **where)
    if serial.holder == holder:
        raise SerialTwice(**facts)
    if serial.holder:
        raise SerialElsewhere(**facts, **where)


def _set(serials: list[SerialNumber], **values: object) -> int:
    if not serials:
        return 0
    rows = SerialNumber.objects.filter(pk__in=[serial.pk for serial in serials])
    return rows.update(**values, changed_at=timezone.now())


def _note(cause: Cause, serials: Iterable[SerialNumber], kind: SerialEventKind, note: str = "") -> None:
    """What happens, written with the names of order and document that the row bears now."""
    SerialEvent.objects.bulk_create(
        SerialEvent(
            serial=serial,
            kind=kind,
            warehouse_id=serial.warehouse_id,
            order_number=serial.order_number,
            document=serial.document,
            note=note,
            **cause.columns,
        )
        for serial in serials
    )
