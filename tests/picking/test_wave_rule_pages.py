"""[M30] A rule's preview and its form at the desk: what it would make, what stands at which field."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from picking.models import LeftOut, Order, PickList, Wave, WaveRule
from picking.operations.preview import preview
from picking.operations.wave_rules import rules_now
from tests.factories.picking import WaveRuleFactory
from tests.picking.conftest import Floor
from tests.picking.test_wave_pages import desk, manager
from tests.picking.test_wave_rules import change
from tests.picking.test_wave_rules import fresh_pace as fresh_pace  # a fixture
from wms.core.models import AuditEntry

__all__ = ["desk", "manager"]


class TestPreview:
    def test_it_says_what_generating_makes_and_writes_nothing(self, floor: Floor) -> None:
        floor.put("A01-01-01", 0, 20)
        floor.put("A02-01-01", 1, 20)
        for sku in (0, 1, 0, 1, 0):
            floor.order((sku, 2))
        poor = floor.order((2, 1))
        change(floor, max_orders=3)
        before = list(Order.objects.order_by("pk").values())
        found = preview(floor.warehouse, rules_now(floor.warehouse), now=timezone.now())
        assert list(Order.objects.order_by("pk").values()) == before
        assert (Wave.objects.count(), LeftOut.objects.count(), PickList.objects.count()) == (0, 0, 0)
        assert (found.orders, found.units, found.lines) == (5, 10, 5)
        assert found.left_out == {poor.pk: ("no_stock", {})}
        floor.wave()
        assert sorted(each.walk_mm or 0 for each in found.lists) == sorted(
            PickList.objects.values_list("walk_mm", flat=True)
        )
        assert sum(Wave.objects.values_list("walk_mm", flat=True)) == found.walk_mm

    def test_its_page_explains_and_compares(self, floor: Floor, desk: Client) -> None:
        floor.put("A01-01-01", 0, 20)
        for _ in range(4):
            floor.order((0, 2))
        floor.order((0, 1), carrier="别家")
        change(floor, carriers=("燕文",))
        page = desk.get(reverse("picking:preview")).content.decode()
        for text in ("放行 4 单", "没有规则接它", "建规则", "昨天的规则 5"):
            assert text in page, text
        assert Wave.objects.count() == 0
        one = desk.get(reverse("picking:preview"), {"rule": floor.rule.pk}).content.decode()
        assert "放行 4 单" in one
        assert desk.get(reverse("picking:preview"), {"rule": "x"}).status_code == 404
        answer = desk.post(reverse("picking:generate"), {"rule": floor.rule.pk}, follow=True)
        assert "1 个波次" in answer.content.decode()
        assert Wave.objects.get().order_count == 4


class TestForm:
    def fields(self, **changes: Any) -> dict[str, Any]:
        sound = {
            "name_zh": "单件快波",
            "rank": 5,
            "is_active": "on",
            "classes": ["single_unit"],
            "min_orders": 1,
            "max_orders": 50,
            "pick_mode": "cluster",
            "trolley_slots": 8,
            "schedule_minutes": 10,
        }
        return {**sound, **changes}

    def test_a_rule_is_made_changed_and_switched_off(self, floor: Floor, desk: Client) -> None:
        answer = desk.post(
            reverse("picking:new_rule"), self.fields(weekdays=["0"], hours_from="08:00", hours_until="18:00")
        )
        assert answer.status_code == 302
        rule = WaveRule.objects.get(name_zh="单件快波")
        assert (rule.schedule_seconds, rule.weekdays, rule.hours_from, rule.name_en) == (600, [0], time(8), "单件快波")
        desk.post(reverse("picking:rule", args=[rule.pk]), self.fields(schedule_minutes="", threshold_orders=20))
        rule.refresh_from_db()
        assert (rule.schedule_seconds, rule.threshold_orders, rule.weekdays) == (0, 20, [])
        assert "满 20 单" in desk.get(reverse("picking:rules")).content.decode()
        desk.post(reverse("picking:switch_rule", args=[rule.pk]))
        rule.refresh_from_db()
        assert rule.is_active is False
        assert AuditEntry.objects.filter(action__startswith="wave_rule", subject=f"wave_rule:{rule.pk}").count() == 3

    def test_a_contradiction_stands_at_its_field_and_nothing_is_saved(self, floor: Floor, desk: Client) -> None:
        answer = desk.post(reverse("picking:new_rule"), self.fields(min_orders=60))
        assert answer.status_code == 400
        assert "最少单数高于最多单数" in answer.content.decode()
        assert WaveRule.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            ({}, "现在有 2 单符合"),
            ({"carriers": ["燕文"], "tags": ["manual"]}, "现在没有订单符合"),
            ({"classes": ["single_unit", "single_sku", "mixed"]}, "所有订单都收"),
            ({"schedule_minutes": ""}, "只能手动生成"),
            ({}, "先于“常规波次”收走"),
            ({"rank": 99}, "全部先进“常规波次”"),
            ({"max_orders": 0}, "规则有矛盾"),
        ],
    )
    def test_the_live_preview_tells(self, floor: Floor, desk: Client, changes: dict[str, Any], text: str) -> None:
        floor.put("A01-01-01", 0, 20)
        for _ in range(2):
            floor.order((0, 1))
        page = desk.post(reverse("picking:try_new_rule"), self.fields(**changes))
        assert text in page.content.decode()
        assert (WaveRule.objects.count(), Wave.objects.count()) == (1, 0)

    def test_a_new_rule_is_tried_once_something_is_typed(self, floor: Floor, desk: Client) -> None:
        untouched = desk.get(reverse("picking:new_rule")).content.decode()
        assert 'hx-trigger="change delay:400ms"' in untouched
        assert "填写后，这里显示会做出什么" in untouched
        for answer in (
            desk.post(reverse("picking:new_rule"), self.fields(min_orders=60)),
            desk.get(reverse("picking:rule", args=[floor.rule.pk])),
        ):
            assert 'hx-trigger="change delay:400ms, load"' in answer.content.decode()

    def test_a_foreign_rule_is_not_there(self, floor: Floor, desk: Client) -> None:
        foreign = WaveRuleFactory()
        for name in ("rule", "try_rule", "switch_rule"):
            assert desk.post(reverse(f"picking:{name}", args=[foreign.pk]), self.fields()).status_code == 404

    def test_single_units_may_be_picked_in_bulk(self, floor: Floor, desk: Client) -> None:
        floor.put("A01-01-01", 0, 20)
        for _ in range(9):
            floor.order((0, 1))
        form = {**self.fields(), "pick_mode": "bulk", "rank": 10}
        assert desk.post(reverse("picking:rule", args=[floor.rule.pk]), form).status_code == 302
        floor.rule.refresh_from_db()
        found = preview(floor.warehouse, rules_now(floor.warehouse), now=timezone.now())
        assert [each.orders for each in found.lists] == [9]
        assert [(wave.orders, wave.lists) for wave in floor.wave()] == [(9, 1)]
        assert Wave.objects.get().is_bulk
        assert "bulk" in desk.get(reverse("picking:rule", args=[floor.rule.pk])).content.decode()
