"""Locks that are given back to be taken anew are free for whoever waits: PostgreSQL sees to that in one way only.

Who waits for a row that was locked in a savepoint waits for the whole transaction once that savepoint is released,
even when an outer savepoint gives the row back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from inventory.locks import BalanceKey, holders, lock_balances_with_holders, make_balances
from inventory.locks.balances import lock_all
from inventory.models import Allocation, StockBalance
from inventory.operations import place_demands, take
from tests.concurrency.floor import Tally, deadlocks_counted
from tests.floor import CAUSE
from tests.inventory.floor import House, house
from wms.core.transactions import run, unit_of_work

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DEMAND, UNITS = ("test_item", "1"), 3
HOLDERS_LOCKED, BALANCE_LOCKED = 'FOR UPDATE OF "inventory_allocation"', 'FROM "inventory_stockbalance" WHERE'


def somebody(act: Callable[[], Any]) -> threading.Thread:
    """Another session that does one thing."""

    def work() -> None:
        run(act)
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return thread


def is_waited_for() -> bool:
    """Whether another session waits for what this one has locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return bool(cursor.fetchone()[0])


class Picker:
    """Places an allocation between our look at the holders and our lock of the balance; then takes it meanwhile."""

    def __init__(self, small: House) -> None:
        self.place = partial(place_demands, cause=CAUSE, warehouse=small.warehouse, demands=[DEMAND])
        goods = {"allocation_id": Allocation.objects.get().pk, "quantity": UNITS, "into": small.tote}
        self.take = partial(take, cause=CAUSE, **goods)
        self.looks = 0
        self.taking: threading.Thread | None = None

    def follow(self, execute: Callable[..., Any], sql: str, *given: Any) -> Any:
        """Between our statements: he acts, and stands and waits before we go on."""
        if sql.startswith("ROLLBACK TO"):
            self.until_he_waits()
        done = execute(sql, *given)
        if HOLDERS_LOCKED in sql:
            self.looks += 1
            if self.looks == 1:
                somebody(self.place).join()
        elif BALANCE_LOCKED in sql and sql.endswith("FOR UPDATE") and self.taking is None:
            self.taking = somebody(self.take)
            self.until_he_waits()
        return done

    def until_he_waits(self) -> None:
        while self.taking is not None and self.taking.is_alive() and not is_waited_for():
            pass


def in_a_savepoint_of_its_own(wanted: list[BalanceKey]) -> dict[BalanceKey, StockBalance]:
    with unit_of_work():
        return lock_all(wanted)


def lock_impatiently(key: BalanceKey) -> tuple[int, int]:
    """What is on hand and held, when all was locked."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL deadlock_timeout = '100ms'")
    balances, held = lock_balances_with_holders([key])
    return balances[key].on_hand, sum(holder.quantity for group in held.values() for holder in group)


def race(*, is_nested: bool) -> tuple[int, int, tuple[int, int]]:
    """How often the two got stuck; how often we looked for holders; what we saw at last."""
    small = house()
    small.stock(10)
    small.promise("1", UNITS)
    run(partial(make_balances, {BalanceKey(small.tote.pk, small.sku.pk, None)}))  # he need not give up to make it
    tally, picker = Tally(), Picker(small)
    with ExitStack() as stack:
        stack.enter_context(deadlocks_counted(tally))
        stack.enter_context(connection.execute_wrapper(picker.follow))
        if is_nested:
            stack.enter_context(patch.object(holders, "lock_all", in_a_savepoint_of_its_own))
        seen = run(partial(lock_impatiently, BalanceKey(small.shelf.pk, small.sku.pk, None)))
        assert picker.taking is not None
        picker.taking.join()
    return tally.deadlocks, picker.looks, seen


def test_who_waits_for_a_balance_gets_it_when_its_holders_are_locked_anew() -> None:
    assert race(is_nested=False) == (0, 2, (10 - UNITS, 0))


def test_with_a_savepoint_inside_the_savepoint_he_does_not() -> None:
    assert race(is_nested=True)[0] == 1
