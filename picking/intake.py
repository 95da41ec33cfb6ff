"""Manual orders as a table [M1]: lines that belong together by the person's own number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inventory.selectors.items import skus_by_code
from picking.errors import OrderNotReady
from picking.models import Order
from picking.operations.manual_orders import (
    MOST_UNITS,
    Address,
    ManualFacts,
    make_manual_order,
    taken_references,
    withdraw_manual,
)
from picking.states import BEFORE_WAVE, OrderState
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.states import Role
from wms.intake.columns import Column, code, day, text, whole
from wms.intake.kinds import Judged, Kind, Problem, Row
from wms.intake.states import RowStatus

if TYPE_CHECKING:
    from inventory.models import Sku

HEAD = ("name", "phone", "country", "province", "city", "postcode", "street", "carrier", "ship_by", "note")
NEEDED = ("name", "country", "city", "street", "carrier", "ship_by")
COLUMNS = (
    Column(
        name="reference", zh="单号", en="Your number", aliases=("订单号", "Reference"), parse=code(40),
        is_required=True, example="R-1001",
    ),
    Column(
        name="sku", zh="SKU 编码", en="SKU code", aliases=("SKU", "商品编码", "货号"), parse=code(64), is_required=True,
        example="EXAMPLE-BLK",
    ),
    Column(
        name="units", zh="数量（件）", en="Quantity (units)", parse=whole(1, MOST_UNITS), is_required=True, example="2"
    ),
    Column(name="name", zh="收件人", en="Recipient", parse=text(120), example="Ana Exemplo"),
    Column(name="phone", zh="电话", en="Phone", parse=text(40), example="+34600000000"),
    Column(name="country", zh="国家", en="Country", parse=code(2, r"[A-Za-z]{2}"), example="ES"),
    Column(name="province", zh="省/州", en="Province", parse=text(80), example="Madrid"),
    Column(name="city", zh="城市", en="City", parse=text(80), example="Madrid"),
    Column(name="postcode", zh="邮编", en="Postcode", parse=text(20), example="28012"),
    Column(name="street", zh="地址", en="Street", parse=text(200), example="Calle del Ensayo 1"),
    Column(name="carrier", zh="承运商", en="Carrier", parse=text(60), example="YANWEN_JYT"),
    Column(name="ship_by", zh="最晚发出日", en="Ship by", parse=day, example="2030-01-31"),
    Column(name="note", zh="备注", en="Note", parse=text(200), example=""),
)  # fmt: skip


class ManualOrderTable(Kind):
    """An order is taken in wholly: its lines are one group; address and service stand in any of its rows."""

    name = "orders"
    title = _("Manual orders")
    help = _("One row a line; lines of one number are one order. Nothing of them is told to a platform.")
    icon = "document"
    columns = COLUMNS
    roles = frozenset({Role.MANAGER, Role.OPERATOR, Role.ADMINISTRATOR})
    rank = 60

    def key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return values["reference"], values["sku"]

    def group(self, values: Mapping[str, Any]) -> str:
        return str(values["reference"])

    def checker(self, warehouse: Warehouse, cause: Cause) -> ManualOrderChecker:
        return ManualOrderChecker(warehouse)

    def apply(self, *, cause: Cause, warehouse: Warehouse, rows: Sequence[Row]) -> dict[str, Any]:
        skus = skus_by_code(_told_in(rows, "sku"))
        by_number: dict[str, list[Row]] = {}
        for row in rows:
            by_number.setdefault(row.values["reference"], []).append(row)
        made = [
            make_manual_order(cause=cause, warehouse=warehouse, facts=_facts(warehouse, lines, skus)).pk
            for lines in by_number.values()
        ]
        return {"orders": made}

    def check_undo(self, *, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        rows = Order.objects.filter(pk__in=journal["orders"])
        begun = rows.exclude(state__in=[*BEFORE_WAVE, OrderState.CANCELLED]).first()
        if begun is not None:
            raise OrderNotReady(order=begun.number, state=str(begun.state))

    def undo(self, *, cause: Cause, warehouse: Warehouse, journal: Mapping[str, Any]) -> None:
        withdraw_manual(cause=cause, ids=journal["orders"])


def _told_in(rows: Sequence[Row], column: str) -> set[str]:
    return {row.values[column] for row in rows}


def _told(rows: Sequence[Row], name: str) -> str:
    return next((str(row.values[name]) for row in rows if row.values.get(name)), "")


def end_of(day_text: str, warehouse: Warehouse) -> datetime:
    """The last minute of a day in the warehouse's zone."""
    return datetime.combine(datetime.fromisoformat(day_text).date(), time(23, 59), warehouse.zone)


def _facts(warehouse: Warehouse, rows: Sequence[Row], skus: Mapping[str, Sku]) -> ManualFacts:
    parts = {name: _told(rows, name) for name in ("name", "phone", "country", "province", "city", "postcode", "street")}
    return ManualFacts(
        units={skus[row.values["sku"]]: row.values["units"] for row in rows},
        address=Address(**{**parts, "country": parts["country"].upper()}),
        carrier=_told(rows, "carrier"),
        due_at=end_of(_told(rows, "ship_by"), warehouse),
        note=_told(rows, "note"),
        reference=rows[0].values["reference"],
    )


class ManualOrderChecker:
    """The first row of a number tells where it goes; later ones say nothing else."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.heads: dict[str, dict[str, Any]] = {}

    def judge(self, rows: Sequence[Row]) -> list[Judged]:
        known = {code for code, sku in skus_by_code(_told_in(rows, "sku")).items() if sku.is_active}
        taken = taken_references(self.warehouse, _told_in(rows, "reference"))
        return [self._judge(row, known, taken) for row in rows]

    def _judge(self, row: Row, known: set[str], taken: set[str]) -> Judged:
        values = row.values
        if values["reference"] in taken:
            return Judged.bad(Problem("reference", values["reference"], "intake.order_taken"))
        if values["sku"] not in known:
            return Judged.bad(Problem("sku", values["sku"], "intake.sku_unknown"))
        first = self.heads.setdefault(values["reference"], {name: values.get(name) for name in HEAD})
        missing = next((name for name in NEEDED if not first[name]), None)
        if missing is not None:
            return Judged.bad(Problem(missing, "", "intake.order_head"))
        differs = next((n for n in HEAD if values.get(n) is not None and values[n] != first[n]), None)
        if differs is not None:
            return Judged.bad(Problem(differs, str(values[differs]), "intake.order_differs", {"other": first[differs]}))
        if end_of(first["ship_by"], self.warehouse) <= timezone.now():
            return Judged.bad(Problem("ship_by", first["ship_by"], "intake.order_due"))
        return Judged(RowStatus.NEW)
