"""[M33] What the bench sees, and the one thing that no scan can see."""

from __future__ import annotations

import pytest

from packing.models import Parcel, ParcelMismatch
from tests.scenarios.conftest import BLACK, CLEAR, House
from wms.core.models import ScanEvent, WorkItem


@pytest.fixture
def two_orders(house: House) -> tuple[str, str]:
    """Two picked orders: a black case, a clear one."""
    house.put("A01-01-01", BLACK, 3)
    house.put("A01-02-01", CLEAR, 3)
    house.settle()
    numbers = house.buy(**{BLACK: 1}), house.buy(**{CLEAR: 1})
    house.pull()
    house.wave()
    house.walk(house.picker)
    return numbers


def test_the_wrong_unit_with_its_own_label_is_caught(house: House, two_orders: tuple[str, str]) -> None:
    black, _ = two_orders
    scanner = house.open_parcel(black)
    answer = scanner.scan(house.labels[CLEAR])
    assert (answer["verdict"], answer["code"], answer["data"]["facts"]["sku"]) == ("refused", "pack.wrong_unit", BLACK)
    assert (Parcel.objects.get().is_blocked, house.at_platform(black)["waybills"]) == (True, [])
    assert ParcelMismatch.objects.get().kind == "wrong"
    event = ScanEvent.objects.get(is_wrong=True)
    assert (event.stage, event.sku_code, event.scanned_sku_code) == ("pack", BLACK, CLEAR)
    assert WorkItem.objects.get(kind="pack.mismatch").is_urgent
    assert house.lies("A01-02-01", CLEAR) == 2
    house.agrees()


def test_the_wrong_unit_under_a_right_looking_label_is_seen_by_no_scan(
    house: House, two_orders: tuple[str, str]
) -> None:
    """A clear case in a bag that says black: every scan is right, so the parcel leaves wrong and the books are content.

    Only a second sense finds it (weight, a count of what is left over). simulate counts these as unseen_errors.
    """
    black, _ = two_orders
    house.seal(black)  # the unit's label reads black, whatever is in the bag
    assert house.hand_over(black)["code"] == "handover.scanned"
    house.settle()
    assert not ScanEvent.objects.filter(is_wrong=True).exists()
    assert not WorkItem.objects.filter(kind="pack.mismatch").exists()
    assert house.at_platform(black)["shipments"] == [house.label_of(black)]
    house.agrees()


def test_two_labels_swapped_at_the_bench_are_caught(house: House, two_orders: tuple[str, str]) -> None:
    """The label is scanned off the parcel before it closes: the other order's label does not close this one."""
    black, clear = two_orders
    house.seal(black)
    scanner = house.pack(clear)
    answer = scanner.scan(house.label_of(black))
    assert (answer["verdict"], answer["code"]) == ("refused", "pack.wrong_label")
    assert (house.order(clear).state, Parcel.objects.get(order__number=clear).is_blocked) == ("packing", True)
    assert house.hand_over(clear)["verdict"] == "refused"
    house.bench.look(scanner)
    assert scanner.scan(house.label_of(clear))["code"] == "pack.closed"
    for number in two_orders:
        assert house.hand_over(number)["code"] == "handover.scanned"
    house.settle()
    assert [house.at_platform(number)["shipments"] for number in two_orders] == [
        [house.label_of(number)] for number in two_orders
    ]
    house.agrees()
