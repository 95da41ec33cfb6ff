"""What happens to promises when goods are lost, sold meanwhile, or wanted by two at once."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from inventory.operations import adjust_stock, declare_loss
from picking.models import LeftOut, PickList
from tests.factories.core import PersonFactory
from tests.floor import CAUSE
from tests.inventory.rf.conftest import hand_at
from tests.scenarios.conftest import BLACK, House, Walk
from wms.aliexpress.live import LiveGateway
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.sandbox.control import ControlRefused
from wms.core.models import WorkItem
from wms.core.states import Role
from wms.core.transactions import run

PLACE, OTHER = "A01-01-01", "A02-03-01"


def lose(house: House, units: int) -> None:
    """The stock keeper finds that units are gone."""
    loss = partial(
        declare_loss, cause=CAUSE, location=house.places[PLACE], sku=house.skus[BLACK], lot=None, quantity=units,
        reason="lost",
    )  # fmt: skip
    run(loss)


def five_orders_for_all_ten(house: House) -> list[str]:
    house.put(PLACE, BLACK, 10)
    house.settle()
    numbers = [house.buy(**{BLACK: 2}) for _ in range(5)]
    house.pull()
    assert (house.sums(BLACK), house.front()[BLACK]) == ((10, 10, 0), 0)
    return numbers


def test_two_of_ten_lost_before_the_wave(house: House) -> None:
    """The shelf wins: four orders go, the last one stays promised, said to be short, and goes when goods come."""
    numbers = five_orders_for_all_ten(house)
    lose(house, 2)
    house.settle()
    assert (house.sums(BLACK), house.front()[BLACK]) == ((8, 10, 0), 0)
    assert WorkItem.objects.exclude(state="resolved").count() == 1, "an over-promise is explicit"
    (wave,) = house.wave()
    assert (wave.orders, sorted(house.order(number).state for number in numbers)) == (4, ["promised"] + ["waved"] * 4)
    left_out = LeftOut.objects.get()
    ranked = sorted(map(house.order, numbers), key=lambda order: (order.due_at, order.placed_at, order.pk))
    assert (left_out.order, left_out.code) == (ranked[-1], "no_pick_face_stock")
    house.walk(house.picker)
    house.put(OTHER, BLACK, 2)
    house.settle()
    house.wave()
    house.walk(house.picker)
    for number in numbers:
        house.seal(number)
        assert house.hand_over(number)["code"] == "handover.scanned"
    house.settle()
    assert (house.sums(BLACK), house.oversold()) == ((0, 0, 0), 0)
    assert not WorkItem.objects.exclude(state="resolved").exists()
    house.agrees()


def test_two_of_ten_lost_while_the_picker_walks(house: House) -> None:
    """All ten are placed at that shelf: the loss takes two back from the weakest, and no walk fetches what is gone."""
    numbers = five_orders_for_all_ten(house)
    house.rule.trolley_slots = 8
    house.rule.save()
    house.wave()
    house.walk(house.picker, until="location")
    lose(house, 2)
    house.settle()
    house.walk(house.picker)
    states = [house.order(number).state for number in numbers]
    assert sorted(states) == ["held", "picked", "picked", "picked", "picked"]
    assert (house.lies(PLACE, BLACK), house.sums(BLACK)) == (0, (8, 10, 0))
    house.agrees()
    for number, state in zip(numbers, states, strict=True):
        if state == "picked":
            house.seal(number)
            house.hand_over(number)
    house.settle()
    assert house.sums(BLACK) == (0, 2, 0)
    house.agrees()


def test_an_order_that_nobody_has_heard_of_is_pulled_before_stock_is_pushed(house: House) -> None:
    """[M25] Three units are sold at the front; a push of the bare shelf would sell them again."""
    house.put(PLACE, BLACK, 10)
    house.settle()
    number = house.buy(**{BLACK: 3})
    ShopAccount.objects.filter(pk=house.account.pk).update(orders_seen_until=None)
    house.put(OTHER, BLACK, 1)
    house.settle()
    assert (house.order(number).state, house.front()[BLACK]) == ("promised", 8)
    house.agrees()


def test_an_order_while_a_push_is_under_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """[M25] The state was read, the request is on its way, a buyer is quicker: the next push puts it right."""
    house.put(PLACE, BLACK, 10)
    house.settle()
    plain, bought = LiveGateway.push_states, []

    def push(self: LiveGateway, account: ShopAccount, items: Any) -> Any:
        if not bought:
            bought.append(house.buy(**{BLACK: 3}))
        return plain(self, account, items)

    monkeypatch.setattr(LiveGateway, "push_states", push)
    lose(house, 4)
    house.settle()
    house.pull()
    (number,) = bought
    assert (house.order(number).state, house.sums(BLACK), house.front()[BLACK]) == ("promised", (6, 3, 0), 3)
    with pytest.raises(ControlRefused, match="front_stock"):
        house.buy(**{BLACK: 4})
    last = house.buy(**{BLACK: 3})
    house.pull()
    assert (house.order(last).state, house.sums(BLACK), house.oversold()) == ("promised", (6, 6, 0), 0)
    house.agrees()


def test_of_two_orders_in_one_pull_the_older_one_gets_the_goods(house: House) -> None:
    """Four shown, two lost, and both buyers were quicker than the news: first come, first served."""
    house.put(PLACE, BLACK, 4)
    house.settle()
    older, younger = house.buy(**{BLACK: 2}), house.buy(**{BLACK: 2})
    lose(house, 2)
    house.pull()
    assert (house.order(older).state, house.order(younger).state) == ("promised", "waiting")
    assert (house.sums(BLACK), house.front()[BLACK]) == ((2, 2, 2), 0)
    house.agrees()


def two_walks_at_one_place(house: House, units: int) -> tuple[list[str], Walk, Walk]:
    house.put(PLACE, BLACK, units)
    house.rule.trolley_slots = 1
    house.rule.save()
    house.settle()
    numbers = [house.buy(**{BLACK: 2}) for _ in range(2)]
    house.pull()
    house.wave()
    assert PickList.objects.count() == 2
    second = hand_at(house.warehouse, Role.PICKER, name="王磊")
    walks = Walk(house, house.picker, 0), Walk(house, second, 1)
    for walk in walks:
        while walk.step != "location":
            walk.scan()
    return numbers, *walks


def test_two_pickers_at_one_place_take_turns_scan_by_scan(house: House) -> None:
    numbers, one, two = two_walks_at_one_place(house, 5)
    while "cart" not in (one.step, two.step):
        one.scan()
        two.scan()
    assert (house.lies(PLACE, BLACK), house.sums(BLACK)) == (1, (5, 4, 0))
    assert [house.order(number).state for number in numbers] == ["picked", "picked"]
    house.agrees()


def test_two_pickers_at_one_place_and_one_finds_it_empty(house: House) -> None:
    """Four units in the books, two on the shelf: the second picker says so, and nobody sends him there again."""
    numbers, one, two = two_walks_at_one_place(house, 4)
    while one.step != "cart":
        one.scan()
    two.scan()
    assert two.hand.command("SHORT")[1] == "pick.short_asked"
    assert two.hand.command("NOSTOCK")[:2] == ("ok", "pick.short_told")
    assert two.hand.command("HOLD")[:2] == ("ok", "pick.walk_done_short")
    house.settle()
    assert sorted(house.order(number).state for number in numbers) == ["held", "picked"]
    assert WorkItem.objects.filter(kind="pick.short").count() == 1
    house.agrees()
    found = partial(
        adjust_stock, cause=CAUSE, location=house.places[OTHER], sku=house.skus[BLACK], lot=None, to_on_hand=2,
        reason="found", approver=PersonFactory(),
    )  # fmt: skip
    run(found)
    house.settle()
    house.agrees()
