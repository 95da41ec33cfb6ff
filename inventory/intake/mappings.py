"""The table of mappings: which goods a shop's platform SKUs are [M11]. A person verifies them afterwards."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inventory.intake.master import KEEPERS
from inventory.locks import lock_bindings
from inventory.models import SkuBinding
from inventory.operations.binding_rows import (
    BindingRow,
    Goods,
    check_bindings_unused,
    check_goods_there,
    goods_of,
    ids_of,
    take_back_bindings,
    write_bindings,
)
from inventory.states import BindingState
from wms.core.cause import Cause
from wms.core.models import Shop, Warehouse
from wms.intake.columns import BadValue, Column, code, text
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.rows import compare

MOST_PARTS, MOST_UNITS = 8, 9_999
PART = re.compile(r"(?:(\d{1,5}) ?[x×*] ?)?([^\s+＋]{1,64})")
Triple = tuple[int, str, str]  # a shop's id, the product, the seller's SKU


def goods(raw: str) -> str:
    """Goods as they are compared and shown, by code: "tee + 2xCAP" is "2 x CAP + 1 x tee".

    A cell without blanks stays as it is: it may be one SKU's code, which read() knows.
    """
    return _in_parts(raw) if re.search(r"\s", raw) else raw


def read(told: str | None, skus: Container[str]) -> str | None:
    """What goods() has left as it was: "12x20-BOX" is that SKU where there is one, else 12 of 20-BOX."""
    if told is None or " " in told:
        return told
    return told_as([(told, 1)]) if told in skus else _in_parts(told)


def _in_parts(raw: str) -> str:
    found: dict[str, int] = {}
    for part in re.split(r"\s*[+＋]\s*", raw.strip()):
        told = PART.fullmatch(part)
        units = int(told[1] or 1) if told else 0
        if told is None or not 1 <= units <= MOST_UNITS:
            raise BadValue("intake.not_goods")
        if told[2] in found:
            raise BadValue("intake.goods_twice", sku=told[2])
        found[told[2]] = units
    if len(found) > MOST_PARTS:
        raise BadValue("intake.goods_too_many", limit=MOST_PARTS)
    return told_as(sorted(found.items()))


def told_as(parts: Goods) -> str:
    return " + ".join(f"{units} x {name}" for name, units in parts)


def parts_of(told: str | None) -> list[tuple[str, int]]:
    """(SKU code, units) of what read() has made."""
    pairs = (part.split(" x ", 1) for part in told.split(" + ")) if told else ()
    return [(name, int(units)) for units, name in pairs]


COLUMNS = (
    Column(
        name="shop", zh="店铺", en="Shop", aliases=("店铺编码",), parse=text(80), is_required=True, example="EXAMPLE"
    ),
    Column(
        name="product_id",
        zh="商品 ID",
        en="Product",
        aliases=("Product ID", "商品", "SPU"),
        parse=code(40),
        is_required=True,
        example="1005006000000001",
    ),
    Column(
        name="seller_sku",
        zh="平台 SKU",
        en="Platform SKU",
        aliases=("平台商品", "商家编码", "Seller SKU"),
        parse=code(64),
        is_required=True,
        example="EXAMPLE-BLK",
    ),
    Column(name="platform_sku_id", zh="平台 SKU ID", en="Platform SKU ID", parse=text(80)),
    Column(
        name="goods",
        zh="仓内货品",
        en="Our goods",
        aliases=("货品", "SKU 编码", "SKU code"),
        parse=goods,
        is_required=True,
        example="1 x EXAMPLE-BLK",
    ),
    Column(name="gifts", zh="赠品", en="Gifts", parse=goods),
)
# What the workbench's own file tells beside these: its file may be brought back as it is.
OF_THE_LIST = (
    *("把握", "Sure", "为什么", "原因", "Why", "卡住订单", "Orders held", "状态", "State"),
    *("仓库代码", "Warehouse code", "标题", "Title", "冲突", "Conflict", "份额", "Share, %"),
)
GOODS = ("goods", "gifts")
COMPARED = ("platform_sku_id", *GOODS)


class MappingTable(Kind):
    """A blank cell of gifts or of the platform's ID keeps what is there; goods that change are to be verified again."""

    name = "mappings"
    title = _("Mappings")
    help = _(
        "One row a platform SKU: 2 x TEE + CAP is a bundle. What is new or changed waits for a person to verify it."
    )
    icon = "link"
    columns = COLUMNS
    passed_over = OF_THE_LIST
    roles = KEEPERS
    rank = 25

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return values["shop"], values["product_id"], values["seller_sku"]

    def checker(self, warehouse: Warehouse, cause: Cause) -> MappingChecker:
        return MappingChecker(warehouse)

    def lock(self, warehouse: Warehouse, rows: Sequence[Row]) -> None:
        known = known_bindings(warehouse, rows, shops_of(warehouse))
        lock_bindings([binding["id"] for binding in known.values()])

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        shops = shops_of(warehouse)
        known = known_bindings(warehouse, rows, shops)
        skus = ids_of(codes_in([row.values for row in rows]) | codes_in(known.values()))
        told = [(known.get(triple_of(row, shops)), with_goods(row, skus)) for row in rows]
        return write_bindings(
            cause=cause,
            warehouse=warehouse,
            new=[as_row(row, shops, {}) for old, row in told if old is None],
            changed=[(old["id"], as_row(row, shops, old)) for old, row in told if old is not None],
            skus=skus,
        )

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        if journal["made"]:
            check_bindings_unused(journal["made"])
        check_goods_there(journal)

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        take_back_bindings(cause=cause, warehouse=warehouse, journal=journal)

    def links(self, row: Any) -> list[tuple[Any, str]]:
        return [(_("Verify them"), f"{reverse('aliexpress:mapping')}?standing=proposed")]


