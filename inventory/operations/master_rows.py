"""SKUs, barcodes and places written many at a time, for files and generators: one statement for a chunk."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from inventory.locks import lock_locations, lock_skus
from inventory.models import Barcode, Location, Sku, SkuStock, StockBalance, Zone
from inventory.operations.places import location_barcodes
from inventory.states import LocationKind, ZoneKind
from wms.core.models import Warehouse
from wms.intake.rows import demand_as_written, demand_unused, update_many

Values = Mapping[str, Any]
Changed = Sequence[tuple[int, Values]]


def write_skus(*, new: Sequence[Values], changed: Changed) -> list[int]:
    """Make SKUs and change others, whose rows the caller has locked. A change raises the master version [M23]."""
    made = Sku.objects.bulk_create([Sku(**values) for values in new], batch_size=500)
    update_many(Sku, changed, versioned=True)
    return [sku.pk for sku in made]


def check_skus_unused(ids: Collection[int]) -> None:
    """Refuses with BuiltOn. Sums that are all zero are nobody's: promises made and ended leave them behind."""
    stocks = SkuStock.objects.filter(sku__in=ids)
    ignored = {"inventory.skustock"} if not _counting(stocks) else set()
    demand_unused(Sku, ids, ignore=ignored)


def _counting(stocks: Any) -> bool:
    return stocks.exclude(on_hand_sellable=0, reserved=0, waiting=0, in_transit=0, threshold_units=0).exists()


def take_back_skus(*, made: Sequence[int], before: Changed, written: Mapping[int, Values]) -> None:
    """Undo write_skus(). Refuses with BuiltOn, ChangedSince. Locks the SKUs, so that nothing can refer to them."""
    rows = lock_skus([*made, *(pk for pk, _ in before)], for_deletion=True)
    demand_as_written(rows, written)
    if made:
        check_skus_unused(made)
        SkuStock.objects.filter(sku__in=made).delete()
        Sku.objects.filter(pk__in=made).delete()
    update_many(Sku, before, versioned=True)


def write_locations(
    *, warehouse: Warehouse, zones: Mapping[str, str], new: Sequence[Values], changed: Changed
) -> tuple[list[int], list[int]]:
    """Make places (with their barcodes) and the zones that they need ({code: kind}), change others, which are locked.

    Returns the ids of the places and of the zones that were made.
    """
    made_zones = [
        Zone.objects.create(warehouse=warehouse, code=code, name_zh=code, name_en=code, kind=ZoneKind(kind)).pk
        for code, kind in sorted(zones.items())
    ]
    ids = {zone.code: zone.pk for zone in Zone.objects.filter(warehouse=warehouse)}
    barcodes = location_barcodes(warehouse, [values["code"] for values in new])
    places = [
        Location(
            warehouse=warehouse,
            barcode=barcodes[values["code"]],
            zone_id=ids.get(values.get("zone", "")),
            **{name: value for name, value in values.items() if name != "zone"},
        )
        for values in new
    ]
    made = Location.objects.bulk_create(places, batch_size=500)
    update_many(Location, [(pk, _with_zone(values, ids)) for pk, values in changed], versioned=True)
    return [place.pk for place in made], made_zones


def _with_zone(values: Values, ids: Mapping[str, int]) -> dict[str, Any]:
    return {name: ids.get(value) if name == "zone" else value for name, value in values.items()}


def check_locations_unused(ids: Collection[int]) -> None:
    """Refuses with BuiltOn. A balance of nothing is nobody's."""
    has_stock = StockBalance.objects.filter(location__in=ids).exclude(on_hand=0, allocated=0).exists()
    demand_unused(Location, ids, ignore=set() if has_stock else {"inventory.stockbalance"})


def take_back_locations(
    *, warehouse: Warehouse, made: Sequence[int], zones: Sequence[int], before: Changed, written: Mapping[int, Values]
) -> None:
    """Undo write_locations(). Refuses with BuiltOn, ChangedSince. Locks the places. A zone in use stays."""
    rows = lock_locations([*made, *(pk for pk, _ in before)], for_deletion=True)
    for row in rows:
        row.zone_code = row.zone.code if row.zone else ""  # type: ignore[attr-defined]
    demand_as_written(rows, {pk: _as_shown(values) for pk, values in written.items()})
    if made:
        check_locations_unused(made)
        StockBalance.objects.filter(location__in=made).delete()
        Location.objects.filter(pk__in=made).delete()
    ids = {zone.code: zone.pk for zone in Zone.objects.filter(warehouse=warehouse)}
    update_many(Location, [(pk, _with_zone(values, ids)) for pk, values in before], versioned=True)
    in_use = Location.objects.filter(zone__in=zones).values("zone_id")
    Zone.objects.filter(pk__in=zones).exclude(pk__in=in_use).delete()


def _as_shown(values: Values) -> dict[str, Any]:
    return {("zone_code" if name == "zone" else name): value for name, value in values.items()}


def is_shelf(kind: str) -> bool:
    """The kinds of places that a table may name; totes and outer ends are made otherwise."""
    return kind in (LocationKind.STORAGE, LocationKind.RECEIVING_DOCK)


def write_barcodes(*, new: Sequence[Values], changed: Changed, sku_ids: Collection[int]) -> list[int]:
    """Make barcodes and change pack quantities of others; the SKUs (locked) get a new master version [M23]."""
    made = Barcode.objects.bulk_create([Barcode(**values) for values in new], batch_size=500)
    update_many(Barcode, changed, versioned=False)
    update_many(Sku, [(pk, {}) for pk in sku_ids], versioned=True)
    return [barcode.pk for barcode in made]


def take_back_barcodes(*, made: Sequence[int], before: Changed, written: Mapping[int, Values]) -> None:
    """Undo write_barcodes(). Refuses with ChangedSince. Locks the SKUs."""
    rows = list(Barcode.objects.filter(pk__in=[*made, *(pk for pk, _ in before)]))
    skus = {row.sku_id for row in rows}
    lock_skus(skus)
    demand_as_written(rows, written)
    Barcode.objects.filter(pk__in=made).delete()
    update_many(Barcode, before, versioned=False)
    update_many(Sku, [(pk, {}) for pk in skus], versioned=True)
