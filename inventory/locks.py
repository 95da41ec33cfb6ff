"""Every row lock of inventory, in the house's one order (PROTOCOLS 1).

… → inbound receipt → count → move task → SKU → handling unit → location → SkuStock → allocation → balance. Inside
a table by pk. Each function evaluates its query, so that what it returns is locked and read after the lock. Calling
one again for rows that this transaction already holds is harmless; calling an earlier one after a later one is a bug,
and tests/inventory/test_lock_order.py finds it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet

from inventory.models import (
    Allocation,
    HandlingUnit,
    InboundReceipt,
    Location,
    MoveTask,
    Sku,
    SkuBinding,
    SkuStock,
    StockBalance,
    StockCount,
)
from inventory.states import (
    HELD_STATES,
    PICKABLE_ZONES,
    Condition,
    CountState,
    DemandKey,
    LocationKind,
    MoveKind,
    MoveTaskState,
)
from wms.core.prepared import Prepared
from wms.core.transactions import unit_of_work

TRIES = 100
FEW = 4  # up to so many balances a lock's statement is made once
IN_HAND = ("receipt", "source__handling_unit", "source__warehouse", "sku", "lot", "suggested", "target")


class HoldersKeepChanging(Exception):
    """A storm, or balances whose `allocated` is wrong (check_ledger tells): the holders never matched the balance."""


class _HolderMissed(Exception):
    pass


class _BalanceMissing(Exception):
    pass


class BalanceKey(NamedTuple):
    """Which balance: ids, so that a key never costs a query."""

    location_id: int
    sku_id: int
    lot_id: int | None
    condition: str = Condition.GOOD


def key_of(balance: StockBalance) -> BalanceKey:
    return BalanceKey(balance.location_id, balance.sku_id, balance.lot_id, balance.condition)


def lock_receipt(receipt_id: int) -> InboundReceipt:
    return InboundReceipt.objects.select_for_update().get(pk=receipt_id)


def lock_receipts(ids: Collection[int]) -> list[InboundReceipt]:
    return list(InboundReceipt.objects.select_for_update().filter(pk__in=ids).order_by("pk"))


def lock_count(count_id: int) -> StockCount:
    return StockCount.objects.select_for_update().get(pk=count_id)


def lock_move_task(task_id: int) -> MoveTask:
    return MoveTask.objects.select_for_update().get(pk=task_id)


def tasks_in_hand(person: int, kind: str, warehouse: int) -> QuerySet[MoveTask]:
    """The open task of one person and kind, with all that a screen shows of it."""
    rows = MoveTask.objects.filter(person=person, kind=kind, warehouse=warehouse, state=MoveTaskState.OPEN)
    return rows.select_related(*IN_HAND).order_by("pk")


def _receivings(person: int, warehouse: int) -> QuerySet[MoveTask]:
    rows = tasks_in_hand(person, MoveKind.RECEIVE, warehouse).filter(receipt__warehouse=warehouse)
    return rows.select_for_update(of=("receipt", "self"))


_lock_receivings: Prepared[MoveTask] = Prepared(_receivings, person=int, warehouse=int)
_lock_tasks: Prepared[MoveTask] = Prepared(
    lambda person, kind, warehouse: tasks_in_hand(person, kind, warehouse).select_for_update(of=("self",)),
    person=int,
    kind=str,
    warehouse=int,
)


def lock_task_in_hand(person_id: int, kind: str, warehouse_id: int) -> MoveTask | None:
    """The open task of one person and kind, locked, with all that a screen shows of it: one query."""
    found = _lock_tasks(person=person_id, kind=kind, warehouse=warehouse_id)
    return found[0] if found else None


def lock_receiving(person_id: int, warehouse_id: int) -> MoveTask | None:
    """A receiver's open task; its receipt is locked first, in the same statement."""
    found = _lock_receivings(person=person_id, warehouse=warehouse_id)
    return found[0] if found else None


def lock_count_in_hand(person_id: int, warehouse_id: int) -> StockCount | None:
    """The count that this person has begun and not ended, locked, with its place."""
    rows = StockCount.objects.select_for_update(of=("self",)).select_related("location")
    rows = rows.filter(warehouse=warehouse_id, counted_by=person_id, state=CountState.OPEN).exclude(begun_at=None)
    return rows.order_by("pk").first()


