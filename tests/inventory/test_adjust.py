"""The shelf wins: what is gone is gone, promises lose their places, and large differences need a second person."""

from __future__ import annotations

import datetime

import pytest

from inventory.errors import (
    ApproverIsSame,
    CountNotInReview,
    CountNotOpen,
    NotEnoughStock,
    QuantityNotPositive,
    ReasonRequired,
    SecondPersonNeeded,
)
from inventory.models import CountLine, StockMovement
from inventory.operations import (
    Counted,
    adjust_stock,
    approve_count,
    cancel_count,
    change_condition,
    declare_loss,
    expire_lots,
    open_count,
    record_count,
    release_demands,
)
from tests.factories.core import PersonFactory
from tests.factories.inventory import LotFactory, SkuFactory
from tests.floor import CAUSE, on_hand, stock
from tests.inventory.floor import House, do, hear
from wms.core.cause import Cause
from wms.core.models import AuditEntry, Message, WorkItem
from wms.core.outbox import subscribe
from wms.core.outbox.registry import _subscribers

pytestmark = pytest.mark.django_db


def lose(small: House, units: int) -> object:
    goods = {"location": small.shelf, "sku": small.sku, "lot": None, "reason": "broken"}
    return do(lambda: declare_loss(cause=CAUSE, quantity=units, **goods))


def over_promised() -> list[tuple[dict[str, object], str]]:
    hear("stock.over_promised")
    return list(WorkItem.objects.filter(kind="stock.over_promised").values_list("facts", "state"))


def test_two_of_ten_are_lost_while_ten_are_promised_and_placed(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_subscribers, "allocation.returned", {})
    subscribe("allocation.returned", "test", lambda key, facts: None)
    small.stock(10)
    strong, weak = small.placed("strong", 6), small.placed("weak", 4)
    lost = lose(small, 2)
    (back,) = lost.returned
    assert (back.demand, back.quantity, back.split_from) == (("test_item", "weak"), 2, weak)
    assert small.held("strong") == {"placed": 6}
    assert small.held("weak") == {"placed": 2, "promised": 2}
    assert small.row(small.shelf) == (8, 8)
    assert small.sums() == (8, 10, 0, 0)
    message = Message.objects.get(topic="allocation.returned")
    assert message.key == "test_item:weak"
    assert message.facts == {"allocation_id": back.allocation_id, "quantity": 2, "split_from": weak}
    assert over_promised() == [({"short": 2, "demands": [{"type": "test_item", "id": "weak", "quantity": 2}]}, "open")]
    assert strong != weak


def test_an_over_promise_ends_when_goods_come_or_an_order_goes(small: House) -> None:
    small.stock(5)
    small.promise("1", 5)
    lose(small, 3)
    assert [state for _, state in over_promised()] == ["open"]
    small.stock(1)
    assert [facts["short"] for facts, _ in over_promised()] == [2]
    do(lambda: release_demands(cause=CAUSE, demands=[("test_item", "1")]))
    assert [state for _, state in over_promised()] == ["resolved"]


def test_free_units_go_before_held_ones(small: House) -> None:
    small.stock(10)
    small.placed("1", 6)
    assert lose(small, 4).returned == ()
    assert small.row(small.shelf) == (6, 6)
    assert over_promised() == []


def test_more_than_the_books_have_cannot_be_lost(small: House) -> None:
    small.stock(2)
    with pytest.raises(NotEnoughStock):
        lose(small, 3)
    assert small.row(small.shelf) == (2, 0)


def test_damaged_goods_stay_in_the_house_but_are_not_sellable(small: House) -> None:
    small.stock(5)
    goods = {"location": small.shelf, "sku": small.sku, "lot": None, "quantity": 2}
    do(lambda: change_condition(cause=CAUSE, to_condition="damaged", reason="wet", **goods))
    assert (small.row(small.shelf), small.row(small.shelf, "damaged")) == ((3, 0), (2, 0))
    assert small.sums() == (3, 0, 0, 0)
    back = {"from_condition": "damaged", "to_condition": "good", "reason": "dried"}
    do(lambda: change_condition(cause=CAUSE, **goods, **back))
    assert small.sums() == (5, 0, 0, 0)


def adjust(small: House, units: int, **more: object) -> object:
    goods = {"location": small.shelf, "sku": small.sku, "lot": None, "reason": "found", **more}
    return do(lambda: adjust_stock(**{"cause": CAUSE, "to_on_hand": units, **goods}))


def test_up_to_the_figure_one_person_may_adjust(small: House) -> None:
    assert adjust(small, 20).difference == 20
    with pytest.raises(SecondPersonNeeded) as caught:
        adjust(small, 41)
    assert caught.value.facts["limit"] == 20
    assert small.row(small.shelf) == (20, 0)


