"""What stands on the labels of places, goods and totes; the drawing is wms.core.paper's."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from inventory.models import HandlingUnit, InboundReceipt, Location, Sku
from inventory.states import HandlingUnitKind, LocationKind
from wms.core.models import Warehouse
from wms.core.paper.labels import HandlingUnitLabel, LocationLabel, SkuLabel, SlotFace
from wms.scan import codes

KIND_WORDS = {
    HandlingUnitKind.TOTE: ("周转箱", "Tote"),
    HandlingUnitKind.CART: ("拣货车", "Cart"),
    HandlingUnitKind.CARTON: ("纸箱", "Carton"),
    HandlingUnitKind.PALLET: ("托盘", "Pallet"),
    HandlingUnitKind.LPN: ("LPN", "LPN"),
    HandlingUnitKind.WALL: ("分播墙", "Put wall"),
}
SLOT_MARKS = 8


def location_contents(warehouse: Warehouse, codes: Collection[str], *, language: str) -> list[LocationLabel]:
    """The labels of these places of one warehouse, in walking order; all its places when no code is given."""
    kinds = (LocationKind.STORAGE, LocationKind.RECEIVING_DOCK)
    rows = Location.objects.filter(warehouse=warehouse, kind__in=kinds, is_active=True)
    if codes:
        rows = rows.filter(code__in=codes)
    return [
        LocationLabel(
            code=row.code,
            barcode=row.barcode or "",
            check_digits=row.check_digits,
            warehouse=warehouse.code,
            zone=_name(row.zone, language) if row.zone else "",
        )
        for row in rows.exclude(barcode=None).select_related("zone").order_by("walk_order", "code")
    ]


def sku_contents(codes: Collection[str], *, language: str, copies: int = 1) -> list[SkuLabel]:
    """The labels of these SKUs, `copies` of each: the SKU's own code as barcode, which always means this one SKU."""
    rows = Sku.objects.filter(code__in=codes, is_active=True).order_by("code")
    suffix = "zh" if language.startswith("zh") else "en"
    return [
        SkuLabel(
            sku_code=row.code,
            barcode=row.code,
            name=getattr(row, f"name_{suffix}"),
            variant=getattr(row, f"variant_{suffix}"),
        )
        for row in rows
        for _ in range(copies)
    ]


def handling_unit_contents(warehouse: Warehouse, codes: Collection[str], *, language: str) -> list[HandlingUnitLabel]:
    """The labels of these totes, carts and wall slots of one warehouse; all totes and carts when no code is given.

    One on a cart's slot shows the slot's face.
    """
    rows = HandlingUnit.objects.filter(warehouse=warehouse)
    rows = (
        rows.filter(code__in=codes)
        if codes
        else rows.exclude(kind__in=[HandlingUnitKind.CARTON, HandlingUnitKind.WALL])
    )
    return list(_handling_units(rows.order_by("code"), warehouse, language))


def receipt_content(receipt: InboundReceipt, *, language: str) -> HandlingUnitLabel:
    """An ASN's label: a document's barcode with its check character, or the plain number where none can hold it."""
    try:
        barcode = codes.make("document", receipt.number)
    except ValueError:
        barcode = receipt.number
    kind = "到货单" if language.startswith("zh") else "ASN"
    return HandlingUnitLabel(code=receipt.number, barcode=barcode, kind=kind, warehouse=receipt.warehouse.code)


def _handling_units(rows: Iterable[HandlingUnit], warehouse: Warehouse, language: str) -> Iterable[HandlingUnitLabel]:
    for row in rows:
        words = KIND_WORDS[HandlingUnitKind(row.kind)]
        yield HandlingUnitLabel(
            code=row.code,
            barcode=row.barcode,
            kind=words[0] if language.startswith("zh") else words[1],
            warehouse=warehouse.code,
            slot=SlotFace(mark=row.slot, number=_slot_number(row)) if row.slot and row.slot <= SLOT_MARKS else None,
        )


def _slot_number(row: HandlingUnit) -> str:
    """A cart's slot is its mark; a wall has many of one mark, told apart by the number in their names: A-07."""
    return row.code.rpartition("-")[2] if row.kind == HandlingUnitKind.WALL else str(row.slot)


def _name(thing: object, language: str) -> str:
    return str(getattr(thing, "name_zh" if language.startswith("zh") else "name_en"))
