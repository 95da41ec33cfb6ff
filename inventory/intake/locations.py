"""The table of places: made or changed by their code, in the warehouse that the page stands in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.intake.master import MANAGERS, before_of, different, given, journal_of, written_of
from inventory.intake.skus import codes_of
from inventory.locks import lock_locations
from inventory.models import Location, Zone
from inventory.operations.master_rows import (
    check_locations_unused,
    is_shelf,
    take_back_locations,
    write_locations,
)
from inventory.operations.places import location_barcodes
from inventory.states import LocationKind, Side, ZoneKind
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.columns import Choice, Column, code, flag, whole
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.models import Import
from wms.intake.rows import compare
from wms.scan.codes import BODIES

ZONE_WORDS = {
    ZoneKind.STORAGE: ("存储区", "storage"),
    ZoneKind.PICK_FACE: ("拣货区", "picking"),
    ZoneKind.RECEIVING: ("收货区", "receiving"),
    ZoneKind.PACKING: ("打包区", "packing"),
    ZoneKind.DISPATCH: ("发货区", "dispatch"),
    ZoneKind.QUARANTINE: ("隔离区", "quarantine"),
}
KIND_WORDS = {LocationKind.STORAGE: ("库位", "storage"), LocationKind.RECEIVING_DOCK: ("收货台", "dock")}
SIDE_WORDS = {Side.LEFT: ("左", "left"), Side.RIGHT: ("右", "right")}
FAR_MM = 10_000_000
COLUMNS = (
    Column(
        name="code",
        zh="库位编码",
        en="Location code",
        aliases=("库位", "Location", "库位号"),
        parse=code(24, r"[A-Za-z0-9][A-Za-z0-9\-_./]*"),
        is_required=True,
        example="X01-01-11",
    ),
    Column(name="zone", zh="库区", en="Zone", parse=code(16), example="PICK"),
    Column(
        name="zone_kind",
        zh="库区类型",
        en="Zone kind",
        parse=Choice(ZONE_WORDS),
        example="拣货区",
        example_en="picking",
    ),
    Column(
        name="kind", zh="库位类型", en="Location kind", parse=Choice(KIND_WORDS), example="库位", example_en="storage"
    ),
    Column(name="aisle", zh="巷道", en="Aisle", parse=code(8), example="X01"),
    Column(name="bay", zh="列", en="Bay", aliases=("排",), parse=whole(1, 9_999), example="1"),
    Column(name="level", zh="层", en="Level", parse=whole(1, 99), example="1"),
    Column(
        name="side", zh="侧", en="Side", aliases=("左右",), parse=Choice(SIDE_WORDS), example="左", example_en="left"
    ),
    Column(name="x_mm", zh="X（毫米）", en="X (mm)", parse=whole(-FAR_MM, FAR_MM), example="2900"),
    Column(name="y_mm", zh="Y（毫米）", en="Y (mm)", parse=whole(-FAR_MM, FAR_MM), example="3600"),
    Column(name="walk_order", zh="走位顺序", en="Walking order", parse=whole(0, 10_000_000), example="1"),
    Column(name="capacity_units", zh="容量（件）", en="Capacity (units)", parse=whole(1, 10_000_000), example="400"),
    Column(name="check_digits", zh="校验码", en="Check digits", parse=code(3, r"[0-9]{2,3}"), example="47"),
    Column(name="allows_mixed_lots", zh="可混批", en="Mixed lots", parse=flag, example="否", example_en="no"),
)
FIELDS = tuple(column.name for column in COLUMNS if column.name not in ("code", "zone_kind", "kind"))


class LocationTable(Kind):
    """A zone that is not there is made when the row says of which kind it is; check digits that are blank are made."""

    name = "locations"
    title = _("Locations")
    help = _("One row a place of this warehouse. A new zone needs its kind; blank cells keep what is there.")
    icon = "shelf"
    columns = COLUMNS
    roles = MANAGERS
    rank = 30

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return (values["code"],)

    def checker(self, warehouse: Warehouse, cause: Cause) -> LocationChecker:
        return LocationChecker(warehouse)

    def lock(self, warehouse: Warehouse, rows: Sequence[Row]) -> None:
        places = Location.objects.filter(warehouse=warehouse, code__in=codes_of(rows))
        lock_locations(places.values_list("pk", flat=True))

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        known = known_places(warehouse, rows)
        new = [as_new(row) for row in rows if row.values["code"] not in known]
        there = [(row, known[row.values["code"]]) for row in rows if row.values["code"] in known]
        changed = [(place["id"], different(row, place, FIELDS)) for row, place in there]
        zones = wanted_zones(rows, set(Zone.objects.filter(warehouse=warehouse).values_list("code", flat=True)))
        made, made_zones = write_locations(warehouse=warehouse, zones=zones, new=new, changed=changed)
        journal = journal_of(made, changed, {place["id"]: place for place in known.values()})
        return {**journal, "zones": made_zones}

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        if journal["made"]:
            check_locations_unused(journal["made"])

    def links(self, row: Import) -> list[tuple[Any, str]]:
        """The labels of the places that were made, a PDF a chunk."""
        steps = row.steps.filter(undone_at=None).order_by("number").values_list("number", "rows")
        return [
            (
                _("Labels %(first)d–%(last)d")
                % {"first": number * self.chunk_rows + 1, "last": number * self.chunk_rows + rows},
                reverse("inventory:made_labels", args=[row.pk, number]),
            )
            for number, rows in steps
        ]

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        take_back_locations(
            warehouse=warehouse,
            made=journal["made"],
            zones=journal["zones"],
            before=before_of(journal),
            written=written_of(journal),
        )


class LocationChecker:
    """Sees the whole file: two codes may differ only in their dashes, and then their barcodes would be one."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.zones = set(Zone.objects.filter(warehouse=warehouse).values_list("code", flat=True))
        self.bodies: dict[str, int] = {}
        self.told_zones: dict[str, str] = {}

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        known = known_places(self.warehouse, rows)
        fresh = [row.values["code"] for row in rows if row.values["code"] not in known and _has_body(row)]
        barcodes = location_barcodes(self.warehouse, fresh) if fresh else {}
        taken = Location.objects.filter(barcode__in=barcodes.values()).values_list("barcode", "code")
        return [self._judge(row, known.get(row.values["code"]), barcodes, dict(taken)) for row in rows]

    def _judge(
        self, row: Row, place: Mapping[str, Any] | None, barcodes: Mapping[str, str], taken: Mapping[str, str]
    ) -> Judged:
        values = row.values
        problem = self._zone_problem(values) or (
            self._new_problem(row, barcodes, taken) if place is None else _kind_problem(values, place)
        )
        if problem:
            return Judged.bad(problem)
        return compare(place, {name: values.get(name) for name in FIELDS})

    def _zone_problem(self, values: Mapping[str, Any]) -> Problem | None:
        zone, kind = values.get("zone"), values.get("zone_kind")
        if not zone or zone in self.zones:
            return None
        if kind is None and zone not in self.told_zones:
            return Problem("zone", zone, "intake.zone_unknown", {"zone": zone})
        if kind is not None and self.told_zones.setdefault(zone, kind) != kind:
            return Problem("zone_kind", kind, "intake.zone_kinds_differ", {"zone": zone})
        return None

    def _new_problem(self, row: Row, barcodes: Mapping[str, str], taken: Mapping[str, str]) -> Problem | None:
        name = row.values["code"]
        if name not in barcodes:
            return Problem("code", name, "intake.code_without_barcode")
        if barcodes[name] in taken:
            return Problem("code", name, "intake.barcode_taken", {"other": taken[barcodes[name]]})
        line = self.bodies.setdefault(barcodes[name], row.line)
        if line != row.line:
            return Problem("code", name, "intake.barcode_twice", {"line": line})
        return None


