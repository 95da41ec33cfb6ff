"""Balances, the last of inventory's rows; missing ones are made here, in an order of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q, QuerySet

from inventory.models import StockBalance
from inventory.states import PICKABLE_ZONES, Condition, LocationKind
from wms.core.prepared import Prepared
from wms.core.transactions import unit_of_work

READ_OF_PICKABLE = (
    *("sku", "condition", "on_hand", "allocated", "aged_from"),
    *("location__walk_order", "lot__expires_on", "lot__received_on"),
)
FEW = 4  # up to so many balances a lock's statement is made once


class BalanceMissing(Exception):
    """Not all of the wanted balances are there."""


class BalanceKey(NamedTuple):
    """Which balance: ids, so that a key never costs a query."""

    location_id: int
    sku_id: int
    lot_id: int | None
    condition: str = Condition.GOOD


def key_of(balance: StockBalance) -> BalanceKey:
    return BalanceKey(balance.location_id, balance.sku_id, balance.lot_id, balance.condition)


def lock_balances(keys: Iterable[BalanceKey], *, is_new: bool = False) -> dict[BalanceKey, StockBalance]:
    """The balances of these keys; missing ones are made, and then before any of them is locked.

    Nearly always all are there: the savepoint lets go of them when one is not. `is_new`: one is likely missing.
    """
    wanted = sorted(set(keys), key=sortable)
    if not wanted:
        return {}
    if is_new and len(wanted) == 1:
        made = _make_one(wanted[0])
        return {wanted[0]: made} if made else lock_all(wanted)
    if is_new:
        insert_balances(wanted)
        return lock_all(wanted)
    with suppress(BalanceMissing), unit_of_work():
        return lock_all(wanted)
    insert_balances(wanted)
    return lock_all(wanted)


def make_balances(keys: Iterable[BalanceKey]) -> None:
    """Make those that are missing, for a later lock to find; locks none of the others."""
    wanted = sorted(set(keys), key=sortable)
    if wanted:
        insert_balances(wanted)


def lock_all(wanted: list[BalanceKey]) -> dict[BalanceKey, StockBalance]:
    """Raises BalanceMissing. The statement depends on how many there are and which have a lot."""
    if len(wanted) > FEW:
        rows = list(StockBalance.objects.select_for_update().filter(any_of(wanted)).order_by("pk"))
    else:
        shape = tuple(key.lot_id is not None for key in wanted)
        rows = _balances_shaped(shape)(**_numbered(wanted))
    if len(rows) < len(wanted):
        raise BalanceMissing
    return {key_of(row): row for row in rows}


@cache
def _balances_shaped(shape: tuple[bool, ...]) -> Prepared[StockBalance]:
    """Locks `len(shape)` balances; of each `shape` says whether it has a lot."""

    def build(**given: Any) -> QuerySet[StockBalance]:
        keys = [
            BalanceKey(given[f"location{n}"], given[f"sku{n}"], given.get(f"lot{n}"), given[f"condition{n}"])
            for n in range(len(shape))
        ]
        return StockBalance.objects.select_for_update().filter(any_of(keys)).order_by("pk")

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
    """Which balances goods may be taken from now: at an open place, and free."""
    return is_at_open_place(warehouse_id, sku_ids) & Q(on_hand__gt=F("allocated"))


def is_at_open_place(warehouse_id: int, sku_ids: Collection[int]) -> Q:
    """Which balances are good, and on an unblocked storage location of a pickable zone."""
    return (Q(location__zone=None) | Q(location__zone__kind__in=PICKABLE_ZONES)) & Q(
        sku_id__in=sku_ids,
        location__warehouse_id=warehouse_id,
        location__kind=LocationKind.STORAGE,
        location__is_blocked=False,
        condition=Condition.GOOD,
    )


def lock_pickable_balances(warehouse_id: int, sku_ids: Collection[int]) -> list[StockBalance]:
    """Good units on unblocked storage locations that no allocation holds yet, in pk order; of location and lot only
    what a choice of places reads.
    """
    rows = StockBalance.objects.select_for_update(of=("self",)).select_related("location", "lot")
    return list(rows.only(*READ_OF_PICKABLE).filter(is_pickable(warehouse_id, sku_ids)).order_by("pk"))


def any_of(keys: Sequence[BalanceKey], prefix: str = "") -> Q:
    """`prefix`: how the rows that are asked for come to their balance."""
    wanted = Q(pk__in=[])
    for key in keys:
        wanted |= Q(**{f"{prefix}{column}": value for column, value in key._asdict().items()})
    return wanted


def sortable(key: BalanceKey) -> tuple[int, int, int, str]:
    return key.location_id, key.sku_id, key.lot_id or 0, key.condition


def insert_balances(keys: list[BalanceKey]) -> None:
    """Raw on purpose, like _insert_sku_stocks. Sorted, so that two who make the same rows never wait crosswise.

    Only what is missing meets ON CONFLICT: PostgreSQL would wait there for whoever is just updating a row that exists,
    in our order and not in that of the locks.
    """
    with connection.cursor() as cursor:
        cursor.executemany(_insert(), [(*key, *key) for key in keys])


def _make_one(key: BalanceKey) -> StockBalance | None:
    """insert_balances() for one: the row that it made, which nobody else sees yet; None when there was one."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_insert()} RETURNING id", (*key, *key))
        found = cursor.fetchone()
    if found is None:
        return None
    location_id, sku_id, lot_id, condition = key
    return StockBalance(pk=found[0], location_id=location_id, sku_id=sku_id, lot_id=lot_id, condition=condition)


def _insert() -> str:
    same = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
    return (
        "INSERT INTO inventory_stockbalance (location_id, sku_id, lot_id, condition, on_hand, allocated) "  # noqa: S608  two fixed words
        "SELECT %s, %s, %s, %s, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM inventory_stockbalance "
        f"WHERE location_id = %s AND sku_id = %s AND lot_id {same} %s AND condition = %s) ON CONFLICT DO NOTHING"
    )
