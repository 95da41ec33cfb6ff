"""Every row lock is ordered by pk, and every operation locks tables in the one order. Read from the SQL itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Allocation, InboundReceipt, Location, StockCount
from inventory.operations import (
    AsnLine,
    Counted,
    Demand,
    adjust_stock,
    approve_count,
    carry,
    change_condition,
    close_receipt,
    declare_loss,
    end_demands,
    expire_lots,
    finish_move_task,
    move_stock,
    open_asn,
    open_count,
    open_move_task,
    place_again,
    place_demands,
    promise_order,
    put_away,
    put_back_units,
    receive_units,
    record_count,
    release_demands,
    return_to_put_back,
    set_move_task,
    set_threshold,
    ship,
    switch_negative_outbound,
    take,
    untake,
    untake_together,
)
from inventory.states import MoveKind
from tests import lock_watch
from tests.factories.core import PersonFactory
from tests.factories.inventory import LotFactory, SkuFactory
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do
from wms.core.transactions import unit_of_work

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

ORDER = [table for table in lock_watch.ORDER if table.startswith("inventory_")]
LOCK = re.compile(r"inventory_.* FOR (NO KEY )?UPDATE", re.DOTALL)
TABLE = re.compile(r'FROM "(inventory_\w+)"')
DEMAND = [("test_item", "1")]


def prepared_asn(small: House) -> InboundReceipt:
    lines = [AsnLine(sku=small.sku, expected_units=5)]
    return do(lambda: open_asn(cause=CAUSE, warehouse=small.warehouse, number="ASN-1", lines=lines)).receipt


def taken(small: House) -> int:
    pk = small.placed("1", 3)
    return do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=3, into=small.tote)).allocation_id


def asn(small: House) -> Callable[[], Any]:
    other = SkuFactory()
    lines = [AsnLine(sku=sku, expected_units=5) for sku in (other, small.sku)]
    return partial(open_asn, cause=CAUSE, warehouse=small.warehouse, number="ASN-2", lines=lines)


def receiving_for_the_first_time(small: House) -> Callable[[], Any]:
    goods = {"sku": small.sku, "quantity": 1, "into": small.dock}
    return partial(receive_units, cause=CAUSE, receipt=prepared_asn(small), **goods)


def receiving(small: House) -> Callable[[], Any]:
    receive_one = receiving_for_the_first_time(small)
    do(receive_one)
    return receive_one


def closing(small: House) -> Callable[[], Any]:
    return partial(close_receipt, cause=CAUSE, receipt=prepared_asn(small))


def moving(small: House) -> Callable[[], Any]:
    ends = {"source": small.shelf, "target": small.other_shelf}
    return partial(move_stock, cause=CAUSE, sku=small.sku, lot=None, quantity=1, **ends)


def shelving(small: House) -> Callable[[], Any]:
    ends = {"source": small.shelf, "target": small.other_shelf}
    return partial(put_away, cause=CAUSE, sku=small.sku, lot=None, quantity=1, **ends)


def move_task(small: House) -> Callable[[], Any]:
    task = do(lambda: open_move_task(cause=CAUSE, warehouse=small.warehouse, kind=MoveKind.MOVE))
    task = do(lambda: set_move_task(cause=CAUSE, task=task, source=small.shelf, sku=small.sku, quantity=1))
    return partial(finish_move_task, cause=CAUSE, task=task, target=small.other_shelf)


def promising(small: House) -> Callable[[], Any]:
    other = SkuFactory()
    demands = [Demand("test_item", "8", small.sku.pk, 1), Demand("test_item", "7", other.pk, 1)]
    now = timezone.now()
    return partial(promise_order, cause=CAUSE, warehouse=small.warehouse, demands=demands, arrived_at=now)


def placing(small: House) -> Callable[[], Any]:
    small.promise("1", 3)
    return partial(place_demands, cause=CAUSE, warehouse=small.warehouse, demands=DEMAND)


def placing_again(small: House) -> Callable[[], Any]:
    small.promise("1", 3)
    return partial(place_again, cause=CAUSE, allocation_id=Allocation.objects.get().pk)


def taking(small: House) -> Callable[[], Any]:
    return partial(take, cause=CAUSE, allocation_id=small.placed("1", 3), quantity=2, into=small.tote)


def taking_what_the_books_miss(small: House, at: Location | None = None) -> Callable[[], Any]:
    do(lambda: switch_negative_outbound(cause=CAUSE, warehouse=small.warehouse, is_on=True, reason="test"))
    for place in (small.shelf, small.other_shelf):
        place.warehouse.refresh_from_db()
    small.promise("1", 3)
    goods = {"allocation_id": Allocation.objects.get().pk, "quantity": 2, "into": small.tote}
    return partial(take, cause=CAUSE, source=at or small.shelf, **goods)


def untaking(small: House) -> Callable[[], Any]:
    return partial(untake, cause=CAUSE, allocation_id=taken(small))


def carrying(small: House) -> Callable[[], Any]:
    return partial(carry, cause=CAUSE, allocation_ids=[taken(small)], target=small.other_tote)


def shipping(small: House) -> Callable[[], Any]:
    taken(small)
    return partial(ship, cause=CAUSE, demands=DEMAND, source=small.tote)


def shipping_what_the_books_miss(small: House) -> Callable[[], Any]:
    """Two SKUs, of which the one that is promised first lies at the tote's later balance."""
    other = SkuFactory()
    stock(small.shelf, other, 5)
    stock(small.tote, other, 1)
    stock(small.tote, small.sku, 1)
    small.promise("1", 3)
    small.promise("2", 3, sku=other)
    do(lambda: switch_negative_outbound(cause=CAUSE, warehouse=small.warehouse, is_on=True, reason="test"))
    small.tote.warehouse.refresh_from_db()
    return partial(ship, cause=CAUSE, demands=[*DEMAND, ("test_item", "2")], source=small.tote)


