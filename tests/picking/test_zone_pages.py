"""Zone pass at the desk: pass points and people of zones, what a rule contradicts itself with, where totes wait."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.models import Location
from picking.errors import WaveRuleInvalid
from picking.models import PickList, PickZone, Wave
from picking.operations import zones
from picking.operations.wave_rules import check_rule
from picking.planning.layout import Depot
from picking.rules import facts_of
from picking.selectors.halts import stops_of
from picking.selectors.zone_walks import parts_of_walk
from tests.factories.core import PersonFactory
from tests.picking.conftest import Floor, make_picker
from tests.picking.test_wave_pages import desk, manager
from tests.picking.zones import FAR, NEAR, pass_first_zone, picker_of, zone_floor, zone_of
from wms.core.models import AuditEntry, Warehouse

__all__ = ["desk", "manager"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def floor() -> Floor:
    return zone_floor()


def save(desk: Client, floor: Floor, code: str = FAR, **given: Any) -> str:
    """The page after a zone's form was sent, as text."""
    answer = desk.post(reverse("picking:zone", args=[zone_of(floor, code).pk]), given, follow=True)
    return str(answer.content.decode())


def test_a_zone_gets_its_pass_point_and_its_people(floor: Floor, desk: Client) -> None:
    person = make_picker(floor).person
    assert "已保存" in save(desk, floor, point="p-01", people=[person.pk])
    row = PickZone.objects.get(zone=zone_of(floor, FAR))
    assert (row.point, list(row.people.all())) == (floor.places["P-01"], [person])
    entry = AuditEntry.objects.get(action="pick_zone.set")
    assert (entry.before["point"], entry.after) == ("P-02", {"point": "P-01", "people": [person.name]})


@pytest.mark.parametrize(
    ("point", "words"),
    [("NOWHERE", "本仓没有库位 NOWHERE"), ("", "要经过这个区"), ("A01-02-01", "A01-02-01 已停用")],
)
def test_what_a_zone_cannot_have_is_told_and_nothing_changes(
    floor: Floor, desk: Client, point: str, words: str
) -> None:
    place = floor.places["A01-02-01"]
    place.is_active, place.is_blocked = False, True
    place.save()
    assert words in save(desk, floor, point=point)
    assert PickZone.objects.get(zone=zone_of(floor, FAR)).point == floor.places["P-02"]


def test_somebody_who_may_not_pick_here_is_nobodys_zone(floor: Floor, desk: Client) -> None:
    save(desk, floor, point="P-02", people=[PersonFactory().pk])
    assert PickZone.objects.get(zone=zone_of(floor, FAR)).people.count() == 0


def test_of_two_managers_who_set_a_zone_first_at_once_both_are_kept_in_their_order(
    floor: Floor, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone = zone_of(floor, FAR)
    PickZone.objects.filter(zone=zone).delete()
    checked = zones.location_by_code

    def look(warehouse: Warehouse, code: str) -> Location | None:
        PickZone.objects.create(zone=zone, point=floor.places["P-01"])
        monkeypatch.setattr(PickZone.objects, "filter", lambda **_: PickZone.objects.none())
        return checked(warehouse, code)

    monkeypatch.setattr(zones, "location_by_code", look)
    monkeypatch.setattr(zones, "_refuse_if_needed", lambda *_: None)
    assert "已保存" in save(desk, floor, point="P-02")
    entry = AuditEntry.objects.get(action="pick_zone.set")
    assert (entry.before, entry.after) == ({"point": "P-01"}, {"point": "P-02"})


def test_zones_stand_in_walking_order_with_what_waits_in_each(floor: Floor, desk: Client) -> None:
    far = picker_of(floor, FAR).person
    pass_first_zone(floor, make_picker(floor))
    page = desk.get(reverse("picking:zones")).content.decode()
    near_at, far_at = (page.index(f"{zone_of(floor, code).code} ") for code in (NEAR, FAR))
    assert near_at < page.index("P-01") < far_at < page.index("P-02") < page.index(far.name)
    with CaptureQueriesContext(connection) as few:
        desk.get(reverse("picking:zones"))
    for number in range(3):
        PickZone.objects.get(zone=zone_of(floor, NEAR)).people.add(PersonFactory(name=f"{number}"))
    with CaptureQueriesContext(connection) as many:
        desk.get(reverse("picking:zones"))
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("changes", "field", "problem"),
    [
        ({"is_bulk": True}, "pick_mode", "zone_bulk"),
        ({"joins_late": True}, "joins_late", "zone_late"),
        ({"zones": (NEAR,)}, "zones", "one_zone"),
        ({"zones": (NEAR, FAR), "point": None}, "pick_mode", "no_point"),
        ({"point": None}, "pick_mode", "no_point"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused_at_its_field(
    floor: Floor, changes: dict[str, Any], field: str, problem: str
) -> None:
    if "point" in changes:
        PickZone.objects.filter(zone=zone_of(floor, FAR)).update(point=changes.pop("point"))
    zones = tuple(zone_of(floor, code).pk for code in changes.pop("zones", ()))
    with pytest.raises(WaveRuleInvalid) as refused:
        check_rule(replace(facts_of(floor.rule), zones=zones, **changes))
    what = zone_of(floor, FAR).code if problem == "no_point" else ""
    assert refused.value.facts == {"field": field, "problem": problem, "what": what}


def test_the_floor_map_numbers_the_stops_of_each_zone_and_leads_over_its_pass_points(
    floor: Floor, desk: Client
) -> None:
    floor.put("A01-03-01", 2, 5)
    floor.order((0, 1), (2, 1), (1, 1))
    floor.wave()
    walk = PickList.objects.get()
    near, far = parts_of_walk(walk, stops_of([walk])[walk.pk], 1)
    codes = {place.pk: code for code, place in floor.places.items()}
    assert [[codes[pk] for pk, _ in part.halts] for part in (near, far)] == [[NEAR, "A01-03-01"], [FAR]]
    assert near.site is not None
    assert far.site is not None
    assert (near.site.floors[""].end, far.site.floors[""].start) == (Depot(4000, 0),) * 2
    page = desk.get(f"{reverse('picking:map')}?wave={walk.wave_id}").content.decode()
    assert all(f'<polyline class="walk{style}"' in page for style in (1, 2))  # each zone's part is told from the next
    for code, last in ((NEAR, 2), (FAR, 1)):
        assert f"{walk.number} · {zone_of(floor, code).code} · {last} · " in page
    assert "没有量：周转箱逐区接力" in page


def test_wave_and_order_tell_where_the_totes_wait(floor: Floor, desk: Client) -> None:
    picker = make_picker(floor)
    pass_first_zone(floor, picker)
    walk, zone = PickList.objects.get(), zone_of(floor, FAR).code
    page = desk.get(reverse("picking:wave", args=[Wave.objects.get().pk])).content.decode()
    assert walk.laid_at is not None
    since = f"{walk.laid_at.astimezone(floor.warehouse.zone):%H:%M}"
    assert f"{zone} 区" in page
    assert "箱在 P-02" in page
    order = walk.slots.get().order
    told = desk.get(reverse("reports:order", args=[order.pk])).content.decode()
    assert f"等 {zone} 区接着拣 · {since} 起在 P-02" in told
    picker.scan(floor.carts[0].barcode)
    picker.command("MISSING")
    assert f"{floor.totes[0].code} 不在" in desk.get(reverse("picking:wave", args=[walk.wave_id])).content.decode()
