"""The page that changes a floor's layout: the picture first, then the move, then the form set to take it back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from inventory.models import FloorPlan, Location
from picking.floors import problems_of
from tests.picking.conftest import Floor
from tests.picking.test_wave_pages import desk, manager

__all__ = ["desk", "manager"]


def xs(aisle: str) -> set[int]:
    return set(Location.objects.filter(aisle=aisle).values_list("x_mm", flat=True))


def drawn(desk: Client, **asked: object) -> tuple[int, bool, str]:
    """Boxes that move, whether they may, and the page."""
    text = desk.get(reverse("picking:layout_picture"), asked).content.decode()
    group = re.search(r'<g class="rack-new( is-refused)?">(.*?)</g>', text, re.DOTALL)
    assert group is not None
    return group[2].count("<rect"), group[1] is not None, text


def test_the_picture_shows_a_move_before_it_is_made(floor: Floor, desk: Client) -> None:
    assert drawn(desk, aisle="A02", by_mm=500)[:2] == (4, False)
    count, is_refused, text = drawn(desk, aisle="A02", by_mm=-3000)
    assert (count, is_refused, "A02 会压到 A01" in text) == (4, True, True)
    assert drawn(desk)[:2] == (0, False)
    assert xs("A02") == {4000}


def test_the_picture_says_what_follows_a_move(floor: Floor, desk: Client) -> None:
    for at, place in enumerate(Location.objects.exclude(aisle="").order_by("aisle", "y_mm"), start=1):
        Location.objects.filter(pk=place.pk).update(walk_order=at)
    assert "走位顺序不变" in drawn(desk, aisle="A02", by_mm=500)[2]
    last = Location.objects.order_by("-x_mm")[0]
    text = drawn(desk, aisle="A01", by_mm=last.x_mm + 2000)[2]
    assert "走位顺序跟着重排：8 个库位" in text
    assert "A02 → A01" in text
    assert re.findall(r"<text[^>]*>(A0\d)</text>", text) == ["A02", "A01"]
    Location.objects.filter(aisle="A01").update(walk_order=0)
    assert "走位顺序是手工排的" in drawn(desk, aisle="A01", by_mm=last.x_mm + 2000)[2]


def test_the_picture_warns_of_places_that_no_way_would_reach(floor: Floor, desk: Client) -> None:
    xs_of = sorted(set(Location.objects.exclude(aisle="").values_list("x_mm", flat=True)))
    middle = (xs_of[0] + xs_of[1]) // 2
    FloorPlan.objects.create(warehouse=floor.warehouse, ways=[[middle, 0, middle, 5000, False]])
    assert "移动后" not in drawn(desk, aisle="A01", by_mm=1)[2]
    text = drawn(desk, aisle="A02", by_mm=9000)[2]
    assert "移动后：库位在通道之外" in text


def test_a_move_is_made_and_offered_to_be_taken_back(floor: Floor, desk: Client) -> None:
    address = reverse("picking:layout")
    answer = desk.post(f"{address}?floor=&what=aisle", {"aisle": "A02", "by_mm": "500"}, follow=True)
    page = answer.content.decode()
    assert xs("A02") == {4500}
    assert 'name="by_mm" value="-500"' in page
    assert "已移动" in page
    desk.post(f"{address}?floor=&what=aisle", {"aisle": "A02", "by_mm": "-500"})
    assert xs("A02") == {4000}
    assert problems_of(floor.warehouse.pk) == []


def test_a_move_that_is_refused_keeps_what_was_typed(floor: Floor, desk: Client) -> None:
    answer = desk.post(f"{reverse('picking:layout')}?floor=", {"aisle": "A02", "by_mm": "-3000"})
    page = answer.content.decode()
    assert (answer.status_code, 'value="-3000"' in page, page.count("A02 会压到 A01")) == (400, True, 3)
    assert xs("A02") == {4000}


@pytest.mark.parametrize("by_mm", ["2400", "-1"])
def test_bays_move_from_one_on(floor: Floor, desk: Client, by_mm: str) -> None:
    answer = desk.post(f"{reverse('picking:layout')}?floor=&what=bays", {"from_y_mm": "3000", "by_mm": by_mm})
    is_moved = by_mm == "2400"
    assert answer.status_code == (302 if is_moved else 400)
    heights = sorted(set(Location.objects.filter(aisle="A01").values_list("y_mm", flat=True)))
    assert heights == ([1000, 2000, 5400, 6400] if is_moved else [1000, 2000, 3000, 4000])


def test_without_places_there_is_a_way_to_make_some(floor: Floor, desk: Client) -> None:
    Location.objects.update(x_mm=0, y_mm=0)
    assert reverse("inventory:racks") in desk.get(reverse("picking:layout")).content.decode()
