"""[M16] The table of stock history: what each SKU had at the end of days before the system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.intake.master import MANAGERS, SKU_COLUMN
from inventory.intake.skus import codes_of
from inventory.models import DailySnapshot, Sku
from inventory.operations.daily import Snapshot, forget_snapshots, import_snapshots
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.columns import Column, day, whole
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.states import RowStatus

MANY = 100_000_000
COLUMNS = (
    SKU_COLUMN,
    Column(name="day", zh="日期", en="Day", aliases=("Date",), parse=day, is_required=True, example="2026-01-31"),
    Column(
        name="on_hand",
        zh="可售现有（件）",
        en="On hand (units)",
        aliases=("现有", "库存"),
        parse=whole(0, MANY),
        is_required=True,
        example="120",
    ),
    Column(
        name="reserved", zh="占用（件）", en="Reserved (units)", parse=whole(0, MANY), is_required=True, example="8"
    ),
    Column(
        name="in_transit", zh="在途（件）", en="In transit (units)", parse=whole(0, MANY), is_required=True, example="0"
    ),
    Column(name="available", zh="可用（件）", en="Available (units)", parse=whole(0, MANY), example="112"),
)


class HistoryTable(Kind):
    """The three quantities are all needed, as in what the platform is told [M10]; a day that is kept stays."""

    name = "stock_history"
    title = _("Stock history")
    help = _("One row a SKU and day, for the 7 days before the first sync. Days that the system kept itself stay.")
    icon = "clock"
    columns = COLUMNS
    roles = MANAGERS
    rank = 60

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return values["sku"], values["day"]

    def checker(self, warehouse: Warehouse, cause: Cause) -> HistoryChecker:
        return HistoryChecker(warehouse)

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        skus = dict(Sku.objects.filter(code__in=codes_of(rows, "sku")).values_list("code", "pk"))
        snapshots = [
            Snapshot(
                sku_id=skus[row.values["sku"]],
                day=date.fromisoformat(row.values["day"]),
                on_hand_sellable=row.values["on_hand"],
                reserved=row.values["reserved"],
                in_transit=row.values["in_transit"],
                available=available_of(row),
            )
            for row in rows
        ]
        return {"snapshots": import_snapshots(warehouse=warehouse, snapshots=snapshots)}

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        forget_snapshots(warehouse=warehouse, ids=journal["snapshots"])


def available_of(row: Row) -> int:
    given = row.values.get("available")
    return max(0, row.values["on_hand"] - row.values["reserved"]) if given is None else int(given)


class HistoryChecker:
    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.today = timezone.now().astimezone(warehouse.zone).date().isoformat()

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        known = set(Sku.objects.filter(code__in=codes_of(rows, "sku")).values_list("code", flat=True))
        kept = DailySnapshot.objects.filter(
            warehouse=self.warehouse, sku__code__in=codes_of(rows, "sku"), day__in=codes_of(rows, "day")
        )
        figures = ("on_hand_sellable", "reserved", "in_transit", "available")
        by_day = {(sku, day.isoformat()): rest for sku, day, *rest in kept.values_list("sku__code", "day", *figures)}
        return [self._judge(row, known, by_day) for row in rows]

    def _judge(self, row: Row, known: set[str], by_day: Mapping[tuple[str, str], list[int]]) -> Judged:
        values = row.values
        if values["sku"] not in known:
            return Judged.bad(Problem("sku", values["sku"], "intake.sku_unknown"))
        if values["day"] >= self.today:
            return Judged.bad(Problem("day", values["day"], "intake.day_not_over"))
        if available_of(row) > values["on_hand"]:
            return Judged.bad(Problem("available", str(available_of(row)), "intake.more_than_on_hand"))
        there = by_day.get((values["sku"], values["day"]))
        if there is None:
            return Judged(RowStatus.NEW)
        if there == [values["on_hand"], values["reserved"], values["in_transit"], available_of(row)]:
            return Judged(RowStatus.UNCHANGED)
        return Judged.bad(Problem("day", values["day"], "intake.day_kept"))
