"""What a scan can mean among places and goods: every candidate, never the first hit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from inventory.models import Barcode, HandlingUnit, InboundReceipt, Location, Lot, Sku
from inventory.states import OPEN_RECEIPT_STATES, HandlingUnitKind, LocationKind
from wms.scan.barcode import Candidate, ScanText
from wms.scan.resolvers import register

if TYPE_CHECKING:
    from wms.scan.screen import Actor


def locations(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A place of the actor's warehouse by its barcode; typed on the keypad also by its printed code."""
    places = Location.objects.filter(
        warehouse=actor.warehouse, kind__in=(LocationKind.STORAGE, LocationKind.RECEIVING_DOCK)
    )
    if text.own is not None and text.own.is_valid and text.own.kind == "location":
        found = places.filter(barcode=text.upper)
    elif text.is_keyed:
        found = places.filter(code=text.upper)
    else:
        return
    for row in found.order_by("pk"):
        yield Candidate("location", row.pk, row.code)


def handling_units(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A tote, carton, pallet or LPN of the actor's warehouse."""
    units = HandlingUnit.objects.filter(warehouse=actor.warehouse).exclude(kind=HandlingUnitKind.CART)
    yield from _units("handling_unit", units.filter(barcode=text.upper), text)
    if text.is_keyed:
        yield from _units("handling_unit", units.filter(code=text.upper).exclude(barcode=text.upper), text)


def carts(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    found = HandlingUnit.objects.filter(warehouse=actor.warehouse, kind=HandlingUnitKind.CART, barcode=text.upper)
    yield from _units("cart", found, text)


def skus(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A SKU by any of its barcodes (GTINs as 14 digits) or by its own code; packs carry their quantity."""
    seen: set[int] = set()
    values = {value for value in (text.gtin, text.upper) if value}
    rows = Barcode.objects.filter(value__in=values, sku__is_active=True).select_related("sku").order_by("pk")
    for row in rows:
        if row.sku_id not in seen:
            seen.add(row.sku_id)
            yield Candidate("sku", row.sku_id, row.sku.code, row.pack_quantity, _lot_facts(text))
    for sku in Sku.objects.filter(code__iexact=text.upper, is_active=True).exclude(pk__in=seen):
        yield Candidate("sku", sku.pk, sku.code)


def lots(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A lot by its code, exactly as the supplier printed it."""
    code = text.lot_code or text.plain
    for row in Lot.objects.filter(code=code).select_related("sku").order_by("pk"):
        yield Candidate("lot", row.pk, row.code, facts={"sku": row.sku_id, "sku_code": row.sku.code})


def receipts(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """An open ASN by its number, plain or as a document code."""
    numbers = {text.plain, text.upper}
    if text.own is not None and text.own.is_valid and text.own.kind == "document":
        numbers |= {text.own.body, text.own.text}
    rows = InboundReceipt.objects.filter(warehouse=actor.warehouse, number__in=numbers, state__in=OPEN_RECEIPT_STATES)
    for row in rows.order_by("pk"):
        yield Candidate("receipt", row.pk, row.number)


def register_all() -> None:
    register("location", locations)
    register("handling_unit", handling_units)
    register("cart", carts)
    register("sku", skus)
    register("lot", lots)
    register("receipt", receipts)


def _units(kind: str, rows: object, text: ScanText) -> Iterator[Candidate]:
    for row in rows.order_by("pk"):  # type: ignore[attr-defined]
        yield Candidate(kind, row.pk, row.code)


def _lot_facts(text: ScanText) -> dict[str, object]:
    facts: dict[str, object] = {}
    if text.lot_code:
        facts["lot_code"] = text.lot_code
    if text.expires_on:
        facts["expires_on"] = text.expires_on.isoformat()
    if text.serial:
        facts["serial"] = text.serial
    return facts
