"""The table of SKUs: made or changed by their code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from inventory.intake.master import KEEPERS, before_of, different, given, journal_of, written_of
from inventory.locks import lock_skus
from inventory.models import Sku, StockBalance
from inventory.operations.master_rows import check_skus_unused, take_back_skus, write_skus
from inventory.states import BatteryKind
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.columns import BadValue, Choice, Column, amount, code, flag, text, whole
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.rows import compare

LARGEST_MM, LARGEST_GRAMS = 100_000, 10_000_000
MONEY = "customs_value_usd"
BATTERY_WORDS = {
    BatteryKind.NONE: ("不含电池", "none", "无", "否", "no", "no battery"),
    BatteryKind.INSIDE: ("含电池", "inside", "带电", "内置电池", "battery inside"),
    BatteryKind.ALONE: ("纯电池", "alone", "纯电", "battery alone"),
}


def hs_code(raw: str) -> str:
    """The digits of a customs code, also where they are printed in groups: "8518.30"."""
    digits = re.sub(r"[. ]", "", raw)
    if not re.fullmatch(r"[0-9]{6,10}", digits):
        raise BadValue("intake.not_hs_code")
    return digits


COLUMNS = (
    Column(
        name="code",
        zh="SKU 编码",
        en="SKU code",
        aliases=("SKU", "商品编码", "货号", "Seller SKU"),
        parse=code(64),
        is_required=True,
        example="EXAMPLE-BLK",
    ),
    Column(name="spu", zh="SPU", en="SPU", aliases=("商品 ID", "Product ID"), parse=text(64), example="EXAMPLE"),
    Column(
        name="name_zh",
        zh="中文名称",
        en="Chinese name",
        aliases=("名称", "品名", "商品名称"),
        parse=text(200),
        example="示例耳机",
    ),
    Column(
        name="name_en", zh="英文名称", en="English name", aliases=("Name",), parse=text(200), example="Example headset"
    ),
    Column(
        name="variant_zh", zh="中文规格", en="Chinese variant", aliases=("规格", "颜色"), parse=text(80), example="黑色"
    ),
    Column(
        name="variant_en", zh="英文规格", en="English variant", aliases=("Variant",), parse=text(80), example="Black"
    ),
    Column(name="length_mm", zh="长（毫米）", en="Length (mm)", parse=whole(1, LARGEST_MM), example="160"),
    Column(name="width_mm", zh="宽（毫米）", en="Width (mm)", parse=whole(1, LARGEST_MM), example="80"),
    Column(name="height_mm", zh="高（毫米）", en="Height (mm)", parse=whole(1, LARGEST_MM), example="60"),
    Column(name="weight_grams", zh="重量（克）", en="Weight (g)", parse=whole(1, LARGEST_GRAMS), example="250"),
    Column(
        name="customs_name_zh",
        zh="中文报关名",
        en="Declared name in Chinese",
        aliases=("中文报关品名", "申报品名"),
        parse=text(100),
        example="耳机",
    ),
    Column(
        name="customs_name_en",
        zh="英文报关名",
        en="Declared name in English",
        aliases=("英文报关品名", "英文申报名", "Declared name"),
        parse=text(100),
        example="Headset",
    ),
    Column(
        name="customs_value_usd",
        zh="申报价值（美元）",
        en="Declared value (USD)",
        aliases=("申报价", "申报金额"),
        parse=amount("0.01", "1000000"),
        example="12.50",
    ),
    Column(name="hs_code", zh="HS 编码", en="HS code", aliases=("海关编码",), parse=hs_code, example="851830"),
    Column(
        name="battery",
        zh="锂电池",
        en="Lithium battery",
        aliases=("电池", "Battery"),
        parse=Choice(BATTERY_WORDS),
        example="含电池",
        example_en="inside",
    ),
    Column(
        name="is_solid_cosmetic",
        zh="非液体化妆品",
        en="Cosmetic, not liquid",
        parse=flag,
        example="否",
        example_en="no",
    ),
    Column(name="is_fragile", zh="易碎", en="Fragile", parse=flag, example="否", example_en="no"),
    Column(name="is_special_goods", zh="特货", en="Special goods", parse=flag, example="否", example_en="no"),
    Column(name="tracks_lots", zh="管批次", en="Tracks lots", parse=flag, example="否", example_en="no"),
    Column(name="tracks_expiry", zh="管效期", en="Tracks expiry", parse=flag, example="否", example_en="no"),
    Column(name="tracks_serials", zh="管序列号", en="Tracks serials", parse=flag, example="否", example_en="no"),
    Column(name="look_alike_group", zh="相似组", en="Look-alike group", parse=text(64), example="EXAMPLE"),
    Column(name="is_active", zh="启用", en="Active", parse=flag, example="是", example_en="yes"),
)
FIELDS = tuple(column.name for column in COLUMNS if column.name != "code")


class SkuTable(Kind):
    """A blank cell keeps what is there; a new SKU with one name gets it in both languages."""

    name = "skus"
    title = _("SKUs")
    help = _("One row a SKU. A known code is changed, a new one is made; blank cells keep what is there.")
    icon = "box"
    columns = COLUMNS
    roles = KEEPERS
    rank = 10

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return (values["code"],)

    def checker(self, warehouse: Warehouse, cause: Cause) -> SkuChecker:
        return SkuChecker()

    def lock(self, warehouse: Warehouse, rows: Sequence[Row]) -> None:
        lock_skus(Sku.objects.filter(code__in=codes_of(rows)).values_list("pk", flat=True))

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        known = known_skus(rows)
        new = [
            with_both_names({"code": row.values["code"], **given(row, FIELDS)})
            for row in rows
            if row.values["code"] not in known
        ]
        there = [(row, known[row.values["code"]]) for row in rows if row.values["code"] in known]
        changed = [(sku["id"], different(row, sku, FIELDS)) for row, sku in there]
        made = write_skus(new=[as_kept(values) for values in new], changed=[(pk, as_kept(row)) for pk, row in changed])
        return journal_of(made, changed, {sku["id"]: sku for sku in known.values()})

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        if journal["made"]:
            check_skus_unused(journal["made"])

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        before = [(pk, as_kept(values)) for pk, values in before_of(journal)]
        written = {pk: as_kept(values) for pk, values in written_of(journal).items()}
        take_back_skus(made=journal["made"], before=before, written=written)


class SkuChecker:
    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        known = known_skus(rows)
        loose = with_loose_stock(known.values())
        return [self._judge(row, known.get(row.values["code"]), loose) for row in rows]

    def _judge(self, row: Row, sku: Mapping[str, Any] | None, loose: set[int]) -> Judged:
        values = row.values
        now = {name: _after(name, values, sku) for name in ("tracks_lots", "tracks_expiry")}
        if sku is None and not values.get("name_zh") and not values.get("name_en"):
            return Judged.bad(Problem("name_zh", "", "intake.required"))
        if now["tracks_expiry"] and not now["tracks_lots"]:
            return Judged.bad(Problem("tracks_expiry", "", "intake.expiry_needs_lots"))
        if sku is not None and now["tracks_lots"] and not sku["tracks_lots"] and sku["id"] in loose:
            return Judged.bad(Problem("tracks_lots", "", "intake.lots_with_stock"))
        return compare(sku, {name: values.get(name) for name in FIELDS})


def _after(name: str, values: Mapping[str, Any], sku: Mapping[str, Any] | None) -> bool:
    value = values.get(name)
    return bool(sku[name] if sku is not None and value is None else value)


def codes_of(rows: Iterable[Row], column: str = "code") -> set[str]:
    return {row.values[column] for row in rows}


def known_skus(rows: Iterable[Row]) -> dict[str, dict[str, Any]]:
    """The SKUs of these rows that exist, by code: their columns and id, money as its column says it."""
    found = Sku.objects.filter(code__in=codes_of(rows)).values("id", "code", *FIELDS)
    return {sku["code"]: {**sku, MONEY: None if sku[MONEY] is None else f"{sku[MONEY]:.2f}"} for sku in found}


def as_kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values as the table of SKUs keeps them: money is no text there."""
    money = values.get(MONEY)
    return {**values, MONEY: Decimal(money)} if money is not None else dict(values)


def with_loose_stock(skus: Iterable[Mapping[str, Any]]) -> set[int]:
    """Those of which units lie somewhere without a lot: they cannot begin to track lots."""
    ids = [sku["id"] for sku in skus if not sku["tracks_lots"]]
    loose = StockBalance.objects.filter(sku__in=ids, lot=None, on_hand__gt=0)
    return set(loose.values_list("sku_id", flat=True))


def with_both_names(values: dict[str, Any]) -> dict[str, Any]:
    return {"name_zh": values.get("name_en", ""), "name_en": values.get("name_zh", ""), **values}
