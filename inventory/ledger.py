"""The one place that writes stock: movements, both balances, the SKU's sums, what holds them, and the news about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from inventory.locks import BalanceKey
from inventory.models import Allocation, Location, SkuStock, StockBalance, StockMovement
from inventory.rows import write_states
from inventory.states import Condition
from wms.core.cause import Cause
from wms.core.outbox import publish
from wms.core.rows import update_rows

OVER_PROMISED = "stock.over_promised"


class NotLocked(Exception):
    """A bug: an operation changes a row that it has not locked."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """`quantity` units from one end to the other. `held` of them are held by allocations that travel along;
    `let_go` of them were held at the source and are held nowhere afterwards."""

    sku_id: int
    lot_id: int | None
    quantity: int
    source: Location
    target: Location
    reason: str
    source_condition: str = Condition.GOOD
    target_condition: str = Condition.GOOD
    demand: tuple[str, str] = ("", "")
    note: str = ""
    reverses_id: int | None = None
    held: int = 0
    let_go: int = 0

    @property
    def source_key(self) -> BalanceKey:
        return BalanceKey(self.source.pk, self.sku_id, self.lot_id, self.source_condition)

    @property
    def target_key(self) -> BalanceKey:
        return BalanceKey(self.target.pk, self.sku_id, self.lot_id, self.target_condition)

    @property
    def keys(self) -> list[BalanceKey]:
        """The balances that this move touches: only physical ends have one."""
        ends = [(self.source, self.source_key), (self.target, self.target_key)]
        return [key for location, key in ends if location.is_physical]


class Books:
    """The locked rows of one operation and what it changes in them; `write()` writes it all, once.

    The stock version rises only when available, reserved or in transit changed [M23]. A rise of what can be promised
    while orders wait publishes `stock.raised`; `stock.over_promised` tells that more is reserved than sellable, that it
    is another number of units now, or that it has ended.
    """

    def __init__(
        self,
        *,
        cause: Cause,
        warehouse_id: int,
        stocks: Mapping[int, SkuStock] | None = None,
        balances: Mapping[BalanceKey, StockBalance] | None = None,
    ) -> None:
        self.cause = cause
        self.warehouse_id = warehouse_id
        self.stocks = dict(stocks or {})
        self.balances = dict(balances or {})
        self._shown = {sku_id: stock.shown for sku_id, stock in self.stocks.items()}
        self._promisable = {sku_id: stock.promisable for sku_id, stock in self.stocks.items()}
        self._touched_stocks: set[int] = set()
        self._touched_balances: set[BalanceKey] = set()
        self._changed: dict[int, Allocation] = {}
        self._movements: list[StockMovement] = []
        self._now = timezone.now()

    def move(self, move: Move) -> None:
        """Enter one movement. The caller has checked that the units are there and free, or held as it says."""
        aged_from: datetime | None = self._now
        sellable = 0
        if move.source.is_physical:
            origin = self.balance(move.source_key)
            aged_from = origin.aged_from or self._now
            origin.on_hand -= move.quantity
            origin.allocated -= move.held + move.let_go
            if origin.on_hand == 0:
                origin.aged_from = None
            sellable -= move.quantity * (move.source_condition == Condition.GOOD)
        if move.target.is_physical:
            goal = self.balance(move.target_key)
            goal.on_hand += move.quantity
            goal.allocated += move.held
            goal.aged_from = min(goal.aged_from or aged_from, aged_from)
            sellable += move.quantity * (move.target_condition == Condition.GOOD)
        if sellable:
            self.count(move.sku_id, on_hand_sellable=sellable)
        self._movements.append(self._row(move))

    def balance(self, key: BalanceKey) -> StockBalance:
        """The locked balance, marked as changed."""
        if key not in self.balances:
            raise NotLocked(f"balance {key}")
        self._touched_balances.add(key)
        return self.balances[key]

    def hold(self, key: BalanceKey, units: int) -> None:
        """Raise (or lower) what allocations hold at a balance."""
        self.balance(key).allocated += units

    def change(self, allocations: Iterable[Allocation]) -> None:
        """These locked allocations have another state, balance or quantity now."""
        self._changed.update((row.pk, row) for row in allocations)

    def count(self, sku_id: int, **changes: int) -> None:
        """Change sums of one SKU: on_hand_sellable, reserved, waiting, in_transit."""
        if sku_id not in self.stocks:
            raise NotLocked(f"sums of SKU {sku_id}")
        self._touched_stocks.add(sku_id)
        stock = self.stocks[sku_id]
        for name, change in changes.items():
            setattr(stock, name, getattr(stock, name) + change)

    def set_threshold(self, sku_id: int, units: int) -> None:
        """[M19]"""
        self._touched_stocks.add(sku_id)
        self.stocks[sku_id].threshold_units = units

    def write(self) -> list[StockMovement]:
        """Write everything that was entered; return the movements in the order of entry."""
        movements = StockMovement.objects.bulk_create(self._movements, batch_size=500) if self._movements else []
        write_states(self._changed.values())
        self._write_balances()
        self._write_stocks()
        self._movements = []
        self._changed.clear()
        self._touched_balances.clear()
        self._touched_stocks.clear()
        return list(movements)

    def _row(self, move: Move) -> StockMovement:
        return StockMovement(
            warehouse_id=self.warehouse_id,
            sku_id=move.sku_id,
            lot_id=move.lot_id,
            quantity=move.quantity,
            source_location=move.source,
            source_condition=move.source_condition,
            target_location=move.target,
            target_condition=move.target_condition,
            reason=move.reason,
            note=move.note,
            demand_type=move.demand[0],
            demand_id=move.demand[1],
            reverses_id=move.reverses_id,
            **self.cause.columns,
        )

    def _write_balances(self) -> None:
        update_rows((self.balances[key] for key in self._touched_balances), "on_hand", "allocated", "aged_from")

    def _write_stocks(self) -> None:
        stocks = sorted((self.stocks[sku_id] for sku_id in self._touched_stocks), key=lambda row: row.pk)
        for stock in stocks:
            if stock.shown != self._shown[stock.sku_id]:
                stock.version += 1
        columns = ("on_hand_sellable", "reserved", "waiting", "in_transit", "threshold_units", "version")
        update_rows(stocks, *columns)
        for stock in stocks:
            self._tell(stock)

    def _tell(self, stock: SkuStock) -> None:
        key = f"{self.warehouse_id}:{stock.sku_id}"
        before = self._promisable[stock.sku_id]
        if stock.shown != self._shown[stock.sku_id]:
            publish("stock.changed", key, version=stock.version)
        if stock.promisable > max(before, 0) and stock.waiting > 0:
            publish("stock.raised", key, available=stock.promisable)
        if stock.promisable != before and min(stock.promisable, before) < 0:
            publish(OVER_PROMISED, key, cause=self.cause.facts)
        self._shown[stock.sku_id] = stock.shown
        self._promisable[stock.sku_id] = stock.promisable


def strength(allocation: Allocation) -> tuple[int, float, float, int]:
    """The rank of a promise: smaller is stronger. Choice and X-day first [M2], then due, then arrival."""
    due = allocation.due_at.timestamp() if allocation.due_at else float("inf")
    return allocation.priority, due, allocation.arrived_at.timestamp(), allocation.pk or 0