def lock_count_at(location_id: int) -> StockCount | None:
    """The count of a place that is open or in review, locked."""
    rows = StockCount.objects.select_for_update(of=("self",)).select_related("location", "counted_by")
    return rows.filter(location=location_id, state__in=(CountState.OPEN, CountState.REVIEW)).order_by("pk").first()


def lock_binding(binding_id: int) -> SkuBinding:
    return SkuBinding.objects.select_for_update().get(pk=binding_id)


def lock_bindings(ids: Collection[int]) -> list[SkuBinding]:
    """Many bindings, in pk order, with their shops and candidates."""
    rows = SkuBinding.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    return list(rows.select_related("shop", "candidate").order_by("pk"))


def lock_skus(ids: Collection[int], *, for_deletion: bool = False) -> list[Sku]:
    """Master data, before the sums. The weak lock lets rows that refer to a SKU be written meanwhile; deletion not."""
    rows = Sku.objects.select_for_update(no_key=not for_deletion).filter(pk__in=ids)
    return list(rows.order_by("pk"))


def lock_locations(ids: Collection[int], *, for_deletion: bool = False) -> list[Location]:
    """Master data, like lock_skus; with their zones."""
    rows = Location.objects.select_for_update(of=("self",), no_key=not for_deletion).filter(pk__in=ids)
    return list(rows.select_related("zone").order_by("pk"))


def lock_handling_units(ids: Collection[int]) -> dict[int, HandlingUnit]:
    rows = HandlingUnit.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}


def beside(location: Location, prefix: str = "") -> Q:
    """The places that adjoin one: same aisle and side, at most one bay and one level away. None without a bay."""
    if location.bay is None:
        return Q(pk__in=[])
    level = Q(**{f"{prefix}level": None})
    if location.level is not None:
        level |= Q(**{f"{prefix}level__range": (location.level - 1, location.level + 1)})
    same = {"warehouse_id": location.warehouse_id, "aisle": location.aisle, "side": location.side}
    same["bay__range"] = (location.bay - 1, location.bay + 1)
    return level & Q(**{f"{prefix}{name}": value for name, value in same.items()})


def lock_shelf_places(location: Location, *, with_neighbours: bool) -> Location:
    """A place that goods are about to enter, read anew; with its neighbours where what lies there counts [M35].

    Without the key: rows that only point at a place (movements, balances) are written meanwhile.
    """
    wanted = Q(pk=location.pk)
    if with_neighbours:
        wanted |= beside(location)
    rows = list(Location.objects.select_for_update(no_key=True).filter(wanted).order_by("pk"))
    return next(row for row in rows if row.pk == location.pk)


def lock_sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, SkuStock]:
    """The sums of these SKUs at one warehouse, made when they are not there yet. Keyed by SKU."""
    wanted = sorted(set(sku_ids))
    stocks = _sku_stocks(warehouse_id, wanted)
    missing = [sku_id for sku_id in wanted if sku_id not in stocks]
    if missing:
        _insert_sku_stocks(warehouse_id, missing)
        stocks = _sku_stocks(warehouse_id, wanted)
    return stocks


def lock_known_sku_stocks(warehouse_ids: Collection[int], sku_ids: Collection[int]) -> list[SkuStock]:
    """The sums of several warehouses at once, by warehouse. Those that do not exist are zero and are not made."""
    rows = SkuStock.objects.select_for_update().filter(warehouse_id__in=warehouse_ids, sku_id__in=sku_ids)
    return list(rows.order_by("warehouse_id", "pk"))


def _sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, SkuStock]:
    rows = SkuStock.objects.select_for_update().filter(warehouse_id=warehouse_id, sku_id__in=sku_ids).order_by("pk")
    return {row.sku_id: row for row in rows}


