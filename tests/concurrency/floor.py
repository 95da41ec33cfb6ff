"""What one worker process of the hammer does, and how its locks are broken on purpose."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar
from unittest.mock import patch

from django.db import DatabaseError, OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone

from inventory.ledger import Books
from inventory.models import Allocation, Location, Sku, SkuStock
from inventory.operations import (
    Demand,
    adjust_stock,
    declare_loss,
    move_stock,
    place_demands,
    promise_order,
    release_demands,
    ship,
    take,
)
from inventory.states import AllocationState
from tests.floor import on_hand
from wms.core import transactions
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.refusals import OperationRefused
from wms.core.transactions import run

CAUSE = Cause(source="command", reference="hammer")
SOUND, UNLOCKED, UNORDERED = "sound", "unlocked", "unordered"

T = TypeVar("T")


@dataclass(frozen=True)
class Job:
    """One worker's part. `kind`: pick (orders of three lines, then single ones) or disturb (losses, finds, moves)."""

    worker: int
    warehouse_id: int
    sku_ids: tuple[int, ...]
    shelf_ids: tuple[int, ...]
    tote_id: int
    orders: int
    kind: str = "pick"
    locks: str = SOUND


@dataclass
class Tally:
    """What a worker saw. `errors` reached the caller; `deadlocks` counts those that were tried again, too."""

    promised: int = 0
    waited: int = 0
    shipped_units: int = 0
    deadlocks: int = 0
    errors: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def in_processes(jobs: Sequence[Job]) -> list[Tally]:
    """Run the jobs side by side, each in a process with a connection of its own."""
    connection.close()
    with multiprocessing.get_context("fork").Pool(len(jobs)) as pool:
        return pool.map(work, jobs, chunksize=1)


def work(job: Job) -> Tally:
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SET deadlock_timeout = '100ms'")
    tally = Tally()
    with _locks(job.locks), deadlocks_counted(tally):
        (_pick if job.kind == "pick" else _disturb)(job, tally)
    connection.close()
    return tally


def _pick(job: Job, tally: Tally) -> None:
    dice = random.Random(job.worker)
    for number in range(job.orders):
        lines = [(sku, dice.randint(1, 3)) for sku in dice.sample(job.sku_ids, 3)]
        _order(job, f"{job.worker}-{number}", lines, tally)
    for sku in dice.sample(job.sku_ids, len(job.sku_ids)):
        number = 0
        while _order(job, f"{job.worker}-{sku}-{number}", [(sku, 1)], tally) and number < 20:
            number += 1


def _order(job: Job, name: str, lines: list[tuple[int, int]], tally: Tally) -> bool:
    """One order's way: promised, placed, taken, shipped. False when it has to wait; then it is given up."""
    warehouse = Warehouse.objects.get(pk=job.warehouse_id)
    demands = [Demand("hammer", f"{name}-{sku}", sku, units) for sku, units in lines]
    keys = [demand.key for demand in demands]
    now = timezone.now()
    promised = _try(tally, partial(promise_order, cause=CAUSE, warehouse=warehouse, demands=demands, arrived_at=now))
    if promised is None or promised.state != "promised":
        tally.waited += 1
        _try(tally, partial(release_demands, cause=CAUSE, demands=keys))
        return False
    tally.promised += 1
    _try(tally, partial(place_demands, cause=CAUSE, warehouse=warehouse, demands=keys))
    tote = Location.objects.get(pk=job.tote_id)
    placed = Allocation.objects.filter(
        demand_type="hammer", demand_id__in=[key[1] for key in keys], state=AllocationState.PLACED
    )
    for pk, quantity in list(placed.values_list("pk", "quantity")):
        _try(tally, partial(take, cause=CAUSE, allocation_id=pk, quantity=quantity, into=tote))
    shipped = _try(tally, partial(ship, cause=CAUSE, demands=keys, source=tote))
    tally.shipped_units += shipped.units if shipped else 0
    return True


def _disturb(job: Job, tally: Tally) -> None:
    """Lose units from under the pickers, find them again elsewhere, move what is free."""
    dice = random.Random(job.worker)
    for _ in range(job.orders):
        sku = Sku.objects.get(pk=dice.choice(job.sku_ids))
        here, there = (Location.objects.get(pk=pk) for pk in dice.sample(job.shelf_ids, 2))
        one = {"cause": CAUSE, "sku": sku, "lot": None}
        _try(tally, partial(declare_loss, **one, location=here, quantity=1, reason="hammer"))
        _try(tally, partial(move_stock, **one, source=here, target=there, quantity=1))
        units = on_hand(there, sku) + 1
        _try(tally, partial(adjust_stock, **one, location=there, to_on_hand=units, reason="hammer"))


def _try(tally: Tally, operation: Callable[[], T]) -> T | None:
    try:
        return run(operation)
    except OperationRefused as refusal:
        tally.refusals.append(refusal.code)
    except DatabaseError as error:
        tally.errors.append(f"{type(error).__name__}: {error}".splitlines()[0])
    return None


@contextmanager
def deadlocks_counted(tally: Tally) -> Iterator[None]:
    judge = transactions.is_worth_retrying

    def count(error: OperationalError) -> bool:
        tally.deadlocks += getattr(error.__cause__, "sqlstate", None) == "40P01"
        return judge(error)

    with patch.object(transactions, "is_worth_retrying", count):
        yield


@contextmanager
def _locks(kind: str) -> Iterator[None]:
    """Break this process's locks: left out altogether, or taken in an order of chance."""
    with ExitStack() as stack:
        if kind == UNLOCKED:
            stack.enter_context(patch.object(QuerySet, "select_for_update", _no_lock))
            stack.enter_context(patch.object(Books, "write", _dawdling(Books.write)))
        elif kind == UNORDERED:
            stack.enter_context(patch("inventory.locks.sums._sku_stocks", _in_any_order))
        yield


def _no_lock(rows: QuerySet[Any], *args: Any, **kwargs: Any) -> QuerySet[Any]:
    return rows.all()


def _dawdling(write: Callable[..., Any]) -> Callable[..., Any]:
    """A pause between reading and writing: what load does to everybody sooner or later."""

    def later(books: Books) -> Any:
        time.sleep(0.005)
        return write(books)

    return later


def _in_any_order(warehouse_id: int, sku_ids: Collection[int]) -> dict[int, SkuStock]:
    stocks = {}
    for sku_id in random.sample(list(sku_ids), len(sku_ids)):
        rows = SkuStock.objects.select_for_update().filter(warehouse_id=warehouse_id, sku_id=sku_id)
        stocks[sku_id] = rows.get()
        time.sleep(0.01)
    return stocks
