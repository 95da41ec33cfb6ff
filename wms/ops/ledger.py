"""Replays the ledger and compares every cache with it: balances, sums, allocations, demand (DESIGN, decision 1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet, Sum

from inventory.models import Allocation, InboundLine, Location, SkuStock, StockBalance, StockMovement
from inventory.selectors import Held, demand_checkers
from inventory.states import (
    HELD_STATES,
    OPEN_RECEIPT_STATES,
    PHYSICAL_KINDS,
    RESERVED_STATES,
    AllocationState,
    Condition,
)
from wms.core.models import Warehouse

Row = TypeVar("Row", bound=Model)
Place = tuple[int, int, int | None, str]  # location, SKU, lot, condition
SkuPlace = tuple[int, int]  # warehouse, SKU


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Read everything as of one moment, without the write lock that SQLite's usual transactions take.

    Inside an open transaction it is that transaction.
    """
    if connection.in_atomic_block:
        yield
        return
    is_postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if is_postgres else "BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("COMMIT")


def differences(warehouse: Warehouse | None = None) -> list[str]:
    """A sentence for everything that does not agree, of one warehouse or of all. Reads only.

    Call it in one_snapshot() while others write, or it sees their halves.
    """
    replayed = _replay(warehouse)
    allocations = list(_of(Allocation.objects.order_by("pk"), warehouse))
    return [
        *_balances(replayed, warehouse),
        *_held(allocations, warehouse),
        *_sums(replayed, allocations, warehouse),
        *_demand(allocations, warehouse),
    ]


def _replay(warehouse: Warehouse | None) -> dict[Place, int]:
    """What must lie where, from the movements alone. Outer ends are left out: they hold no balance."""
    units: dict[Place, int] = defaultdict(int)
    ends = (
        ("target_location", "target_condition", 1),
        ("source_location", "source_condition", -1),
    )
    for location, condition, sign in ends:
        rows = (
            _of(StockMovement.objects.order_by(), warehouse)
            .filter(**{f"{location}__kind__in": PHYSICAL_KINDS})
            .values_list(location, "sku", "lot", condition)
            .annotate(units=Sum("quantity"))
        )
        for *place, quantity in rows:
            units[tuple(place)] += sign * quantity  # type: ignore[index]
    return units


def _balances(replayed: dict[Place, int], warehouse: Warehouse | None) -> Iterator[str]:
    rows = StockBalance.objects.select_related("location", "sku").order_by("pk")
    if warehouse is not None:
        rows = rows.filter(location__warehouse=warehouse)
    seen: set[Place] = set()
    for row in rows:
        place = (row.location_id, row.sku_id, row.lot_id, row.condition)
        seen.add(place)
        expected = replayed.get(place, 0)
        if row.on_hand != expected:
            yield (
                f"balance {row.pk} ({row.location.code} {row.sku.code} {row.condition}): "
                f"on_hand {row.on_hand}, movements say {expected}"
            )
    for place, units in sorted(replayed.items(), key=str):
        if units < 0:
            yield f"movements leave {units} at location {place[0]}, SKU {place[1]}, lot {place[2]}, {place[3]}"
        if units > 0 and place not in seen:
            yield f"no balance for {units} at location {place[0]}, SKU {place[1]}, lot {place[2]}, {place[3]}"


def _held(allocations: Iterable[Allocation], warehouse: Warehouse | None) -> Iterator[str]:
    held: dict[int, int] = defaultdict(int)
    rows = StockBalance.objects.select_related("location", "sku").order_by("pk")
    if warehouse is not None:
        rows = rows.filter(location__warehouse=warehouse)
    balances = {row.pk: row for row in rows}
    for row in allocations:
        if row.state not in HELD_STATES or row.balance_id is None:
            continue
        held[row.balance_id] += row.quantity
        balance = balances.get(row.balance_id)
        if balance is None or (balance.sku_id, balance.condition) != (row.sku_id, Condition.GOOD):
            yield f"allocation {row.pk} ({row.demand_type} {row.demand_id}): placed at a balance of other goods"
    for pk, balance in balances.items():
        if balance.allocated != held[pk]:
            yield (
                f"balance {pk} ({balance.location.code} {balance.sku.code}): allocated {balance.allocated}, "
                f"allocations say {held[pk]}"
            )


def _sums(replayed: dict[Place, int], allocations: Iterable[Allocation], warehouse: Warehouse | None) -> Iterator[str]:
    expected: dict[SkuPlace, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (warehouse_id, sku_id), units in _sellable(replayed).items():
        expected[warehouse_id, sku_id]["on_hand_sellable"] = units
    for row in allocations:
        if row.state in RESERVED_STATES:
            expected[row.warehouse_id, row.sku_id]["reserved"] += row.quantity
        elif row.state == AllocationState.WAITING:
            expected[row.warehouse_id, row.sku_id]["waiting"] += row.quantity
    lines = InboundLine.objects.filter(receipt__state__in=OPEN_RECEIPT_STATES).select_related("receipt")
    if warehouse is not None:
        lines = lines.filter(receipt__warehouse=warehouse)
    for line in lines:
        expected[line.receipt.warehouse_id, line.sku_id]["in_transit"] += line.to_come
    stocks = {(row.warehouse_id, row.sku_id): row for row in _of(SkuStock.objects.order_by("pk"), warehouse)}
    for place in sorted(set(expected) | set(stocks)):
        stock = stocks.get(place)
        for name in ("on_hand_sellable", "reserved", "waiting", "in_transit"):
            cached = getattr(stock, name) if stock else 0
            if cached != expected[place][name]:
                yield (f"SKU {place[1]} at warehouse {place[0]}: {name} {cached}, should be {expected[place][name]}")


def _sellable(replayed: dict[Place, int]) -> dict[SkuPlace, int]:
    warehouse_of = dict(Location.objects.filter(kind__in=PHYSICAL_KINDS).values_list("pk", "warehouse_id"))
    units: dict[SkuPlace, int] = defaultdict(int)
    for (location_id, sku_id, _, condition), quantity in replayed.items():
        if condition == Condition.GOOD:
            units[warehouse_of[location_id], sku_id] += quantity
    return units


def _demand(allocations: Iterable[Allocation], warehouse: Warehouse | None) -> Iterator[str]:
    """What the owners of the demands say: each checker gets all that is held for its type."""
    held: dict[str, dict[tuple[str, str], dict[int, dict[str, int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    )
    for row in allocations:
        held[row.demand_type][row.demand_type, row.demand_id][row.sku_id][str(row.state)] += row.quantity
    for demand_type, checker in sorted(demand_checkers.items()):
        by_demand = {
            demand: [Held(sku_id, dict(units)) for sku_id, units in sorted(skus.items())]
            for demand, skus in held.get(demand_type, {}).items()
        }
        yield from checker(by_demand, warehouse.pk if warehouse else None)


def _of(rows: QuerySet[Row], warehouse: Warehouse | None) -> QuerySet[Row]:
    return rows.filter(warehouse=warehouse) if warehouse is not None else rows
