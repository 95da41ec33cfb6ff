"""Count: the counter is told nothing; what he scanned becomes the books, or a second person decides."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.floor_errors import CountDisturbed
from inventory.models import CountTally, StockCount, StockMovement
from inventory.operations import change_condition, count, declare_loss, open_count
from inventory.operations.adjust import Shelf
from inventory.operations.count_work import finish_count
from inventory.states import Condition, CountState
from tests.factories.inventory import LotFactory, SkuFactory
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do
from tests.inventory.rf.conftest import Hand, code_of, cost, hand_at
from wms.core.models import WorkItem
from wms.core.states import Role
from wms.ops.ledger import differences


def asked(small: House) -> StockCount:
    return do(lambda: open_count(cause=CAUSE, location=small.shelf, why="short pick"))


def begun(hand: Hand, small: House) -> Hand:
    hand.at("count")
    assert hand.scan(code_of(small.shelf)) == ("ok", "count.begun", "item")
    return hand


def corrections() -> int:
    return StockMovement.objects.filter(reason="count").count()


def test_a_count_that_agrees_changes_nothing(small: House, hand: Hand) -> None:
    small.stock(2)
    count = asked(small)
    begun(hand, small)
    assert small.sku.code not in hand.html, "blind"
    assert hand.scan(small.sku.code) == ("ok", "count.tallied", "item")
    assert hand.scan(small.sku.code) == ("ok", "count.tallied", "item")
    assert hand.command("DONE") == ("ok", "count.agrees", "location")
    count.refresh_from_db()
    assert (count.state, count.counted_by, corrections()) == (CountState.DONE, hand.person, 0)
    assert CountTally.objects.count() == 0
    assert WorkItem.objects.get(kind="stock.count").state == "resolved"


def test_a_small_difference_becomes_the_books(small: House, hand: Hand) -> None:
    small.stock(5)
    asked(small)
    begun(hand, small)
    hand.scan(small.sku.code)
    assert hand.key(3) == ("ok", "count.tallied", "item")
    assert (hand.facts["units"], corrections()) == (3, 0)
    assert hand.command("DONE") == ("ok", "count.differs", "location")
    assert (hand.facts["differences"], small.row(small.shelf), differences()) == (2, (3, 0), [])


def test_a_large_difference_goes_to_a_second_person(small: House, hand: Hand) -> None:
    small.stock(50)
    count = asked(small)
    begun(hand, small)
    hand.scan(small.sku.code)
    assert hand.command("DONE") == ("ok", "count.to_review", "location")
    count.refresh_from_db()
    assert (count.state, small.row(small.shelf)) == (CountState.REVIEW, (50, 0))
    assert WorkItem.objects.get(kind="stock.count_review").is_urgent
    hand.at("count")
    assert hand.scan(code_of(small.shelf)) == ("refused", "count.not_open", "location")


def test_what_was_not_expected_there_is_found(small: House, hand: Hand) -> None:
    other = SkuFactory()
    asked(small)
    begun(hand, small)
    hand.scan(other.code)
    assert hand.command("DONE") == ("ok", "count.differs", "location")
    assert StockMovement.objects.get(reason="count").sku == other


def test_an_empty_place_is_said_twice(small: House, hand: Hand) -> None:
    small.stock(2)
    asked(small)
    begun(hand, small)
    assert hand.command("DONE") == ("refused", "count.nothing_counted", "item")
    assert small.row(small.shelf) == (2, 0)
    assert hand.command("DONE") == ("ok", "count.differs", "location")
    assert small.row(small.shelf) == (0, 0)


def test_a_number_without_an_item_counts_nothing(small: House, hand: Hand) -> None:
    asked(small)
    begun(hand, small)
    assert hand.key(7) == ("refused", "count.nothing_counted", "item")
    assert CountTally.objects.count() == 0


def test_goods_that_move_meanwhile_start_the_count_again(small: House, hand: Hand) -> None:
    small.stock(5)
    asked(small)
    begun(hand, small)
    hand.scan(small.sku.code)
    hand.key(5)
    do(lambda: declare_loss(cause=CAUSE, location=small.shelf, sku=small.sku, lot=None, quantity=1, reason="dropped"))
    assert hand.command("DONE") == ("refused", "count.disturbed", "item")
    assert (CountTally.objects.count(), small.row(small.shelf), corrections()) == (0, (4, 0), 0)
    hand.scan(small.sku.code)
    hand.key(4)
    assert hand.command("DONE") == ("ok", "count.agrees", "location")


def test_goods_that_move_while_the_count_waits_for_its_locks_start_it_again(
    small: House, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.stock(5)
    asked(small)
    begun(hand, small)
    hand.scan(small.sku.code)
    hand.key(5)
    locked = count.lock_shelf

    def lock(*place: Any, **also: Any) -> Shelf:
        declare_loss(cause=CAUSE, location=small.shelf, sku=small.sku, lot=None, quantity=1, reason="dropped")
        return locked(*place, **also)

    monkeypatch.setattr(count, "lock_shelf", lock)
    with pytest.raises(CountDisturbed):
        do(lambda: finish_count(cause=CAUSE, count=StockCount.objects.select_related("location__warehouse").get()))
    assert corrections() == 0


def test_blocked_units_are_counted_as_blocked_first(small: House, hand: Hand) -> None:
    small.stock(5)
    do(
        lambda: change_condition(
            cause=CAUSE, location=small.shelf, sku=small.sku, lot=None, quantity=2, to_condition="blocked", reason="x"
        )
    )
    asked(small)
    begun(hand, small)
    hand.scan(small.sku.code)
    hand.key(4)
    assert hand.command("DONE") == ("ok", "count.differs", "location")
    assert (small.row(small.shelf), small.row(small.shelf, Condition.BLOCKED)) == ((2, 0), (2, 0))


def test_lots_are_asked_for_and_counted_apart(small: House, hand: Hand) -> None:
    tea = SkuFactory(with_lots=True)
    one, two = LotFactory(sku=tea, code="L1"), LotFactory(sku=tea, code="L2")
    stock(small.shelf, tea, 2, one)
    stock(small.shelf, tea, 1, two)
    asked(small)
    begun(hand, small)
    for code in ("L1", "L1", "L2"):
        assert hand.scan(tea.code) == ("ok", "count.lot_asked", "lot")
        assert hand.scan(code) == ("ok", "count.tallied", "item")
    assert hand.data["tallies"] == [
        {"sku": tea.code, "lot": "L2", "units": 1},
        {"sku": tea.code, "lot": "L1", "units": 2},
    ]
    assert hand.command("DONE") == ("ok", "count.agrees", "location")


def test_starting_again_and_leaving(small: House, hand: Hand) -> None:
    small.stock(1)
    count = asked(small)
    begun(hand, small)
    hand.scan(small.sku.code)
    assert hand.command("AGAIN") == ("ok", "count.restarted", "item")
    assert CountTally.objects.count() == 0
    assert hand.command("PARK") == ("ok", "floor.left", "location")
    count.refresh_from_db()
    assert (count.state, count.counted_by) == (CountState.OPEN, None)


def test_one_place_has_one_counter(small: House, hand: Hand) -> None:
    asked(small)
    begun(hand, small)
    other = hand_at(small.warehouse, Role.MANAGER, name="王磊")
    other.at("count")
    assert other.scan(code_of(small.shelf)) == ("refused", "count.taken", "location")
    assert other.facts["person"] == hand.person.name


def test_a_place_that_nobody_asked_for_is_scanned_twice(small: House, hand: Hand) -> None:
    hand.at("count")
    assert hand.scan(code_of(small.shelf)) == ("refused", "count.not_asked", "location")
    assert StockCount.objects.count() == 0
    assert hand.scan(code_of(small.shelf)) == ("ok", "count.begun", "item")
    assert StockCount.objects.get().why == "floor"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_speaks_both_languages(small: House, language: str) -> None:
    asked(small)
    hand = begun(hand_at(small.warehouse, Role.STOCK_KEEPER, language=language), small)
    assert {"zh-hans": "点清这里", "en": "Count everything at"}[language] in hand.html


def test_a_scan_costs_few_queries(small: House, hand: Hand) -> None:
    small.stock(3)
    asked(small)
    hand.at("count")
    assert cost(lambda: hand.scan(code_of(small.shelf))) <= 18
    assert cost(lambda: hand.scan(small.sku.code)) <= 18
    assert cost(lambda: hand.scan(small.sku.code)) <= 18
