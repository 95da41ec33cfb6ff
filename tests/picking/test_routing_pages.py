"""The routing pages: a shop's rule by form, the dry explanation, an order sent elsewhere with a reason [M3]."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from picking.models import Order, RoutingDecision, RoutingRule
from picking.operations.routing_rules import routing_facts
from tests.factories.core import PersonFactory
from tests.picking.conftest import Floor
from tests.picking.test_routing import TwoHouses
from wms.core.models import Assignment, AuditEntry
from wms.core.states import Role


@pytest.fixture
def houses(floor: Floor) -> TwoHouses:
    return TwoHouses(floor)


@pytest.fixture
def desk(houses: TwoHouses, client: Client) -> Client:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=None, role=Role.MANAGER)
    client.force_login(person)
    client.cookies["warehouse"] = houses.home.code
    return client


def typed(houses: TwoHouses, **changes: str) -> dict[str, str]:
    home, spain = houses.home.pk, houses.spain.pk
    return {
        "most_parcels": "3",
        "most_parcels_promised": "1",
        f"w{home}-is_used": "on",
        f"w{home}-rank": "2",
        f"w{home}-distance_km": "",
        f"w{home}-distances": "",
        f"w{spain}-is_used": "on",
        f"w{spain}-rank": "1",
        f"w{spain}-distance_km": "9000",
        f"w{spain}-distances": "es 120，FR 900, eu 1500",
        **changes,
    }


def address(houses: TwoHouses) -> str:
    return reverse("picking:routing_shop", args=[houses.floor.shop.pk])


def test_the_rule_is_saved_as_typed_and_audited(houses: TwoHouses, desk: Client) -> None:
    assert desk.post(address(houses), typed(houses)).status_code == 302
    assert routing_facts(houses.floor.shop) == {
        "most_parcels": 3,
        "most_parcels_promised": 1,
        "ES": {"rank": 1, "elsewhere": 9000, "ES": 120, "FR": 900, "EU": 1500},
        "SZ": {"rank": 2, "elsewhere": None},
    }
    entry = AuditEntry.objects.get(action="routing.saved")
    assert (entry.before["most_parcels"], entry.after["most_parcels"]) == (2, 3)
    assert "ES" in desk.get(reverse("picking:routing")).content.decode()


@pytest.mark.parametrize("distances", ["ES", "ES far", "ESP 100", "ES -1", "ES 99999"])
def test_distances_that_cannot_be_read_are_told_and_nothing_is_saved(
    houses: TwoHouses, desk: Client, distances: str
) -> None:
    before = routing_facts(houses.floor.shop)
    answer = desk.post(address(houses), typed(houses, **{f"w{houses.spain.pk}-distances": distances}))
    assert (answer.status_code, distances.upper() in answer.content.decode()) == (400, True)
    assert routing_facts(houses.floor.shop) == before


def test_without_a_warehouse_the_shop_has_no_rule(houses: TwoHouses, desk: Client) -> None:
    desk.post(address(houses), {"most_parcels": "2", "most_parcels_promised": "1"})
    assert not RoutingRule.objects.exists()


def test_the_explanation_shows_each_warehouse_and_writes_nothing(houses: TwoHouses, desk: Client) -> None:
    houses.put(0, home=5)
    code = houses.floor.bindings[0].seller_sku
    page = desk.get(address(houses), {"lines": f"{code} 2", "country": "ES"}).content.decode()
    assert f"{code} × 2" in page
    assert not Order.objects.exists()
    assert desk.get(address(houses), {"lines": "", "country": "ES"}).status_code == 200


def test_an_order_is_sent_elsewhere_with_a_reason_only(houses: TwoHouses, desk: Client) -> None:
    houses.put(0, home=5, spain=5)
    order = houses.order((0, 1))
    there = reverse("picking:reroute", args=[order.pk])
    assert desk.post(f"{there}?w=ES", {"warehouse": "SZ", "reason": " "}).status_code == 302
    assert Order.objects.get().warehouse.code == "ES"
    desk.post(f"{there}?w=ES", {"warehouse": "SZ", "reason": "strike"})
    assert Order.objects.get().warehouse.code == "SZ"
    assert RoutingDecision.objects.order_by("-pk")[0].note == "strike"
    assert desk.post(f"{there}?w=ES", {"reason": "again"}).status_code == 404
