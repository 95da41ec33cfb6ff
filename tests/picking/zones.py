"""A floor whose two aisles are zones of their own, each with a pass point, and what its people do there."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.models import Location, Zone
from inventory.states import ZoneKind
from picking.models import PickList, PickZone
from picking.states import PickMode
from tests.factories.inventory import LocationFactory, ZoneFactory
from tests.picking.conftest import Floor, Picker, make_floor, make_picker
from tests.picking.walks import place, triple

NEAR, FAR = "A01-01-01", "A02-01-01"  # SKU 0 lies in the first zone, SKU 1 in the second


def zone_floor(zones: int = 2) -> Floor:
    """One zone an aisle, ten units of SKU 0 in the first, of SKU 1 in the second; carts of four slots."""
    made = make_floor()
    names = [
        Zone.objects.get(warehouse=made.warehouse),
        *(ZoneFactory(warehouse=made.warehouse) for _ in range(zones - 1)),
    ]
    packing = ZoneFactory(warehouse=made.warehouse, kind=ZoneKind.PACKING)
    for number, zone in enumerate(names):
        Location.objects.filter(warehouse=made.warehouse, aisle=f"A{number + 1:02}").update(zone=zone)
        code = f"P-{number + 1:02}"
        made.places[code] = LocationFactory(
            warehouse=made.warehouse, zone=packing, code=code, x_mm=1000 + 3000 * number, y_mm=0
        )
        PickZone.objects.create(zone=zone, point=made.places[code])
    made.rule.pick_mode = PickMode.ZONE_PASS
    made.rule.save()
    made.put(NEAR, 0, 10)
    made.put(FAR, 1, 10)
    return made


def zone_of(floor: Floor, code: str) -> Zone:
    zone = Location.objects.select_related("zone").get(warehouse=floor.warehouse, code=code).zone
    assert zone is not None
    return zone


def picker_of(floor: Floor, code: str) -> Picker:
    """Somebody who picks only in the zone of this place."""
    made = make_picker(floor)
    PickZone.objects.get(zone=zone_of(floor, code)).people.add(made.person)
    return made


@pytest.fixture
def floor() -> Floor:
    return zone_floor()


@pytest.fixture
def near(floor: Floor) -> Picker:
    return picker_of(floor, NEAR)


@pytest.fixture
def far(floor: Floor) -> Picker:
    return picker_of(floor, FAR)


def the_list() -> PickList:
    return PickList.objects.get()


def fetch(floor: Floor, picker: Picker, answer: dict[str, Any]) -> dict[str, Any]:
    """Pick what the screen asks for, place by place, until it asks for something else."""
    while answer["step"] in {"location", "item"}:
        data = answer["data"]
        if answer["step"] == "location":
            picker.scan(place(floor, data["location"]))
        for _ in range(data["wanted"]):
            answer = picker.scan(data["sku"])
        answer = picker.scan(next(tote for tote in floor.totes if tote.code == answer["data"]["tote"]).barcode)
    return answer


def begin_zone(floor: Floor, picker: Picker, cart: int, totes: int) -> dict[str, Any]:
    """The next list onto a cart with its totes."""
    answer = picker.scan(floor.carts[cart].barcode)
    assert triple(answer) == ("ok", "pick.started", "slot"), answer
    for number in range(totes):
        answer = picker.scan(floor.totes[number].barcode)
    return answer


def pass_first_zone(floor: Floor, picker: Picker, orders: int = 1) -> dict[str, Any]:
    """Orders of both zones, waved, picked in the first one and laid at the second one's pass point."""
    for _ in range(orders):
        floor.order((0, 1), (1, 2))
    floor.wave()
    done = fetch(floor, picker, begin_zone(floor, picker, 0, orders))
    assert triple(done) == ("ok", "pick.zone_done", "pass"), done
    return picker.scan(place(floor, "P-02"))
