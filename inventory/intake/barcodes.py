"""The table of barcodes: which printed code means which SKU, and how many of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.intake.master import KEEPERS, SKU_COLUMN, before_of, journal_of, written_of
from inventory.intake.skus import codes_of
from inventory.locks import lock_skus
from inventory.models import Barcode, Sku
from inventory.operations.goods import GTIN_LENGTHS, gtin_check_digit, normal_value
from inventory.operations.master_rows import take_back_barcodes, write_barcodes
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.columns import BadValue, Column, code, whole
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.rows import compare
from wms.scan import codes

_printed = code(80)


def barcode(raw: str) -> str:
    """As barcodes are stored. A number of a GTIN's length whose check digit is wrong is a typing error."""
    value = str(_printed(raw))
    if value.isascii() and value.isdigit() and len(value) in GTIN_LENGTHS:
        right = gtin_check_digit(value[:-1])
        if int(value[-1]) != right:
            raise BadValue("intake.check_digit", expected=right)
    own = codes.split(value.upper())
    if own is not None and own.is_valid:
        raise BadValue("intake.own_code")
    return normal_value(value)[0]


COLUMNS = (
    SKU_COLUMN,
    Column(
        name="value",
        zh="条码",
        en="Barcode",
        aliases=("GTIN", "EAN", "UPC", "69码"),
        parse=barcode,
        is_required=True,
        example="6900000000014",
    ),
    Column(
        name="pack_quantity",
        zh="包装数量",
        en="Pack quantity",
        aliases=("装箱数", "Pack"),
        parse=whole(1, 100_000),
        example="1",
    ),
)


class BarcodeTable(Kind):
    """A barcode that another SKU has is refused: a scan of it would be ambiguous."""

    name = "barcodes"
    title = _("Barcodes")
    help = _("One row a printed code. GTINs are checked; a code of another SKU is refused.")
    icon = "barcode"
    columns = COLUMNS
    roles = KEEPERS
    rank = 20

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return (values["value"],)

    def checker(self, warehouse: Warehouse, cause: Cause) -> BarcodeChecker:
        return BarcodeChecker()

    def lock(self, warehouse: Warehouse, rows: Sequence[Row]) -> None:
        lock_skus(Sku.objects.filter(code__in=codes_of(rows, "sku")).values_list("pk", flat=True))

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        skus = dict(Sku.objects.filter(code__in=codes_of(rows, "sku")).values_list("code", "pk"))
        known = known_barcodes(rows)
        new = [
            {
                "value": row.values["value"],
                "sku_id": skus[row.values["sku"]],
                "pack_quantity": row.values.get("pack_quantity") or 1,
                "kind": normal_value(row.values["value"])[1],
            }
            for row in rows
            if row.values["value"] not in known
        ]
        there = [(known[row.values["value"]], row) for row in rows if row.values["value"] in known]
        changed = [(old["id"], {"pack_quantity": row.values["pack_quantity"]}) for old, row in there]
        made = write_barcodes(new=new, changed=changed, sku_ids=skus.values())
        return journal_of(made, changed, {old["id"]: old for old in known.values()})

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        take_back_barcodes(made=journal["made"], before=before_of(journal), written=written_of(journal))


class BarcodeChecker:
    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        skus = set(Sku.objects.filter(code__in=codes_of(rows, "sku")).values_list("code", flat=True))
        known = known_barcodes(rows)
        return [self._judge(row, skus, known.get(row.values["value"])) for row in rows]

    def _judge(self, row: Row, skus: set[str], known: Mapping[str, Any] | None) -> Judged:
        sku = row.values["sku"]
        if sku not in skus:
            return Judged.bad(Problem("sku", sku, "intake.sku_unknown"))
        if known is not None and known["sku__code"] != sku:
            return Judged.bad(
                Problem("value", row.values["value"], "intake.barcode_of_other", {"sku": known["sku__code"]})
            )
        return compare(known, {"pack_quantity": row.values.get("pack_quantity")})


def known_barcodes(rows: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """By value. Where a value is on two SKUs already, the one of the row wins."""
    wanted = {asked.values["value"]: asked.values["sku"] for asked in rows}
    found: dict[str, dict[str, Any]] = {}
    for row in Barcode.objects.filter(value__in=wanted).values("id", "value", "pack_quantity", "sku__code"):
        if row["value"] not in found or wanted[row["value"]] == row["sku__code"]:
            found[row["value"]] = row
    return found
