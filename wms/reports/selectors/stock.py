"""Where the units of SKUs lie, who wants them, and what stands behind a movement or a count."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, OuterRef, Subquery

from inventory.models import CountLine, Sku, StockBalance, StockCount, StockMovement
from inventory.states import Condition
from picking.models import Order, OrderItem
from picking.states import OrderState
from wms.core.models import ScanEvent, Warehouse

MOST_WANTED = 30


def units_by_condition(warehouse: Warehouse, sku_id: int) -> dict[str, int]:
    rows = StockBalance.objects.filter(location__warehouse=warehouse, sku=sku_id, on_hand__gt=0)
    units: dict[str, int] = dict.fromkeys(Condition.values, 0)
    for condition, on_hand in rows.values_list("condition", "on_hand"):
        units[condition] += on_hand
    return {condition: count for condition, count in units.items() if count}


def places_by_sku(warehouse: Warehouse, sku_ids: list[int]) -> dict[int, int]:
    """How many places hold each SKU. One query."""
    rows = StockBalance.objects.filter(location__warehouse=warehouse, sku__in=sku_ids, on_hand__gt=0)
    return dict(rows.order_by().values_list("sku").annotate(Count("location", distinct=True)))


def wanted_by(warehouse: Warehouse, sku_id: int) -> list[OrderItem]:
    """The open orders that want a SKU, the earliest due first; at most 30."""
    rows = OrderItem.objects.filter(sku=sku_id, order__warehouse=warehouse)
    rows = rows.exclude(order__state__in=(OrderState.SHIPPED, OrderState.CANCELLED))
    return list(rows.select_related("order__shop").order_by("order__due_at", "pk")[:MOST_WANTED])


@dataclass(frozen=True)
class Counted:
    """One line of a count; `value` of its difference at the last price it was sold for; None if it never was."""

    row: CountLine
    value: Decimal | None


def count_lines(count: StockCount) -> list[Counted]:
    """Every line, the largest difference first. Two queries."""
    rows = list(CountLine.objects.filter(count=count).select_related("sku", "lot"))
    prices = last_prices({row.sku_id for row in rows if row.difference})
    found = [Counted(row, _worth(row.difference, prices.get(row.sku_id))) for row in rows]
    return sorted(found, key=lambda line: (-abs(line.row.difference), line.row.sku.code))


def last_prices(sku_ids: set[int]) -> dict[int, Decimal]:
    """What one unit was sold for last, by SKU, from order lines of this SKU alone (no bundles). One query."""
    alone = OrderItem.objects.filter(sku=OuterRef("pk"), quantity=F("line__quantity"), line__amount__gt=0)
    newest = alone.order_by("-pk")[:1]
    rows = Sku.objects.filter(pk__in=sku_ids).order_by()
    rows = rows.annotate(amount=Subquery(newest.values("line__amount")), units=Subquery(newest.values("quantity")))
    priced = rows.exclude(amount=None).values_list("pk", "amount", "units")
    return {pk: Decimal(amount) / units for pk, amount, units in priced}


def scan_of(movement: StockMovement) -> ScanEvent | None:
    """The scan that made a movement, for movements that a scan made."""
    if movement.scan_id is None:
        return None
    rows = ScanEvent.objects.filter(scan_id=movement.scan_id, warehouse=movement.warehouse_id)
    return rows.select_related("person", "device").order_by("-pk").first()


def order_of(movement: StockMovement) -> Order | None:
    """The order that the goods were for."""
    if movement.demand_type != "order_item" or not movement.demand_id.isdecimal():
        return None
    return Order.objects.filter(items=movement.demand_id, warehouse=movement.warehouse_id).first()


def _worth(units: int, price: Decimal | None) -> Decimal | None:
    return None if price is None else (price * units).quantize(Decimal("0.01"))
