"""The table of ASNs: lines that belong together by their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.intake.master import MANAGERS, SKU_COLUMN
from inventory.intake.opening import day_of
from inventory.intake.skus import codes_of
from inventory.models import InboundReceipt, Sku
from inventory.operations.asns import Notice, check_asns_untouched, open_asns, withdraw_asns
from inventory.operations.receive import AsnLine
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.columns import Column, code, day, text, whole
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.states import RowStatus

COLUMNS = (
    Column(
        name="number",
        zh="到货单号",
        en="ASN number",
        aliases=("单号", "ASN"),
        parse=code(40),
        is_required=True,
        example="ASN-0001",
    ),
    Column(
        name="supplier",
        zh="供应商",
        en="Supplier",
        parse=text(120),
        example="示例供应商",
        example_en="Example supplier",
    ),
    Column(name="expected_on", zh="预计到货", en="Expected on", aliases=("到货日期",), parse=day, example="2030-01-31"),
    SKU_COLUMN,
    Column(
        name="units", zh="数量（件）", en="Quantity (units)", parse=whole(1, 1_000_000), is_required=True, example="120"
    ),
    Column(name="lot", zh="批次", en="Lot", parse=code(40), example=""),
    Column(name="expires_on", zh="有效期至", en="Expires on", aliases=("效期",), parse=day, example=""),
)
HEAD = ("supplier", "expected_on")


class AsnTable(Kind):
    """An ASN is never seen in part: its lines are one group."""

    name = "asns"
    title = _("ASNs")
    help = _("One row a line; lines of one number are one ASN. Its units are in transit from then on.")
    icon = "truck"
    columns = COLUMNS
    roles = MANAGERS
    rank = 50

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return values["number"], values["sku"], values.get("lot")

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values["number"])

    def checker(self, warehouse: Warehouse, cause: Cause) -> AsnChecker:
        return AsnChecker(warehouse)

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        skus = {sku.code: sku for sku in Sku.objects.filter(code__in=codes_of(rows, "sku"))}
        by_number: dict[str, list[Row]] = {}
        for row in rows:
            by_number.setdefault(row.values["number"], []).append(row)
        notices = [_notice(number, lines, skus) for number, lines in by_number.items()]
        return {"receipts": open_asns(cause=cause, warehouse=warehouse, notices=notices)}

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        check_asns_untouched(journal["receipts"])

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        withdraw_asns(cause=cause, warehouse=warehouse, ids=journal["receipts"])


def _notice(number: str, rows: Sequence[Row], skus: Mapping[str, Sku]) -> Notice:
    lines = tuple(
        AsnLine(
            sku=skus[row.values["sku"]],
            expected_units=row.values["units"],
            lot_code=row.values.get("lot") or "",
            expires_on=day_of(row),
        )
        for row in rows
    )
    supplier = next((row.values["supplier"] for row in rows if row.values.get("supplier")), "")
    expected = next((day_of(row, "expected_on") for row in rows if row.values.get("expected_on")), None)
    return Notice(number=number, lines=lines, supplier=supplier, expected_on=expected)


class AsnChecker:
    """Lines of one number agree about supplier and day, wherever they stand in the file."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.heads: dict[tuple[str, str], tuple[int, Any]] = {}

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        skus = Sku.objects.filter(code__in=codes_of(rows, "sku"), is_active=True)
        known = set(skus.values_list("code", flat=True))
        numbers = codes_of(rows, "number")
        receipts = InboundReceipt.objects.filter(warehouse=self.warehouse, number__in=numbers)
        taken = set(receipts.values_list("number", flat=True))
        return [self._judge(row, known, taken) for row in rows]

    def _judge(self, row: Row, known: set[str], taken: set[str]) -> Judged:
        values = row.values
        if values["number"] in taken:
            return Judged.bad(Problem("number", values["number"], "intake.asn_taken"))
        if values["sku"] not in known:
            return Judged.bad(Problem("sku", values["sku"], "intake.sku_unknown"))
        for name in HEAD:
            if values.get(name) is None:
                continue
            line, first = self.heads.setdefault((values["number"], name), (row.line, values[name]))
            if first != values[name]:
                return Judged.bad(
                    Problem(name, str(values[name]), "intake.asn_differs", {"line": line, "other": first})
                )
        return Judged(RowStatus.NEW)
