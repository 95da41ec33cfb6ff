"""What a scan can mean among places and goods: every candidate, never the first hit; places of one warehouse only.

A candidate's `facts["row"]` is the row itself, so that no screen has to read it again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from inventory.models import Barcode, HandlingUnit, InboundReceipt, Location, Lot, SerialNumber, Sku
from inventory.models.serials import SERIAL_LIMIT
from inventory.states import OPEN_RECEIPT_STATES, HandlingUnitKind, LocationKind
from wms.core.prepared import Prepared, Together
from wms.scan import codes
from wms.scan.barcode import Candidate, ScanText
from wms.scan.resolvers import known_as, register

if TYPE_CHECKING:
    from wms.scan.screen import Actor

CHECK_DIGITS = (2, 3)


def _places(warehouse: int) -> QuerySet[Location]:
    kinds = (LocationKind.STORAGE, LocationKind.RECEIVING_DOCK)
    rows = Location.objects.filter(warehouse=warehouse, kind__in=kinds, is_active=True)
    return rows.select_related("zone", "warehouse")


def _units(warehouse: int) -> QuerySet[HandlingUnit]:
    rows = HandlingUnit.objects.filter(warehouse=warehouse)
    return rows.select_related("location__warehouse", "parent").order_by("pk")


def _barcodes_like(gtin: str, text: str) -> QuerySet[Barcode]:
    rows = Barcode.objects.filter(value__in=[gtin, text], sku__is_active=True)
    return rows.select_related("sku")


_places_labelled: Prepared[Location] = Prepared(
    lambda warehouse, barcode: _places(warehouse).filter(barcode=barcode), warehouse=int, barcode=str
)
_units_labelled: Prepared[HandlingUnit] = Prepared(
    lambda warehouse, barcode: _units(warehouse).filter(barcode=barcode).exclude(kind=HandlingUnitKind.CART),
    warehouse=int,
    barcode=str,
)
_carts_labelled: Prepared[HandlingUnit] = Prepared(
    lambda warehouse, barcode: _units(warehouse).filter(barcode=barcode, kind=HandlingUnitKind.CART),
    warehouse=int,
    barcode=str,
)
_barcodes_of: Prepared[Barcode] = Prepared(_barcodes_like, gtin=str, text=str)
_skus_called: Prepared[Sku] = Prepared(
    lambda plain, upper: Sku.objects.filter(code__in=[plain, upper], is_active=True),
    plain=str,
    upper=str,
)
_serials_called: Prepared[SerialNumber] = Prepared(
    lambda warehouse, number: (
        SerialNumber.objects.select_related("sku").filter(warehouse=warehouse, number=number).order_by("pk")
    ),
    warehouse=int,
    number=str,
)
_goods_named = Together(_barcodes_of, _skus_called)


def locations(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A place by its barcode; typed: its printed code followed by its check digits, where it has some."""
    if text.own is not None and text.own.is_valid and text.own.kind == "location":
        yield from (_place(row) for row in _places_labelled(warehouse=actor.warehouse.pk, barcode=text.upper))
    elif text.is_keyed:
        typed = _bare(text.upper)
        wanted = Q(pk__in=[])
        for body, digits in _splits(typed):
            wanted |= Q(barcode__in=_barcodes(body, actor), check_digits=digits)
        yield from (_place(row) for row in _places(actor.warehouse.pk).filter(wanted).order_by("pk"))