class MappingChecker:
    """Every row in turn beside the shops, the goods and the triples of the warehouse, and the file's rows before it."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.shops = shops_of(warehouse)
        self.lines: dict[Triple, int] = {}

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        skus = ids_of(codes_in([row.values for row in rows]))
        known = known_bindings(self.warehouse, rows, self.shops)
        return [self._judge(row, skus, known) for row in rows]

    def _judge(self, row: Row, skus: Mapping[str, int], there: Mapping[Triple, Mapping[str, Any]]) -> Judged:
        triple = triple_of(row, self.shops)
        if triple is None:
            return Judged.bad(Problem("shop", row.values["shop"], "intake.shop_unknown"))
        first = self.lines.setdefault(triple, row.line)
        if first != row.line:  # by the shop's code in one row, by its name in the other
            return Judged.bad(Problem("", "", "intake.conflict", {"line": first}))
        known = there.get(triple)
        for column in GOODS:
            try:
                strange = names_in(read(row.values.get(column), skus)) - skus.keys()
            except BadValue as bad:
                return Judged.bad(Problem(column, row.values[column], bad.code, bad.facts))
            if strange:
                return Judged.bad(Problem(column, min(strange), "intake.sku_unknown"))
        told = with_goods(row, skus).values
        kept = known["gifts"] if known else None
        both = names_in(told["goods"]) & names_in(told.get("gifts") or kept)
        if both:
            column, code = ("gifts", "intake.goods_twice") if told.get("gifts") else ("goods", "intake.gift_stands")
            return Judged.bad(Problem(column, min(both), code, {"sku": min(both)}))
        if known is not None and known["state"] == BindingState.REFUSED:
            return Judged.bad(Problem("seller_sku", told["seller_sku"], "intake.binding_refused"))
        return compare(known, {name: told.get(name) for name in COMPARED})


def shops_of(warehouse: Warehouse) -> dict[str, int]:
    """Ids of the shops that sell from this warehouse, by code and by name; a name of two shops means neither."""
    here = Q(warehouse=warehouse) | Q(bindings__warehouse=warehouse)
    rows = list(Shop.objects.filter(here, is_active=True).distinct().values_list("pk", "code", "name"))
    names = [name for _pk, _code, name in rows]
    by_name = {name: pk for pk, _code, name in rows if names.count(name) == 1}
    return by_name | {code: pk for pk, code, _name in rows}


def triple_of(row: Row, shops: Mapping[str, int]) -> Triple | None:
    """What the row is about; None when its shop is unknown."""
    shop_id = shops.get(row.values["shop"])
    return None if shop_id is None else (shop_id, row.values["product_id"], row.values["seller_sku"])


def with_goods(row: Row, skus: Container[str]) -> Row:
    """The row with its goods read. Raises BadValue."""
    return Row(row.line, {**row.values, **{column: read(row.values.get(column), skus) for column in GOODS}})


def names_in(told: str | None) -> set[str]:
    return {name for name, _units in parts_of(told)}


def codes_in(rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Every SKU code that the rows' values name, or might name."""
    found: set[str] = set()
    for told in {values.get(column) or "" for values in rows for column in GOODS} - {""}:
        if " " not in told:
            found.add(told)
        with suppress(BadValue):
            found |= names_in(read(told, ()))
    return found


def known_bindings(warehouse: Warehouse, rows: Sequence[Row], shops: Mapping[str, int]) -> dict[Triple, dict[str, Any]]:
    """The triples of these rows that the warehouse knows, with their goods. Two queries."""
    wanted = {triple for row in rows if (triple := triple_of(row, shops)) is not None}
    here = SkuBinding.objects.filter(warehouse=warehouse, seller_sku__in={seller_sku for *_, seller_sku in wanted})
    columns = ("id", "shop_id", "product_id", "seller_sku", "platform_sku_id", "state")
    found = {(row["shop_id"], row["product_id"], row["seller_sku"]): row for row in here.values(*columns)}
    parts = goods_of([row["id"] for triple, row in found.items() if triple in wanted])
    return {
        triple: {**row, "goods": told_as(parts[row["id"]][0]), "gifts": told_as(parts[row["id"]][1])}
        for triple, row in found.items()
        if triple in wanted
    }


def as_row(row: Row, shops: Mapping[str, int], old: Mapping[str, Any]) -> BindingRow:
    """The row with what its blank cells keep."""
    told = row.values
    return BindingRow(
        shop_id=shops[told["shop"]],
        product_id=told["product_id"],
        seller_sku=told["seller_sku"],
        platform_sku_id=told.get("platform_sku_id") or "",
        goods=parts_of(told["goods"]),
        gifts=parts_of(told.get("gifts") or old.get("gifts")),
    )
