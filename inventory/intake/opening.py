"""The table of opening stock: what lies where on the day that the books begin."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.intake.master import MANAGERS, SKU_COLUMN
from inventory.intake.skus import codes_of
from inventory.models import Location, Lot, Sku, StockBalance
from inventory.operations.master_rows import is_shelf
from inventory.operations.opening import Opening, check_openings_free, enter_opening_stock, reverse_openings
from inventory.states import Condition
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.columns import Column, code, day, whole
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.states import RowStatus

COLUMNS = (
    Column(
        name="location",
        zh="库位编码",
        en="Location code",
        aliases=("库位", "Location"),
        parse=code(24),
        is_required=True,
        example="X01-01-11",
    ),
    SKU_COLUMN,
    Column(
        name="quantity",
        zh="数量（件）",
        en="Quantity (units)",
        aliases=("库存", "Stock"),
        parse=whole(1, 1_000_000),
        is_required=True,
        example="24",
    ),
    Column(name="lot", zh="批次", en="Lot", parse=code(40), example=""),
    Column(name="expires_on", zh="有效期至", en="Expires on", aliases=("效期",), parse=day, example=""),
)


class OpeningTable(Kind):
    """Only for places and SKUs that exist, and for balances of nothing: all else is a count."""

    name = "opening_stock"
    title = _("Opening stock")
    help = _("One row a SKU at a place, before the first count. Places must be there and empty of that SKU.")
    icon = "layers"
    columns = COLUMNS
    roles = MANAGERS
    rank = 40
    chunk_rows = 250

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return values["location"], values["sku"], values.get("lot")

    def group(self, values: Mapping[str, Any]) -> str:
        """By SKU: its version rises once."""
        return str(values["sku"])

    def checker(self, warehouse: Warehouse, cause: Cause) -> OpeningChecker:
        return OpeningChecker(warehouse)

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        skus = {sku.code: sku for sku in Sku.objects.filter(code__in=codes_of(rows, "sku"))}
        places = {place.code: place for place in shelves(warehouse, rows)}
        openings = [
            Opening(
                sku=skus[row.values["sku"]],
                location=places[row.values["location"]],
                quantity=row.values["quantity"],
                lot_code=row.values.get("lot") or "",
                expires_on=day_of(row),
            )
            for row in rows
        ]
        return {"movements": enter_opening_stock(cause=cause, warehouse=warehouse, openings=openings)}

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        check_openings_free(warehouse=warehouse, movement_ids=journal["movements"])

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        reverse_openings(cause=cause, warehouse=warehouse, movement_ids=journal["movements"])


class OpeningChecker:
    """Remembers what the file has put to a place so far: capacity and lots are judged over all its rows."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.today = timezone.now().astimezone(warehouse.zone).date()
        self.put: dict[int, int] = defaultdict(int)
        self.lots: dict[tuple[int, int], str] = {}
        self.days: dict[tuple[int, str], date | None] = {}

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        skus = {sku.code: sku for sku in Sku.objects.filter(code__in=codes_of(rows, "sku"))}
        places = {place.code: place for place in shelves(self.warehouse, rows)}
        there = StockBalance.objects.filter(location__in=places.values(), on_hand__gt=0).select_related("lot")
        at: dict[int, list[StockBalance]] = defaultdict(list)
        for balance in there:
            at[balance.location_id].append(balance)
        lots = {(lot.sku_id, lot.code): lot for lot in Lot.objects.filter(sku__in=skus.values())}
        return [
            self._judge(row, skus.get(row.values["sku"]), places.get(row.values["location"]), at, lots) for row in rows
        ]

    def _judge(
        self,
        row: Row,
        sku: Sku | None,
        place: Location | None,
        at: Mapping[int, list[StockBalance]],
        lots: Mapping[tuple[int, str], Lot],
    ) -> Judged:
        if sku is None or not sku.is_active:
            return Judged.bad(Problem("sku", row.values["sku"], "intake.sku_unknown"))
        if place is None:
            return Judged.bad(Problem("location", row.values["location"], "intake.location_unknown"))
        problem = self._lot_problem(row, sku, lots) or self._place_problem(row, sku, place, at.get(place.pk, []))
        if problem:
            return Judged.bad(problem)
        self.put[place.pk] += row.values["quantity"]
        return Judged(RowStatus.NEW)

    def _lot_problem(self, row: Row, sku: Sku, lots: Mapping[tuple[int, str], Lot]) -> Problem | None:
        code, given = row.values.get("lot") or "", day_of(row)
        if bool(code) != sku.tracks_lots:
            return Problem("lot", code, "intake.lot_needed" if sku.tracks_lots else "intake.lot_not_tracked")
        lot = lots.get((sku.pk, code))
        known = lot.expires_on if lot else self.days.setdefault((sku.pk, code), given)
        if given is not None and code and known != given:
            return Problem("expires_on", given.isoformat(), "intake.expiry_differs", {"known": str(known or "–")})
        if sku.tracks_expiry and known is None:
            return Problem("expires_on", "", "intake.required")
        if known is not None and known < self.today:
            return Problem("expires_on", known.isoformat(), "intake.expired")
        return None

    def _place_problem(self, row: Row, sku: Sku, place: Location, there: Sequence[StockBalance]) -> Problem | None:
        code = row.values.get("lot") or ""
        mine = [balance for balance in there if balance.sku_id == sku.pk and balance.condition == Condition.GOOD]
        same = [balance for balance in mine if (balance.lot.code if balance.lot else "") == code]
        if same:
            return Problem("quantity", str(row.values["quantity"]), "intake.stock_there", {"on_hand": same[0].on_hand})
        other = self.lots.setdefault((place.pk, sku.pk), code)
        if not place.allows_mixed_lots and (mine or other != code):
            return Problem("lot", code, "intake.lots_would_mix")
        total = sum(balance.on_hand for balance in there) + self.put[place.pk] + row.values["quantity"]
        if place.capacity_units is not None and total > place.capacity_units:
            facts = {"capacity": place.capacity_units, "total": total}
            return Problem("quantity", str(row.values["quantity"]), "intake.over_capacity", facts)
        return None


def shelves(warehouse: Warehouse, rows: Sequence[Row]) -> list[Location]:
    """The places of these rows that goods can lie at."""
    found = Location.objects.filter(warehouse=warehouse, code__in=codes_of(rows, "location"), is_active=True)
    return [place for place in found if is_shelf(place.kind)]


def day_of(row: Row, column: str = "expires_on") -> date | None:
    value = row.values.get(column)
    return date.fromisoformat(value) if value else None
