"""What is wrong with a manual order, a put wall or a rule is told in words, in both languages."""

from __future__ import annotations

import inspect
import re

import pytest
from django.test import Client
from django.urls import reverse

from inventory.operations import floor_plans
from picking.errors import ManualOrderInvalid, RoutingInvalid
from picking.models import PutWall
from picking.operations import manual_orders, routing_rules, walls, wave_rules, zones
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from tests.factories.picking import PutWallFactory
from wms.core.desk.doors import said_of
from wms.core.messages import PROBLEMS, say
from wms.core.models import Assignment
from wms.core.states import Role


@pytest.mark.parametrize(
    ("code", "module"),
    [
        ("order.manual_invalid", manual_orders),
        ("order.routing_invalid", routing_rules),
        ("wall.invalid", walls),
        ("wave_rule.invalid", wave_rules),
        ("pick_zone.invalid", zones),
        ("floor_plan.invalid", floor_plans),
    ],
)
def test_every_problem_that_is_raised_has_its_words(code: str, module: object) -> None:
    source = inspect.getsource(module)  # type: ignore[arg-type]
    raised = set(re.findall(r'problem="(\w+)"', source)) | set(re.findall(r'return "(\w+)", ', source))
    ranges = set(wave_rules.RANGES) if module is wave_rules else set()
    assert raised | ranges == set(PROBLEMS[code])


def test_the_desk_shows_words_and_not_the_code() -> None:
    refusal = ManualOrderInvalid(problem="reference", value="A-1")
    assert said_of(refusal).note == "单号 A-1 已经录过"
    assert say(refusal.code, refusal.facts, "en").note == "Your number A-1 was used before"
    rule = RoutingInvalid(warehouse="MAD", problem="distance")
    assert say(rule.code, rule.facts, "zh-hans").note == "MAD 的距离要在 0 到 40,000 公里之间"
    assert say(rule.code, rule.facts, "en").note == "Distances of MAD must be 0 to 40,000 km"


def test_the_figures_in_the_words_are_those_of_the_rules() -> None:
    figures = {
        ("order.manual_invalid", "lines"): manual_orders.MOST_LINES,
        ("order.manual_invalid", "units"): manual_orders.MOST_UNITS,
        ("order.routing_invalid", "parcels"): routing_rules.MOST_PARCELS,
        ("order.routing_invalid", "distance"): routing_rules.MOST_KM,
        ("wall.invalid", "size"): walls.SLOTS_MOST,
        ("wall.invalid", "too_many"): walls.NUMBER_MOST,
        ("wave_rule.invalid", "slots"): wave_rules.SLOTS_MOST,
        ("wave_rule.invalid", "most_orders"): wave_rules.ORDERS_MOST,
    }
    for (code, problem), most in figures.items():
        assert all(re.search(rf"\b{most:,}\b", text, re.ASCII) for text in PROBLEMS[code][problem])


@pytest.mark.django_db
def test_a_wall_s_code_that_is_taken_is_told_at_its_field(client: Client) -> None:
    person, house = PersonFactory(), StockedWarehouseFactory()
    Assignment.objects.create(person=person, warehouse=house, role=Role.MANAGER)
    client.force_login(person)
    client.cookies["language"] = "en"
    PutWallFactory(warehouse=house, code="A")
    answer = client.post(reverse("picking:new_wall"), {"code": "a", "rows": "2", "columns": "3"})
    assert answer.status_code == 400
    assert answer.context["form"].errors == {"code": ["A wall of this warehouse has this code"]}
    assert PutWall.objects.count() == 1