def handling_units(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A tote, carton, pallet or LPN by its barcode; typed also by its printed code. A scanned GTIN names goods."""
    if text.is_keyed:
        yield from _keyed("handling_unit", _units(actor.warehouse.pk).exclude(kind=HandlingUnitKind.CART), text)
    elif not text.gtin:
        yield from _labelled("handling_unit", _units_labelled, text, actor)


def unit_in_hand(text: ScanText, unit: HandlingUnit | None) -> Candidate | None:
    """What handling_units() says of the label of this unit, which is at hand; None of any other text."""
    is_label = text.own is not None and text.own.is_valid and text.own.kind == "handling_unit" and not text.is_keyed
    if unit is None or not is_label or text.upper != unit.barcode:
        return None
    return Candidate("handling_unit", unit.pk, unit.code, facts={"row": unit})


def carts(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A cart by its barcode, which is always one of ours; typed also by its printed code."""
    if text.is_keyed:
        yield from _keyed("cart", _units(actor.warehouse.pk).filter(kind=HandlingUnitKind.CART), text)
    elif text.own is not None and text.own.kind == "cart":
        yield from _labelled("cart", _carts_labelled, text, actor)


def skus(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A SKU by any of its barcodes (GTINs as 14 digits) or by its own code; packs carry their quantity.

    SKUs are the company's, not the warehouse's. `facts`: the row, and what the scan said of lot, expiry, serial.
    """
    seen: set[int] = set()
    barcodes, called = _goods_named(gtin=text.gtin or text.upper, text=text.upper, plain=text.plain, upper=text.upper)
    for row in sorted(barcodes, key=lambda row: row.pk):
        if row.sku_id not in seen:
            seen.add(row.sku_id)
            yield Candidate("sku", row.sku_id, row.sku.code, row.pack_quantity, _goods(row.sku, text))
    for sku in sorted(called, key=lambda sku: sku.pk):
        if sku.pk not in seen:
            yield Candidate("sku", sku.pk, sku.code, 1, _goods(sku, text))


def lots(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A lot by its code, exactly as the supplier printed it; several SKUs may have one of that code."""
    rows = Lot.objects.filter(code=text.lot_code or text.plain).select_related("sku")
    if text.gtin and text.lot_code:
        rows = rows.filter(sku__barcodes__value=text.gtin)
    for row in rows.order_by("pk"):
        yield Candidate("lot", row.pk, row.code, facts={"row": row, "sku_id": row.sku_id})


def serials(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A single unit of this warehouse by its serial number; several SKUs may have one of that number."""
    number = serial_of(text)
    if not number:
        return
    for row in _serials_called(warehouse=actor.warehouse.pk, number=number):
        yield Candidate("serial", row.pk, row.number, facts={"row": row, "sku_id": row.sku_id})


def unit_serials(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """The serial number of a unit in hand, known or not; never the code of a place, a tote or a document.

    `facts["skus"]`: the goods that the code names. With a GS1 serial they are this unit's; without, the code is a
    barcode, and no serial number.
    """
    number = serial_of(text)
    own = (text.own.kind,) if text.own is not None and text.own.is_valid else ()
    if not number or known_as(text, (*own, "waybill", "order"), actor):
        return
    skus = [candidate.facts["row"] for candidate in known_as(text, ("sku",), actor)]
    yield Candidate("unit_serial", 0, number, facts={"skus": skus, "is_gs1": bool(text.serial)})


def serial_of(text: ScanText) -> str:
    """The serial number that a scan says: GS1's own field, else the whole text, in upper case; empty when too long."""
    number = normal_serial(text.serial) or text.upper
    return number if len(number) <= SERIAL_LIMIT else ""


def normal_serial(text: str) -> str:
    """A serial number as it is kept."""
    return unicodedata.normalize("NFKC", text).strip().upper()


def documents(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """An ASN by its number: as a document code (which has lost its dashes), or plain as the supplier prints it.

    Plain, closed ones are found too: the screen refuses them by name.
    """
    here = InboundReceipt.objects.filter(warehouse=actor.warehouse).order_by("pk")
    if text.own is not None and text.own.is_valid:
        if text.own.kind != "document":
            return
        still_open = here.filter(state__in=OPEN_RECEIPT_STATES)
        found = [row for row in still_open if _bare(row.number) == text.own.body]
    else:
        found = list(here.filter(number__in={text.plain, text.upper}))
    for row in found:
        yield Candidate("document", row.pk, row.number, facts={"row": row})


def register_all() -> None:
    register("location", locations)
    register("handling_unit", handling_units)
    register("cart", carts)
    register("sku", skus)
    register("lot", lots)
    register("document", documents)
    register("serial", serials)
    register("unit_serial", unit_serials, takes_any_text=True)


def _place(row: Location) -> Candidate:
    return Candidate("location", row.pk, row.code, facts={"row": row})


def _splits(typed: str) -> Iterator[tuple[str, str]]:
    """(code, check digits) readings of what was typed: without any, with two, with three."""
    yield typed, ""
    for length in CHECK_DIGITS:
        if len(typed) > length and typed[-length:].isdigit():
            yield typed[:-length], typed[-length:]


def _barcodes(body: str, actor: Actor) -> list[str]:
    """The barcodes that a place of this printed code can have: alone, or behind its warehouse's code."""
    found = []
    for text in (body, _bare(actor.warehouse.code) + body):
        with suppress(ValueError):  # too long or too short for a place: no such barcode
            found.append(codes.make("location", text))
    return found


def _labelled(kind: str, units: Prepared[HandlingUnit], text: ScanText, actor: Actor) -> Iterator[Candidate]:
    for row in units(warehouse=actor.warehouse.pk, barcode=text.upper):
        yield Candidate(kind, row.pk, row.code, facts={"row": row})


def _keyed(kind: str, units: QuerySet[HandlingUnit], text: ScanText) -> Iterator[Candidate]:
    for row in units.filter(Q(barcode=text.upper) | Q(code=text.upper)):
        yield Candidate(kind, row.pk, row.code, facts={"row": row})


def _goods(sku: Sku, text: ScanText) -> dict[str, object]:
    serial = serial_of(text) if text.serial else ""
    return {"row": sku, "lot_code": text.lot_code, "expires_on": text.expires_on, "serial": serial}


def _bare(code: str) -> str:
    """A printed code without its dashes and blanks, as it stands in a barcode."""
    return "".join(character for character in code.upper() if character.isascii() and character.isalnum())