def taking_into_an_older_balance_what_the_books_miss(small: House) -> Callable[[], Any]:
    """The tote's balance is older than the shelf's."""
    stock(small.tote, small.sku, 1)
    return taking_what_the_books_miss(small, at=small.other_shelf)


def untaking_together(small: House) -> Callable[[], Any]:
    take_two = partial(take, cause=CAUSE, quantity=2, into=small.tote)
    taken = [do(partial(take_two, allocation_id=small.placed(name, 2))).allocation_id for name in ("1", "2")]
    return partial(untake_together, cause=CAUSE, allocation_ids=taken)


def releasing(small: House) -> Callable[[], Any]:
    small.placed("1", 3)
    return partial(release_demands, cause=CAUSE, demands=DEMAND)


def setting_apart(small: House) -> Callable[[], Any]:
    return partial(return_to_put_back, cause=CAUSE, allocation_ids=[taken(small)])


def ending(small: House) -> Callable[[], Any]:
    """Taken goods lie in a tote that is older than the place where the rest is still placed."""
    stock(small.tote, small.sku, 1)
    small.promise("2", 2)
    do(lambda: place_demands(cause=CAUSE, warehouse=small.warehouse, demands=[("test_item", "2")]))
    taken(small)
    return partial(end_demands, cause=CAUSE, demands=[*DEMAND, ("test_item", "2")], into=small.other_tote)


def putting_back(small: House) -> Callable[[], Any]:
    pk = taken(small)
    do(lambda: return_to_put_back(cause=CAUSE, allocation_ids=[pk]))
    ends = {"source": small.tote, "target": small.shelf}
    return partial(put_back_units, cause=CAUSE, sku=small.sku, lot=None, quantity=1, **ends)


def losing_held_goods(small: House) -> Callable[[], Any]:
    small.placed("1", 8)
    goods = {"location": small.shelf, "sku": small.sku, "lot": None, "quantity": 5, "reason": "test"}
    return partial(declare_loss, cause=CAUSE, **goods)


def damaging(small: House) -> Callable[[], Any]:
    small.placed("1", 8)
    goods = {"location": small.shelf, "sku": small.sku, "lot": None, "quantity": 5, "reason": "test"}
    return partial(change_condition, cause=CAUSE, to_condition="damaged", **goods)


def adjusting(small: House) -> Callable[[], Any]:
    small.placed("1", 8)
    goods = {"location": small.shelf, "sku": small.sku, "lot": None, "to_on_hand": 2, "reason": "test"}
    return partial(adjust_stock, cause=CAUSE, **goods)


def opened_count(small: House) -> StockCount:
    return do(lambda: open_count(cause=CAUSE, location=small.shelf, why="test"))


def counting(small: House) -> Callable[[], Any]:
    stock(small.shelf, SkuFactory(), 4)
    small.placed("1", 8)
    counted = [Counted(sku=small.sku, units=2)]
    return partial(record_count, cause=CAUSE, count=opened_count(small), counted=counted)


def approving(small: House) -> Callable[[], Any]:
    small.stock(40)
    count = opened_count(small)
    do(lambda: record_count(cause=CAUSE, count=count, counted=[Counted(sku=small.sku, units=2)]))
    return partial(approve_count, cause=CAUSE, count=count, approver=PersonFactory())