def _insert_sku_stocks(warehouse_id: int, sku_ids: Collection[int]) -> None:
    """Raw on purpose: the ORM's ignore_conflicts also swallows CHECK and NOT NULL on SQLite."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO inventory_skustock (warehouse_id, sku_id, on_hand_sellable, reserved, waiting, in_transit, "
            "threshold_units, overlap_percent, version) VALUES (%s, %s, 0, 0, 0, 0, 0, 0, 1) ON CONFLICT DO NOTHING",
            [(warehouse_id, sku_id) for sku_id in sku_ids],
        )


def lock_allocations(ids: Collection[int]) -> dict[int, Allocation]:
    return {row.pk: row for row in _allocations(Q(pk__in=ids))}


def lock_allocation(allocation_id: int) -> Allocation | None:
    """One allocation, with all that a take reads of it."""
    rows = _allocation(pk=allocation_id)
    return rows[0] if rows else None


def lock_allocations_of(demands: Collection[DemandKey]) -> list[Allocation]:
    """Every allocation of these demands, in pk order."""
    by_type: dict[str, list[str]] = {}
    for demand_type, demand_id in demands:
        by_type.setdefault(demand_type, []).append(demand_id)
    wanted = Q(pk__in=[])
    for demand_type, demand_ids in sorted(by_type.items()):
        wanted |= Q(demand_type=demand_type, demand_id__in=demand_ids)
    return _allocations(wanted)


def lock_allocations_at(balance_ids: Collection[int], states: Collection[str]) -> list[Allocation]:
    """The allocations that these balances carry, in pk order."""
    return _allocations(Q(balance_id__in=balance_ids, state__in=states))


def _allocations(wanted: Q) -> list[Allocation]:
    """With balance and place, which are only read: what a balance is of never changes."""
    return list(_lockable(wanted))


def _lockable(wanted: Q) -> QuerySet[Allocation]:
    rows = Allocation.objects.select_for_update(of=("self",)).select_related("balance__location")
    return rows.filter(wanted).order_by("pk")


_allocation: Prepared[Allocation] = Prepared(lambda pk: _lockable(Q(pk=pk)), pk=int)


def lock_balances(keys: Iterable[BalanceKey], *, is_new: bool = False) -> dict[BalanceKey, StockBalance]:
    """The balances of these keys; missing ones are made, and then before any of them is locked.

    Nearly always all are there: the savepoint lets go of them when one is not. `is_new`: one is likely missing.
    """
    wanted = sorted(set(keys), key=_sortable)
    if not wanted:
        return {}
    if is_new:
        _insert_balances(wanted)
        return _lock_all(wanted)
    with suppress(_BalanceMissing), unit_of_work():
        return _lock_all(wanted)
    _insert_balances(wanted)
    return _lock_all(wanted)


def make_balances(keys: Iterable[BalanceKey]) -> None:
    """Make those that are missing, for a later lock to find; locks none of the others."""
    wanted = sorted(set(keys), key=_sortable)
    if wanted:
        _insert_balances(wanted)


def _lock_all(wanted: list[BalanceKey]) -> dict[BalanceKey, StockBalance]:
    """Raises _BalanceMissing. The statement depends on how many there are and which have a lot."""
    if len(wanted) > FEW:
        rows = list(StockBalance.objects.select_for_update().filter(_any_of(wanted)).order_by("pk"))
    else:
        shape = tuple(key.lot_id is not None for key in wanted)
        rows = _balances_shaped(shape)(**_numbered(wanted))
    if len(rows) < len(wanted):
        raise _BalanceMissing
    return {key_of(row): row for row in rows}


@cache
def _balances_shaped(shape: tuple[bool, ...]) -> Prepared[StockBalance]:
    """Locks `len(shape)` balances; of each `shape` says whether it has a lot."""

    def build(**given: Any) -> QuerySet[StockBalance]:
        keys = [
            BalanceKey(given[f"location{n}"], given[f"sku{n}"], given.get(f"lot{n}"), given[f"condition{n}"])
            for n in range(len(shape))
        ]
        return StockBalance.objects.select_for_update().filter(_any_of(keys)).order_by("pk")

    kinds: dict[str, type[int] | type[str]] = {}
    for number, has_lot in enumerate(shape):
        kinds |= {f"location{number}": int, f"sku{number}": int, f"condition{number}": str}
        kinds |= {f"lot{number}": int} if has_lot else {}
    return Prepared(build, **kinds)


def _numbered(keys: list[BalanceKey]) -> dict[str, int | str]:
    """The keys as _balances_shaped() names them."""
    given: dict[str, int | str] = {}
    for number, key in enumerate(keys):
        given |= {f"location{number}": key.location_id, f"sku{number}": key.sku_id}
        given |= {f"condition{number}": key.condition} | ({} if key.lot_id is None else {f"lot{number}": key.lot_id})
    return given


def lock_balances_by_id(ids: Collection[int]) -> dict[int, StockBalance]:
    rows = StockBalance.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}


def is_pickable(warehouse_id: int, sku_ids: Collection[int]) -> Q:
    """Which balances goods may be taken from now: good, free, on an unblocked storage location of a pickable zone."""
    return (Q(location__zone=None) | Q(location__zone__kind__in=PICKABLE_ZONES)) & Q(
        sku_id__in=sku_ids,
        location__warehouse_id=warehouse_id,
        location__kind=LocationKind.STORAGE,
        location__is_blocked=False,
        condition=Condition.GOOD,
        on_hand__gt=F("allocated"),
    )


def lock_pickable_balances(warehouse_id: int, sku_ids: Collection[int]) -> list[StockBalance]:
    """Good units on unblocked storage locations that no allocation holds yet, with location and lot, in pk order."""
    rows = StockBalance.objects.select_for_update(of=("self",)).select_related("location", "lot")
    return list(rows.filter(is_pickable(warehouse_id, sku_ids)).order_by("pk"))


def _any_of(keys: list[BalanceKey]) -> Q:
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(location_id=key.location_id, sku_id=key.sku_id, lot_id=key.lot_id, condition=key.condition)
    return wanted


def _sortable(key: BalanceKey) -> tuple[int, int, int, str]:
    return key.location_id, key.sku_id, key.lot_id or 0, key.condition


def _insert_balances(keys: list[BalanceKey]) -> None:
    """Raw on purpose, like _insert_sku_stocks. Sorted, so that two who make the same rows never wait crosswise.

    Only what is missing meets ON CONFLICT: PostgreSQL would wait there for whoever is just updating a row that exists,
    in our order and not in that of the locks.
    """
    same = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO inventory_stockbalance (location_id, sku_id, lot_id, condition, on_hand, allocated) "  # noqa: S608  two fixed words
            "SELECT %s, %s, %s, %s, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM inventory_stockbalance "
            f"WHERE location_id = %s AND sku_id = %s AND lot_id {same} %s AND condition = %s) ON CONFLICT DO NOTHING",
            [(*key, *key) for key in keys],
        )


def lock_balances_with_holders(
    keys: Iterable[BalanceKey],
) -> tuple[dict[BalanceKey, StockBalance], dict[int, list[Allocation]]]:
    """The balances, and by balance id the allocations that they carry: allocations first, as everywhere.

    A placement that slips in between the two shows in the balance's own `allocated`. The savepoint then gives both
    locks back and they are taken anew: an allocation must never be locked after a balance.
    """
    wanted = sorted(set(keys), key=_sortable)
    for _ in range(TRIES):
        with suppress(_HolderMissed, _BalanceMissing), unit_of_work():
            return _lock_with_holders(wanted)
    raise HoldersKeepChanging(wanted)


def _lock_with_holders(
    wanted: list[BalanceKey],
) -> tuple[dict[BalanceKey, StockBalance], dict[int, list[Allocation]]]:
    """Raises _HolderMissed, _BalanceMissing. No savepoint in here: who waits for a row that was locked in a released
    one waits for the whole transaction, also when the savepoint around it has given the row back."""
    ids = list(StockBalance.objects.filter(_any_of(wanted)).values_list("pk", flat=True))
    holders: dict[int, list[Allocation]] = {}
    for allocation in lock_allocations_at(ids, HELD_STATES):
        holders.setdefault(allocation.balance_id or 0, []).append(allocation)
    if len(ids) < len(wanted):
        _insert_balances(wanted)
    balances = _lock_all(wanted) if wanted else {}
    for balance in balances.values():
        if sum(holder.quantity for holder in holders.get(balance.pk, [])) != balance.allocated:
            raise _HolderMissed
    return balances, holders
