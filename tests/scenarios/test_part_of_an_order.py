"""A shelf gives less than was sold: the part that is there leaves first, the rest follows, or never comes."""

from __future__ import annotations

from functools import partial

import pytest

from picking.models import Order
from picking.operations.ship_part import end_rest, ship_part
from tests.floor import CAUSE
from tests.scenarios.conftest import BLACK, CLEAR, House, Walk
from wms.core.models import WorkItem
from wms.core.transactions import run
from wms.scan.codes import make


@pytest.fixture
def number(house: House) -> str:
    """Wants 3 and 1; of the three one is found, and the walk ends short."""
    house.put("A01-01-01", BLACK, 3)
    house.put("A02-02-01", CLEAR, 1)
    house.settle()
    number = house.buy(**{BLACK: 3, CLEAR: 1})
    house.pull()
    house.wave()
    walk = Walk(house, house.picker, 0)
    while walk.step != "item":
        walk.scan()
    walk.scan()
    for command in ("SHORT", "NOSTOCK", "ELSEWHERE"):
        walk.data = walk.hand.handheld.scan(make("command", command))["data"]
    while walk.step != "cart":
        walk.scan()
    house.settle()
    assert (house.order(number).state, house.order(number).hold_code) == ("held", "pick.short")
    return number


def leave(house: House, number: str, part: int) -> str:
    house.seal(number, part)
    assert house.hand_over(number, part)["code"] == "handover.scanned"
    house.settle()
    return house.label_of(number, part)


def told(house: House, number: str) -> tuple[str, list[tuple[str, str]]]:
    order = house.sandbox.world.orders[number]
    return order["status"], [(row["logistics_no"], row["send_type"]) for row in order["shipments"]]


def test_what_is_there_leaves_first_and_the_rest_closes_the_order(house: House, number: str) -> None:
    short = house.order(number)
    run(partial(ship_part, cause=CAUSE, order_id=short.pk, reason="buyer agrees", rest_follows=True))
    assert [(row.state, row.items.count()) for row in Order.objects.order_by("part")] == [("picked", 2), ("waiting", 1)]
    first = leave(house, number, 1)
    assert told(house, number) == ("SELLER_PART_SEND_GOODS", [(first, "part")])

    house.pull()  # the platform tells it as changed: nothing of it is held up by that
    house.put("A01-02-01", BLACK, 2)
    house.settle()
    assert house.order(number, 2).state == "promised"
    house.wave()
    house.walk(house.picker)
    second = leave(house, number, 2)
    assert told(house, number) == ("WAIT_BUYER_ACCEPT_GOODS", [(first, "part"), (second, "all")])
    assert (house.sums(BLACK), house.sums(CLEAR)) == ((0, 0, 0), (0, 0, 0))
    assert not WorkItem.objects.filter(subject_type="order").exclude(state="resolved").exists()
    house.agrees()


def test_a_rest_that_never_comes_closes_the_order_with_what_has_left(house: House, number: str) -> None:
    short = house.order(number)
    run(partial(ship_part, cause=CAUSE, order_id=short.pk, reason="buyer agrees", rest_follows=True))
    first = leave(house, number, 1)
    run(partial(end_rest, cause=CAUSE, order_id=house.order(number, 2).pk, reason="sold out"))
    house.settle()
    assert told(house, number) == ("WAIT_BUYER_ACCEPT_GOODS", [(first, "part"), (first, "all")])
    house.pull()
    assert [row.state for row in Order.objects.order_by("part")] == ["shipped", "cancelled"]
    house.agrees()