def expiring(small: House) -> Callable[[], Any]:
    for _ in range(2):
        sku = SkuFactory(with_expiry=True)
        small.shelf.allows_mixed_lots = True
        stock(small.shelf, sku, 3, LotFactory(sku=sku, expires_on=datetime.date(2030, 1, 1)))
    return partial(expire_lots, cause=CAUSE, warehouse=small.warehouse, today=datetime.date(2030, 2, 1))


def threshold(small: House) -> Callable[[], Any]:
    return partial(set_threshold, cause=CAUSE, warehouse=small.warehouse, sku=small.sku, units=2)


PLACE, SKU_STOCK, ALLOCATION, BALANCE = ORDER[4:8]

CASES = [
    (asn, [SKU_STOCK]),
    (receiving_for_the_first_time, [ORDER[0], SKU_STOCK]),  # a balance that is made is nobody else's yet
    (receiving, [ORDER[0], SKU_STOCK, BALANCE]),
    (closing, [ORDER[0], SKU_STOCK]),
    (moving, [PLACE, BALANCE]),
    (shelving, [PLACE, BALANCE]),
    (move_task, [ORDER[2], PLACE, BALANCE]),
    (promising, [SKU_STOCK, ALLOCATION]),
    (placing, [ALLOCATION, BALANCE]),
    (placing_again, [ALLOCATION, BALANCE]),
    (taking, [ALLOCATION, BALANCE]),
    (untaking, [ALLOCATION, BALANCE]),
    (carrying, [ALLOCATION, BALANCE]),
    (shipping, [SKU_STOCK, ALLOCATION, BALANCE]),
    (releasing, [SKU_STOCK, ALLOCATION, BALANCE]),
    (setting_apart, [SKU_STOCK, ALLOCATION, BALANCE]),
    (ending, [SKU_STOCK, ALLOCATION, BALANCE]),
    (putting_back, [PLACE, SKU_STOCK, BALANCE]),
    (losing_held_goods, [SKU_STOCK, ALLOCATION, BALANCE]),
    (damaging, [SKU_STOCK, ALLOCATION, BALANCE]),
    (adjusting, [SKU_STOCK, ALLOCATION, BALANCE]),
    (counting, [ORDER[1], SKU_STOCK, ALLOCATION, BALANCE]),
    (approving, [ORDER[1], SKU_STOCK, ALLOCATION, BALANCE]),
    (expiring, [SKU_STOCK, ALLOCATION, BALANCE]),
    (threshold, [SKU_STOCK]),
    (taking_what_the_books_miss, [SKU_STOCK, ALLOCATION, BALANCE]),
    (taking_into_an_older_balance_what_the_books_miss, [SKU_STOCK, ALLOCATION, BALANCE]),
    (shipping_what_the_books_miss, [SKU_STOCK, ALLOCATION, BALANCE]),
    (untaking_together, [ALLOCATION, BALANCE]),
]


def held_locks(statements: Iterable[str]) -> list[str]:
    """The statements that lock, without those whose locks the rollback of a savepoint has given back."""
    locks: list[str] = []
    marks: dict[str, int] = {}
    for sql in statements:
        if sql.startswith("SAVEPOINT"):
            marks[sql.split()[-1]] = len(locks)
        elif sql.startswith("ROLLBACK TO SAVEPOINT"):
            del locks[marks[sql.split()[-1]] :]
        elif LOCK.search(sql):
            locks += lock_watch.apart(sql)
    return locks


@pytest.mark.parametrize(("prepare", "tables"), CASES, ids=[prepare.__name__ for prepare, _ in CASES])
def test_an_operation_locks_by_pk_and_in_the_one_order(
    small: House, prepare: Callable[[House], Callable[[], Any]], tables: list[str]
) -> None:
    small.stock(10)
    act = prepare(small)
    with CaptureQueriesContext(connection) as queries, lock_watch.lock_watch() as watch, unit_of_work():
        act()
    assert watch.too_late == []
    locks = held_locks(query["sql"] for query in queries)
    locked = [TABLE.search(sql).group(1) for sql in locks]  # type: ignore[union-attr]
    for sql, table in zip(locks, locked, strict=True):
        assert f'ORDER BY "{table}"."id" ASC' in sql or re.search(f'WHERE "{table}"."id" = \\d+ LIMIT', sql)
    ranks = [ORDER.index(table) for table in locked]
    assert ranks == sorted(ranks)
    assert list(dict.fromkeys(locked)) == tables
