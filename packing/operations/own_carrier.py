"""Parcels that go by the seller's own carrier: its number is scanned or typed at the bench, checked, and declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone

from packing.errors import (
    CarrierFieldMissing,
    CarrierNeedsWebsite,
    CarrierPatternWrong,
    CarrierUnknown,
    NumberFormat,
    NumberTaken,
    ParcelNotDeclared,
)
from packing.locks import lock_parcel, lock_waybill
from packing.models import OwnCarrier, Parcel, Waybill
from packing.operations.desk_work import settle_desk
from packing.operations.label import (
    end_waybill,
    prepare_carton,
    refuse_outdated,
    refuse_refunded,
    refuse_stopped,
)
from packing.selectors.carriers import order_of_number, own_carrier
from packing.selectors.parcels import live_waybill
from packing.states import PARCEL_MOVES, WAYBILL_MOVES, ParcelState, WaybillState
from picking.operations.history import note
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to
from wms.core.transactions import unit_of_work

OTHER = "OTHER_"  # the platform's "other" carriers, which need the address where a number is followed
NUMBER = re.compile(r"[A-Z0-9-]{6,40}")
RENUMBERED = "parcel.renumbered"
LITERAL = re.compile(r"\\.|\[\^?\]?(?:\\.|[^]\\])*\]|\(\?:")  # what looks like an operator in here is none
MANY, EITHER = re.compile(r"[*+]|\{\d*,\d*\}"), re.compile(r"[?|]")
MANY_MOST, EITHER_MOST = 2, 10  # of forty characters: under a million steps at worst


@dataclass(frozen=True)
class CarrierFacts:
    """What a person says of a carrier; `number_pattern` must match a whole tracking number."""

    service: str
    name: str
    number_pattern: str
    tracking_website: str = ""
    is_active: bool = True


def save_carrier(*, cause: Cause, warehouse: Warehouse, facts: CarrierFacts) -> OwnCarrier:
    """Write a warehouse's own carrier, over the former one of its service. Audited; the last one who saves is right.

    Refuses with CarrierFieldMissing, CarrierPatternWrong, CarrierNeedsWebsite.
    """
    for field in ("service", "name", "number_pattern"):
        if not getattr(facts, field):
            raise CarrierFieldMissing(field=field)
    _check_pattern(facts.number_pattern)
    if facts.service.startswith(OTHER) and not facts.tracking_website:
        raise CarrierNeedsWebsite(service=facts.service)
    before = OwnCarrier.objects.filter(warehouse=warehouse, service=facts.service).first()
    told = {
        "name": facts.name,
        "number_pattern": facts.number_pattern,
        "tracking_website": facts.tracking_website,
        "is_active": facts.is_active,
    }
    row, _ = OwnCarrier.objects.update_or_create(warehouse=warehouse, service=facts.service, defaults=told)
    audit.record(
        cause=cause,
        action="carrier.own",
        subject=f"carrier:{facts.service}",
        before={name: getattr(before, name) for name in told} if before else {},
        after=told,
        warehouse=warehouse,
    )
    return row


def record_own(*, cause: Cause, waybill_id: int, carrier: str) -> None:
    """The parcel goes by an own carrier: the bench asks for its number. A late or repeated answer changes nothing."""
    parcel = lock_parcel(Waybill.objects.values_list("parcel_id", flat=True).get(pk=waybill_id))
    waybill = lock_waybill(waybill_id)
    if waybill.state != WaybillState.REQUESTED:
        return
    move_to(waybill, WaybillState.NUMBER, WAYBILL_MOVES)
    waybill.carrier, waybill.is_own, waybill.failure = carrier, True, ""
    waybill.save(update_fields=["state", "carrier", "is_own", "failure"])
    settle_desk(parcel=parcel)
    prepare_carton(cause=cause, parcel=parcel)
    parcel.awaits_number = True
    parcel.touch(cause)
    parcel.save(update_fields=["awaits_number", "carton", *Parcel.WORK_FIELDS])


def take_number(*, cause: Cause, parcel: Parcel, text: str) -> Waybill:
    """The carrier's number, scanned off its label or typed: the parcel waits for that label to be scanned off it.

    Refuses with StoppedByChannel, RefundedInside, AddressChanged, CarrierUnknown, NumberFormat, NumberTaken. The
    caller holds order and parcel.
    """
    refuse_stopped(parcel)
    refuse_refunded(parcel)
    waybill = live_waybill(parcel)
    refuse_outdated(parcel, waybill)
    if waybill is None or waybill.state != WaybillState.NUMBER:
        raise CarrierUnknown(carrier=parcel.order.carrier)
    waybill.number = _checked(parcel.warehouse_id, waybill.carrier, text)
    move_to(waybill, WaybillState.READY, WAYBILL_MOVES)
    waybill.created_at = waybill.ready_at = timezone.now()
    with _written_once(waybill):
        waybill.save(update_fields=["number", "state", "created_at", "ready_at"])
    move_to(parcel, ParcelState.LABELLED, PARCEL_MOVES)
    parcel.awaits_number = False
    parcel.touch(cause)
    parcel.save(update_fields=["state", "awaits_number", *Parcel.WORK_FIELDS])
    return waybill


def drop_number(*, cause: Cause, parcel: Parcel, waybill: Waybill) -> None:
    """The number was wrong: it is free again, the bench asks for another one. The caller holds order and parcel."""
    move_to(waybill, WaybillState.NUMBER, WAYBILL_MOVES)
    waybill.number, waybill.created_at, waybill.ready_at, waybill.outdated_at = "", None, None, None
    waybill.save(update_fields=["state", "number", "created_at", "ready_at", "outdated_at"])
    if parcel.state == ParcelState.LABELLED:
        move_to(parcel, ParcelState.VERIFIED, PARCEL_MOVES)
    parcel.awaits_number = True
    parcel.touch(cause)
    parcel.save(update_fields=["state", "awaits_number", *Parcel.WORK_FIELDS])


def change_declared(*, cause: Cause, parcel_id: int, text: str) -> Waybill:
    """Another number for a parcel that has left by an own carrier: the channel changes what it has declared.

    The same number again changes nothing. Refuses with ParcelNotDeclared, CarrierUnknown, NumberFormat, NumberTaken.
    Locks order and parcel.
    """
    parcel = lock_parcel(parcel_id)
    old = live_waybill(parcel)
    if parcel.state != ParcelState.HANDED_OVER or old is None or not old.is_own:
        raise ParcelNotDeclared(parcel=parcel.number)
    if old.number == _plain(text):
        return old
    number = _checked(parcel.warehouse_id, old.carrier, text)
    end_waybill(parcel=parcel, waybill=old)
    now = timezone.now()
    new = Waybill(
        parcel=parcel, carrier=old.carrier, number=number, is_own=True, state=WaybillState.READY, created_at=now,
        ready_at=now,
    )  # fmt: skip
    with _written_once(new):
        new.save(force_insert=True)
    note(cause=cause, order=parcel.order, code="order.renumbered", facts={"old": old.number, "new": number})
    publish(RENUMBERED, str(parcel.pk), order_id=parcel.order_id, carrier=old.carrier, old=old.number, waybill=number)
    return new


def _checked(warehouse_id: int, service: str, text: str) -> str:
    """The number as it is kept. Refuses with CarrierUnknown, NumberFormat, NumberTaken."""
    carrier = own_carrier(warehouse_id, service)
    if carrier is None:
        raise CarrierUnknown(carrier=service)
    number = _plain(text)
    if not NUMBER.fullmatch(number) or not re.fullmatch(carrier.number_pattern, number):
        raise NumberFormat(carrier=carrier.name, scanned=number[:40])
    owner = order_of_number(service, number)
    if owner is not None:
        raise NumberTaken(carrier=carrier.name, scanned=number, belongs_to=owner)
    return number


@contextmanager
def _written_once(waybill: Waybill) -> Iterator[None]:
    """Of two benches that write one number at once the database turns the later one back: it is refused as if it had
    come later. Refuses with NumberTaken.
    """
    try:
        with unit_of_work():
            yield
    except IntegrityError:
        _checked(waybill.parcel.warehouse_id, waybill.carrier, waybill.number)
        raise


def _plain(text: str) -> str:
    return "".join(text.split()).upper()


def _check_pattern(pattern: str) -> None:
    """A readable pattern that repeats no group and leaves little open: every number is judged in no time."""
    try:
        re.compile(pattern)
    except (re.error, OverflowError):
        raise CarrierPatternWrong(pattern=pattern[:60]) from None
    bare = LITERAL.sub("(", pattern)
    is_open = len(MANY.findall(bare)) > MANY_MOST or len(EITHER.findall(bare)) > EITHER_MOST
    if is_open or re.search(r"\)\s*[*+{]|\(\?", bare):
        raise CarrierPatternWrong(pattern=pattern[:60])
