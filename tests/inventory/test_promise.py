"""Promises: all or nothing, from what is not reserved yet; the threshold binds the front only."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.errors import QuantityNotPositive
from inventory.models import Allocation, SkuStock
from inventory.operations import Demand, promise_order, release_demands, set_threshold, take
from tests.factories.inventory import SkuFactory
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do
from wms.core.models import Message
from wms.core.outbox import subscribe
from wms.core.outbox.registry import _subscribers
from wms.core.transactions import unit_of_work


def order(small: House, *lines: tuple[int, int], name: str = "1", partial: bool = False) -> tuple[str, dict[int, int]]:
    demands = [Demand("test_item", f"{name}-{index}", sku, units) for index, (sku, units) in enumerate(lines)]
    promised = do(
        lambda: promise_order(
            cause=CAUSE,
            warehouse=small.warehouse,
            demands=demands,
            arrived_at=timezone.now(),
            allow_partial=partial,
        )
    )
    return promised.state, dict(promised.missing)


def test_one_short_line_lets_the_whole_order_wait(small: House) -> None:
    other = SkuFactory()
    small.stock(5)
    stock(small.shelf, other, 1)
    assert order(small, (small.sku.pk, 2), (other.pk, 3)) == ("waiting", {other.pk: 2})
    assert small.sums() == (5, 0, 2, 0)
    assert small.sums(other) == (1, 0, 3, 0)


def test_two_lines_of_one_sku_are_judged_together(small: House) -> None:
    small.stock(5)
    assert order(small, (small.sku.pk, 3), (small.sku.pk, 3)) == ("waiting", {small.sku.pk: 1})


def test_a_waiting_order_blocks_no_other(small: House) -> None:
    small.stock(3)
    assert order(small, (small.sku.pk, 5), name="big")[0] == "waiting"
    assert order(small, (small.sku.pk, 3), name="small")[0] == "promised"
    assert small.sums() == (3, 3, 5, 0)


def test_the_threshold_does_not_bind_an_arriving_order(small: House) -> None:
    small.stock(3)
    do(lambda: set_threshold(cause=CAUSE, warehouse=small.warehouse, sku=small.sku, units=2))
    row = SkuStock.objects.get(sku=small.sku)
    assert row.available == 1
    assert order(small, (small.sku.pk, 3))[0] == "promised"


def test_asking_again_serves_the_waiting_and_changes_no_promise(small: House) -> None:
    assert small.promise("1", 4) == "waiting"
    small.stock(3)
    assert small.promise("1", 4) == "waiting"
    small.stock(1)
    assert small.promise("1", 4) == "promised"
    assert small.promise("1", 4) == "promised"
    assert small.sums() == (4, 4, 0, 0)
    assert Allocation.objects.count() == 1


def test_in_part_promises_what_is_there_and_lets_the_rest_wait(small: House) -> None:
    small.stock(3)
    assert order(small, (small.sku.pk, 5), partial=True) == ("partial", {small.sku.pk: 2})
    assert small.held("1-0") == {"promised": 3, "waiting": 2}
    assert small.sums() == (3, 3, 2, 0)
    small.stock(2)
    assert order(small, (small.sku.pk, 5)) == ("promised", {})
    assert small.held("1-0") == {"promised": 5}


def test_a_demand_of_nothing_is_refused_and_nothing_changes(small: House) -> None:
    small.stock(3)
    with pytest.raises(QuantityNotPositive):
        order(small, (small.sku.pk, 0))
    assert small.sums() == (3, 0, 0, 0)
    assert not Allocation.objects.exists()


def test_a_release_gives_back_what_is_not_taken_and_names_what_is(small: House) -> None:
    small.stock(9)
    pk = small.placed("1", 5)
    taken = do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=2, into=small.tote))
    released = do(lambda: release_demands(cause=CAUSE, demands=[("test_item", "1")]))
    assert dict(released.units) == {small.sku.pk: 3}
    assert released.taken == (taken.allocation_id,)
    assert small.held("1") == {"taken": 2, "released": 3}
    assert small.row(small.shelf) == (7, 0)
    assert small.sums() == (9, 2, 0, 0)


def test_a_release_twice_is_nothing(small: House) -> None:
    small.stock(2)
    small.promise("1", 2)
    for expected in ({small.sku.pk: 2}, {}):
        released = do(lambda: release_demands(cause=CAUSE, demands=[("test_item", "1")]))
        assert dict(released.units) == expected
    assert small.sums() == (2, 0, 0, 0)


def test_the_version_rises_only_with_one_of_the_three_quantities(small: House) -> None:
    small.stock(5)

    def version() -> int:
        return SkuStock.objects.get(sku=small.sku).version

    before = version()
    pk = small.placed("1", 2)
    assert version() == before + 1  # promised: available and reserved; placing changes neither
    do(lambda: take(cause=CAUSE, allocation_id=pk, quantity=2, into=small.tote))
    assert version() == before + 1
    do(lambda: set_threshold(cause=CAUSE, warehouse=small.warehouse, sku=small.sku, units=1))
    assert version() == before + 2
    do(lambda: set_threshold(cause=CAUSE, warehouse=small.warehouse, sku=small.sku, units=1))
    assert version() == before + 2


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    for topic in ("stock.changed", "stock.raised"):
        monkeypatch.setitem(_subscribers, topic, {})
        subscribe(topic, "test", lambda key, facts: None)


def news() -> list[tuple[str, str, dict[str, int]]]:
    rows = list(Message.objects.order_by("pk").values_list("topic", "key", "facts"))
    Message.objects.all().delete()
    return rows


def test_news_tells_what_changed_and_whom_it_may_serve(small: House, heard: None) -> None:
    key = f"{small.warehouse.pk}:{small.sku.pk}"
    small.stock(2)
    assert news() == [("stock.changed", key, {"version": 2})]
    small.promise("1", 3)
    assert news() == [("stock.changed", key, {"version": 3})]  # available 2 -> 0: the order waits
    small.stock(1)
    assert news() == [("stock.raised", key, {"available": 3})]  # still nothing to show: the waiting order comes first
    small.promise("1", 3)
    assert news() == [("stock.changed", key, {"version": 4})]


def test_a_three_line_order_costs_at_most_twelve_queries(small: House) -> None:
    others = SkuFactory.create_batch(2)
    demands = [Demand("test_item", str(sku.pk), sku.pk, 2) for sku in [small.sku, *others]]
    now = timezone.now()
    with CaptureQueriesContext(connection) as queries, unit_of_work():
        promise_order(cause=CAUSE, warehouse=small.warehouse, demands=demands, arrived_at=now)
    statements = [
        query for query in queries if not query["sql"].startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT"))
    ]
    assert len(statements) <= 12