def _kind_problem(values: Mapping[str, Any], place: Mapping[str, Any]) -> Problem | None:
    if not is_shelf(place["kind"]):
        return Problem("code", values["code"], "intake.not_a_shelf")
    if values.get("kind") is not None and values["kind"] != place["kind"]:
        return Problem("kind", values["kind"], "intake.kind_fixed")
    return None


def _has_body(row: Row) -> bool:
    body = "".join(character for character in row.values["code"].upper() if character.isalnum())
    return BODIES["location"].fullmatch(body) is not None


def known_places(warehouse: Warehouse, rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """The places of these rows that exist here, by code: their columns, the zone as its code."""
    own = [name for name in FIELDS if name != "zone"]
    found = Location.objects.filter(warehouse=warehouse, code__in=codes_of(rows))
    rows_found = found.values("id", "code", "kind", *own, zone_code=F("zone__code"))
    return {place["code"]: {**place, "zone": place["zone_code"] or ""} for place in rows_found}


def wanted_zones(rows: Iterable[Row], known: set[str]) -> dict[str, str]:
    """Zones to be made, {code: kind}."""
    named = ((row.values.get("zone"), row.values.get("zone_kind")) for row in rows)
    return {zone: kind for zone, kind in named if zone and kind and zone not in known}


def as_new(row: Row) -> dict[str, Any]:
    values = given(row, FIELDS)
    kind = row.values.get("kind") or LocationKind.STORAGE
    return {"check_digits": check_digits_of(row.values["code"]), **values, "code": row.values["code"], "kind": kind}


def check_digits_of(name: str) -> str:
    """Two digits that a neighbour most likely does not share, the same each time."""
    return f"{int(hashlib.sha256(name.encode()).hexdigest(), 16) % 90 + 10}"