def test_a_second_person_may_approve_more_and_only_a_second_one(small: House) -> None:
    person, other = PersonFactory.create_batch(2)
    cause = Cause(source="desk", person=person)
    with pytest.raises(ApproverIsSame):
        adjust(small, 50, cause=cause, approver=person)
    adjust(small, 50, cause=cause, approver=other)
    assert small.row(small.shelf) == (50, 0)
    assert AuditEntry.objects.get(action="stock.approved").after["approver"] == other.username


@pytest.mark.parametrize(
    ("change", "refusal"), [({"reason": ""}, ReasonRequired), ({"to_on_hand": -1}, QuantityNotPositive)]
)
def test_an_adjustment_without_sense_is_refused(
    small: House, change: dict[str, object], refusal: type[Exception]
) -> None:
    small.stock(3)
    with pytest.raises(refusal):
        adjust(small, 5, **change)
    assert small.row(small.shelf) == (3, 0)


def test_no_difference_writes_no_movement(small: House) -> None:
    small.stock(3)
    before = StockMovement.objects.count()
    assert adjust(small, 3).movement_id is None
    assert StockMovement.objects.count() == before


def count(small: House, *counted: Counted, cause: Cause = CAUSE) -> object:
    task = do(lambda: open_count(cause=cause, location=small.shelf, why="short pick"))
    return do(lambda: record_count(cause=cause, count=task, counted=list(counted)))


def test_a_count_becomes_the_books_and_what_is_not_named_is_not_there(small: House) -> None:
    other = SkuFactory()
    small.stock(5)
    stock(small.shelf, other, 4)
    result = count(small, Counted(sku=small.sku, units=7))
    assert result.state == "done"
    assert result.differences == {(small.sku.pk, None): 2, (other.pk, None): -4}
    assert (on_hand(small.shelf, small.sku), on_hand(small.shelf, other)) == (7, 0)
    assert not WorkItem.objects.filter(kind="stock.count").exclude(state="resolved").exists()
    line = CountLine.objects.get(sku=other)
    assert (line.counted_units, line.book_units) == (0, 4)


def test_a_place_has_one_open_count(small: House) -> None:
    first, second = (do(lambda: open_count(cause=CAUSE, location=small.shelf, why="a")) for _ in range(2))
    assert first.pk == second.pk
    assert WorkItem.objects.filter(kind="stock.count", state="open").count() == 1


def test_a_large_difference_changes_nothing_until_another_person_approves(small: House) -> None:
    counter, manager = PersonFactory.create_batch(2)
    small.stock(40)
    result = count(small, Counted(sku=small.sku, units=10), cause=Cause(source="scan", person=counter))
    assert result.state == "review"
    assert small.row(small.shelf) == (40, 0)
    assert WorkItem.objects.get(kind="stock.count_review").state == "open"
    small.stock(3)  # what moved since stays moved
    task = CountLine.objects.get().count
    with pytest.raises(ApproverIsSame):
        do(lambda: approve_count(cause=CAUSE, count=task, approver=counter))
    with pytest.raises(CountNotOpen):
        do(lambda: record_count(cause=CAUSE, count=task, counted=[]))
    do(lambda: approve_count(cause=CAUSE, count=task, approver=manager))
    assert small.row(small.shelf) == (13, 0)
    assert WorkItem.objects.get(kind="stock.count_review").state == "resolved"
    with pytest.raises(CountNotInReview):
        do(lambda: approve_count(cause=CAUSE, count=task, approver=manager))


def test_a_cancelled_count_changes_nothing(small: House) -> None:
    small.stock(5)
    task = do(lambda: open_count(cause=CAUSE, location=small.shelf, why="a"))
    do(lambda: cancel_count(cause=CAUSE, count=task, resolution="not needed"))
    with pytest.raises(CountNotOpen):
        do(lambda: record_count(cause=CAUSE, count=task, counted=[]))
    assert small.row(small.shelf) == (5, 0)


def test_a_lot_expires_the_day_after_its_date_and_returns_what_was_placed_on_it(small: House) -> None:
    sku = SkuFactory(with_expiry=True)
    lot = LotFactory(sku=sku, expires_on=datetime.date(2030, 5, 1))
    stock(small.shelf, sku, 4, lot)
    small.promise("1", 3, sku=sku)
    small.place("1")
    on_the_day = do(lambda: expire_lots(cause=CAUSE, warehouse=small.warehouse, today=datetime.date(2030, 5, 1)))
    assert (on_the_day.units, on_the_day.returned) == (0, ())
    for expected in (4, 0):
        after = do(lambda: expire_lots(cause=CAUSE, warehouse=small.warehouse, today=datetime.date(2030, 5, 2)))
        assert after.units == expected
    assert small.held("1") == {"promised": 3}
    assert on_hand(small.shelf, sku, lot, "expired") == 4
    assert small.sums(sku) == (0, 3, 0, 0)
