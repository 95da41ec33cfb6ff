"""Places are set up: outer ends of the ledger, locations with their barcodes, handling units."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from inventory.locks import lock_handling_units
from inventory.models import HandlingUnit, Location, Zone
from inventory.states import HANDLING_UNIT_MOVES, VIRTUAL_KINDS, HandlingUnitKind, LocationKind
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.states import move_to
from wms.scan import codes

OUTER_CODES = {
    LocationKind.SUPPLIER: "SUPPLIER",
    LocationKind.CUSTOMER: "CUSTOMER",
    LocationKind.LOSS: "LOSS",
    LocationKind.ADJUSTMENT: "ADJUSTMENT",
    LocationKind.IN_TRANSIT: "IN-TRANSIT",
}


def prepare_warehouse(*, warehouse: Warehouse) -> Mapping[str, Location]:
    """The five outer ends of a warehouse's ledger, made once; safe to call again. Keyed by kind."""
    known = {row.kind: row for row in Location.objects.filter(warehouse=warehouse, kind__in=VIRTUAL_KINDS)}
    for kind in VIRTUAL_KINDS:
        if kind not in known:
            known[kind] = Location.objects.create(warehouse=warehouse, kind=kind, code=OUTER_CODES[kind])
    return known


def make_location(
    *, warehouse: Warehouse, code: str, zone: Zone | None = None, kind: str = LocationKind.STORAGE, **facts: Any
) -> Location:
    """A place that goods lie at. Its barcode is its warehouse's code and its own, with the check character.

    `facts` are the other columns (aisle, bay, level, side, x_mm, y_mm, walk_order, capacity_units, check_digits …).
    """
    barcode = codes.make("location", _barcode_body(warehouse, code))
    return Location.objects.create(warehouse=warehouse, code=code, zone=zone, kind=kind, barcode=barcode, **facts)


def _barcode_body(warehouse: Warehouse, code: str) -> str:
    """A03-02-15 alone, as it is printed; where another warehouse has that one already, with the warehouse before it."""
    body = _bare(code)
    if Location.objects.filter(barcode=codes.make("location", body)).exists():
        return _bare(warehouse.code) + body
    return body


def _bare(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


def location_barcodes(warehouse: Warehouse, names: Collection[str]) -> dict[str, str]:
    """The barcodes that new places of these codes get: like make_location's, for many at once.

    A code that is too long for a barcode once the warehouse's stands before it is left out.
    """
    bodies = {name: _bare(name) for name in names}
    wanted = {body: codes.make("location", body) for body in bodies.values()}
    taken = set(Location.objects.filter(barcode__in=wanted.values()).values_list("barcode", flat=True))
    prefix = _bare(warehouse.code)
    made: dict[str, str] = {}
    for name, body in bodies.items():
        with suppress(ValueError):
            made[name] = codes.make("location", prefix + body) if wanted[body] in taken else wanted[body]
    return made


def make_handling_unit(
    *, warehouse: Warehouse, code: str, kind: str = HandlingUnitKind.TOTE, zone: Zone | None = None
) -> HandlingUnit:
    """A tote, cart, carton, pallet or LPN with its own location. Code like T0000123; a cart's is like C0007."""
    barcode_kind = "cart" if kind == HandlingUnitKind.CART else "handling_unit"
    barcode = codes.make(barcode_kind, code)
    location = Location.objects.create(
        warehouse=warehouse, zone=zone, code=code, kind=LocationKind.HANDLING_UNIT, allows_mixed_lots=True
    )
    return HandlingUnit.objects.create(warehouse=warehouse, code=code, kind=kind, barcode=barcode, location=location)


def set_handling_unit(
    *,
    cause: Cause,
    handling_unit: HandlingUnit,
    state: str,
    parent: HandlingUnit | None = None,
    slot: int | None = None,
) -> HandlingUnit:
    """Put a handling unit to use on a cart's slot, set it apart for put-back, or free it. Locks it.

    A move that states.py does not list is a bug (IllegalMove), except that a state may stay as it is.
    """
    row = lock_handling_units([handling_unit.pk])[handling_unit.pk]
    if row.state != state:
        move_to(row, state, HANDLING_UNIT_MOVES)
    row.parent = parent
    row.slot = slot
    row.save(update_fields=["state", "parent", "slot"])
    return row
