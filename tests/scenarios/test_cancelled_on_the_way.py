"""[M4] The buyer cancels at each arrow: the goods stop where they are and lie on a shelf again, the window knows."""

from __future__ import annotations

import pytest

from packing.models import Parcel
from tests.scenarios.conftest import BLACK, House
from wms.aliexpress.sandbox.control import ControlRefused
from wms.core.models import WorkItem
from wms.scan.testing import Handheld

PLACE = "A01-01-01"


@pytest.fixture
def number(house: House) -> str:
    """An order of two of the five that lie at one place, promised."""
    house.put(PLACE, BLACK, 5)
    house.settle()
    number = house.buy(**{BLACK: 2})
    house.pull()
    assert house.order(number).state == "promised"
    return number


def cancel(house: House, number: str) -> None:
    """The buyer asks at the platform; the next pull tells us."""
    house.ask("cancel", order_id=number)
    house.pull()


def is_as_before(house: House, number: str) -> None:
    """Nothing is reserved, all five are sellable and on the shelf, nothing was sent."""
    house.settle()
    assert (house.order(number).state, house.sums(BLACK)) == ("cancelled", (5, 0, 0))
    assert (house.lies(PLACE, BLACK), house.front()[BLACK]) == (5, 5)
    assert house.at_platform(number)["shipments"] == []
    assert not WorkItem.objects.filter(kind="put_back").exclude(state="resolved").exists()
    house.agrees()


def test_before_the_wave(house: House, number: str) -> None:
    cancel(house, number)
    is_as_before(house, number)
    assert house.wave() == []


def test_after_the_wave(house: House, number: str) -> None:
    house.wave()
    cancel(house, number)
    is_as_before(house, number)


def test_with_the_units_in_the_pickers_hand(house: House, number: str) -> None:
    house.wave()
    house.walk(house.picker, until="tote")
    cancel(house, number)
    assert house.walk(house.picker, until="cart") == ["pick.given_back"]
    is_as_before(house, number)


def test_with_the_units_in_their_tote(house: House, number: str) -> None:
    house.wave()
    house.walk(house.picker)
    cancel(house, number)
    assert house.sums(BLACK) == (3, 0, 0)
    house.put_back(house.keeper)
    is_as_before(house, number)


def test_at_the_bench_between_two_units(house: House, number: str) -> None:
    house.wave()
    house.walk(house.picker)
    scanner = house.open_parcel(number)
    scanner.scan(house.labels[BLACK])
    cancel(house, number)
    house.bench.look(scanner)
    stopped_and_put_back(house, number, scanner)


def test_at_the_bench_with_the_label_printed(house: House, number: str) -> None:
    house.wave()
    house.walk(house.picker)
    scanner = house.pack(number)
    cancel(house, number)
    house.bench.look(scanner)
    stopped_and_put_back(house, number, scanner)


def test_as_a_sealed_parcel(house: House, number: str) -> None:
    house.wave()
    house.walk(house.picker)
    house.seal(number)
    cancel(house, number)
    answer = house.hand_over(number)
    assert (answer["verdict"], house.order(number).state) == ("refused", "packed")
    scanner = house.bench.at()
    assert scanner.scan(house.label_of(number))["step"] == "intercept"
    stopped_and_put_back(house, number, scanner)


def stopped_and_put_back(house: House, number: str, scanner: Handheld) -> None:
    assert scanner.seen["step"] == "intercept"
    assert scanner.scan(house.totes[-1].barcode)["code"] == "pack.intercepted"
    assert Parcel.objects.get(order__number=number).state == "cancelled"
    house.put_back(house.keeper)
    is_as_before(house, number)


def test_after_it_has_left_it_is_too_late(house: House, number: str) -> None:
    house.wave()
    house.walk(house.picker)
    house.seal(number)
    house.hand_over(number)
    house.settle()
    with pytest.raises(ControlRefused, match="too_late"):
        house.ask("cancel", order_id=number)
    assert (house.order(number).state, house.sums(BLACK)) == ("shipped", (3, 0, 0))
    house.agrees()
