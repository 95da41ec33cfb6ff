"""The floor map: every place drawn once at its coordinates, steps by lightness and hatch, walks with numbered stops."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inventory.models import Location
from inventory.selectors.floor import storage_places
from picking.models import PickList, Wave
from picking.selectors.floor_map import (
    Scale,
    bounds_of,
    first_come_stops,
    floor_map,
    step_of,
    stops_of,
    walk_length,
)
from tests.factories.inventory import StockedWarehouseFactory
from tests.picking.conftest import Floor, Picker
from tests.picking.test_wave_pages import desk, manager
from tests.picking.walks import begin, place
from tests.picking.waves_at_desk import two_lists
from wms.core.models import Warehouse

__all__ = ["desk", "manager"]


def page(desk: Client, **query: object) -> str:
    answer = desk.get(reverse("picking:map"), query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def many_places(warehouse: Warehouse, count: int) -> None:
    Location.objects.bulk_create(
        Location(
            warehouse=warehouse,
            code=f"M{number:05}",
            aisle=f"M{number // 100:03}",
            x_mm=100_000 + 3000 * (number // 100),
            y_mm=1000 + 1000 * (number % 100),
            walk_order=number,
        )
        for number in range(count)
    )


def test_steps_rise_and_the_highest_is_the_last() -> None:
    assert bounds_of([0, 0]) == (1, 2, 3, 4, 5)
    assert bounds_of([40, 3, 0]) == (7, 14, 21, 28, 35)
    assert [step_of(number, (7, 14, 21, 28, 35)) for number in (0, 6, 7, 34, 35, 99)] == [0, 0, 1, 4, 5, 5]


def test_every_place_stands_at_its_coordinates(floor: Floor) -> None:
    found = floor_map(floor.warehouse, "picks", timezone.now())
    assert found is not None
    cells = {cell.place.code: cell for cell in found.cells}
    assert len(cells) == 8
    assert [name for name, _ in found.aisles] == ["A01", "A02"]
    assert cells["A01-01-01"].x == cells["A01-04-01"].x < cells["A02-01-01"].x
    assert cells["A01-04-01"].y < cells["A01-01-01"].y == cells["A02-01-01"].y  # the first bay is at the bottom
    assert all(0 < cell.x < found.width and 0 < cell.y < found.height for cell in found.cells)


def test_levels_of_a_bay_are_one_cell(floor: Floor) -> None:
    below = floor.places["A01-01-01"]
    Location.objects.create(
        warehouse=floor.warehouse, code="A01-01-02", aisle="A01", x_mm=below.x_mm, y_mm=below.y_mm, walk_order=99
    )
    found = floor_map(floor.warehouse, "stock", timezone.now())
    assert found is not None
    assert [cell.codes for cell in found.cells if "–" in cell.codes] == ["A01-01-01 – A01-01-02"]


def test_one_switch_shows_picks_stock_and_mix_ups(floor: Floor, picker: Picker, desk: Client) -> None:
    floor.put("A01-01-01", 0, 9)
    floor.put("A01-02-01", 1, 4)
    begin(floor, picker, ((0, 1),))
    for raw in (place(floor, "A01-01-01"), floor.skus[1].code, floor.skus[0].code, floor.totes[0].barcode):
        picker.scan(raw)
    numbers = {}
    for kind in ("picks", "stock", "mix_ups"):
        text = page(desk, show=kind)
        numbers[kind] = dict(re.findall(r"<title>(A01-0[12]-01) · (\d+)</title>", text))
        assert 'fill="url(#hatch)"' in text
        assert not re.search(r"<[^>]+\sstyle=", text)
    assert numbers == {
        "picks": {"A01-01-01": "1", "A01-02-01": "0"},
        "stock": {"A01-01-01": "8", "A01-02-01": "4"},
        "mix_ups": {"A01-01-01": "1", "A01-02-01": "0"},
    }
    assert f'href="/stock/places/{floor.places["A01-01-01"].pk}/"' in page(desk, show="nonsense")


def test_walks_lie_over_it_with_numbered_stops(floor: Floor, desk: Client) -> None:
    floor.put("A02-03-01", 1, 20)
    wave = two_lists(floor)
    floor.order((1, 2))
    floor.order((1, 2))
    floor.wave()
    PickList.objects.update(wave=wave)
    text = page(desk, wave=wave.pk)
    assert text.count('<polyline class="walk1"') == text.count('<polyline class="walk2"') == 1
    assert text.count('class="stopn"') == 2
    third = PickList.objects.order_by("number")[2]
    assert third.number in page(desk, wave=wave.pk, list=third.pk)
    both = page(desk, wave=wave.pk, plan="before")
    assert both.count('<polyline class="walk') == 4  # each with its halo beside it
    assert "先到先拣" in both
    assert desk.get(reverse("picking:map"), {"wave": 10**6}).status_code == 404
    assert desk.get(reverse("picking:map"), {"wave": "x"}).status_code == 404


def test_before_is_first_come_on_the_same_carts(floor: Floor) -> None:
    for code, sku in (("A01-01-01", 0), ("A02-04-01", 1)):
        floor.put(code, sku, 20)
    floor.rule.trolley_slots = 2
    floor.rule.save()
    for sku in (0, 1, 0, 1):
        floor.order((sku, 2))
    floor.wave()
    wave = Wave.objects.get()
    near, far = floor.places["A01-01-01"].pk, floor.places["A02-04-01"].pk
    assert first_come_stops(wave, 2) == [[(near, 2), (far, 2)]] * 2
    planned = stops_of(list(PickList.objects.all()))
    places = {each.id: each for each in storage_places(floor.warehouse.pk)}
    scale = Scale(list(places.values()))
    before, after = first_come_stops(wave, 2), list(planned.values())
    # From the door one step before the first bay: two carts to the far place and back, against one of them.
    assert walk_length(after, places, scale) < walk_length(before, places, scale) * 0.75
    assert walk_length([[(near, 1)]], places, scale) < walk_length([[(far, 1)]], places, scale)
    assert sorted(planned.values()) == sorted([[(near, 4)], [(far, 4)]])


def test_without_coordinates_there_is_a_table_and_a_way_to_enter_them(floor: Floor, desk: Client) -> None:
    Location.objects.update(x_mm=0, y_mm=0)
    text = page(desk)
    assert '<svg class="chart' not in text
    assert "A01-01-01" in text
    assert reverse("inventory:places") in text
    Location.objects.filter(code="A01-01-01").update(x_mm=1000, y_mm=1000)
    assert "7 个库位没有坐标" in page(desk)


@pytest.mark.parametrize("kind", ["picks", "stock", "mix_ups"])
def test_5000_places_cost_as_many_queries_as_8(floor: Floor, desk: Client, kind: str) -> None:
    wave = two_lists(floor)
    counts = []
    for extra in (0, 5000):
        many_places(floor.warehouse, extra)
        page(desk, show=kind, wave=wave.pk)
        with CaptureQueriesContext(connection) as asked:
            text = page(desk, show=kind, wave=wave.pk)
        counts.append(len(asked))
        assert text.count("<title>") >= 8 + extra
    assert counts[0] == counts[1]
    assert counts[1] <= 30


def test_a_foreign_wave_is_not_there(floor: Floor, desk: Client) -> None:
    wave = two_lists(floor)
    Wave.objects.filter(pk=wave.pk).update(warehouse=StockedWarehouseFactory(code="FAR"))
    assert desk.get(reverse("picking:map"), {"wave": wave.pk}).status_code == 404
