"""[M30] Rules: what each condition lets through, what starts them, what contradicts itself, what yesterday's were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inventory.models import Sku
from picking.desk.previews import notes_on
from picking.errors import WaveRuleInvalid
from picking.models import LeftOut, Order, PickList, PickTask, Wave, WaveRule
from picking.operations.preview import overlaps, preview
from picking.operations.wave_rules import check_rule, rules_as_of, rules_now, save_rule
from picking.operations.waves import due_rules, generate_waves
from picking.rules import RuleFacts, facts_from, facts_of
from picking.states import OrderState
from tests.factories.inventory import ZoneFactory
from tests.factories.picking import WaveRuleFactory
from tests.picking.conftest import CAUSE, Floor, Picker
from tests.picking.test_wave_pages import desk, manager
from wms.core.models import AuditEntry, WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences

__all__ = ["desk", "manager"]


@pytest.fixture(autouse=True)
def fresh_pace() -> None:
    cache.clear()


def change(floor: Floor, **values: Any) -> RuleFacts:
    """Change the floor's rule as a manager does."""
    facts = replace(facts_of(floor.rule), **values)
    floor.rule = run(partial(save_rule, cause=CAUSE, warehouse=floor.warehouse, rule=facts))
    return facts_of(floor.rule)


def left_out(order: Order) -> str:
    return LeftOut.objects.get(order=order).code


class TestConditions:
    def two(self, floor: Floor, **second: Any) -> tuple[Order, Order]:
        floor.put("A01-01-01", 0, 20)
        floor.put("A02-01-01", 1, 20)
        return floor.order((0, 1)), floor.order((1, 1), **second)

    def test_tags(self, floor: Floor) -> None:
        _, choice = self.two(floor, is_choice=False, has_subsidy=False)
        Order.objects.filter(pk=choice.pk).update(is_manual=True)
        change(floor, tags=("manual",))
        assert [wave.orders for wave in floor.wave()] == [1]
        assert Order.objects.get(state=OrderState.WAVED).pk == choice.pk

    def test_zones(self, floor: Floor) -> None:
        near, far = self.two(floor)
        zone = ZoneFactory(warehouse=floor.warehouse)
        floor.places["A01-01-01"].zone = zone
        floor.places["A01-01-01"].save()
        change(floor, zones=(zone.pk,))
        assert [wave.orders for wave in floor.wave()] == [1]
        assert Order.objects.get(pk=near.pk).state == OrderState.WAVED
        assert (left_out(far), LeftOut.objects.get(order=far).facts) == ("zone", {"location": "A02-01-01"})

    @pytest.mark.parametrize(
        ("limits", "code", "kept"),
        [
            ({"weight_to_grams": 500}, "weight", 0),
            ({"weight_from_grams": 501}, "weight", 1),
            ({"volume_to_cm3": 999}, "volume", 0),
            ({"volume_from_cm3": 1000}, "volume", 1),
        ],
    )
    def test_weight_and_volume(self, floor: Floor, limits: dict[str, int], code: str, kept: int) -> None:
        Sku.objects.filter(pk=floor.skus[0].pk).update(weight_grams=500, length_mm=90, width_mm=100, height_mm=100)
        Sku.objects.filter(pk=floor.skus[1].pk).update(weight_grams=900, length_mm=100, width_mm=100, height_mm=100)
        both = self.two(floor)
        change(floor, **limits)
        floor.wave()
        assert Order.objects.get(pk=both[kept].pk).state == OrderState.WAVED
        assert left_out(both[1 - kept]) == code

    def test_lines_and_units_limit_a_wave_and_the_rest_makes_another(self, floor: Floor) -> None:
        floor.put("A01-01-01", 0, 20)
        for _ in range(4):
            floor.order((0, 2))
        change(floor, max_units=4)
        assert [wave.orders for wave in floor.wave()] == [2, 2]
        assert differences() == []

    def test_an_order_larger_than_any_wave_is_told(self, floor: Floor) -> None:
        floor.put("A01-01-01", 0, 20)
        large = floor.order((0, 9))
        change(floor, max_units=4)
        assert floor.wave() == []
        assert left_out(large) == "order_too_large"

    def test_an_order_larger_than_any_wave_becomes_work_and_ends_with_a_larger_trolley(self, floor: Floor) -> None:
        Sku.objects.filter(pk=floor.skus[0].pk).update(weight_grams=4000)
        floor.put("A01-01-01", 0, 20)
        large = floor.order((0, 9))
        change(floor, trolley_weight_kg=16)
        floor.wave()
        assert not WorkItem.objects.filter(kind="order.too_large").exists()  # another rule may still take it
        floor.wave()
        item = WorkItem.objects.get(kind="order.too_large")
        assert (item.subject_id, item.state, item.facts["over"]) == (
            str(large.pk),
            "open",
            ["36 公斤，最多 16 公斤", "36 kg, at most 16"],
        )
        change(floor, trolley_weight_kg=40)
        assert [wave.orders for wave in floor.wave()] == [1]
        item.refresh_from_db()
        assert (item.state, item.resolution) == ("resolved", "wave.claimed")

    def test_a_rule_with_a_larger_trolley_takes_what_another_found_too_large(self, floor: Floor) -> None:
        floor.put("A01-01-01", 0, 20)
        floor.order((0, 9))
        change(floor, max_units=4)
        WaveRuleFactory(warehouse=floor.warehouse, rank=20)
        for _ in range(2):
            generate_waves(cause=CAUSE, warehouse=floor.warehouse, seconds=0)
        assert Order.objects.get().state == OrderState.WAVED
        assert not WorkItem.objects.exists()

    def test_a_trolley_carries_so_much_and_no_more(self, floor: Floor) -> None:
        Sku.objects.filter(pk=floor.skus[0].pk).update(weight_grams=4000)
        floor.put("A01-01-01", 0, 40)
        for units in (2, 2, 2, 3):
            floor.order((0, units))
        change(floor, trolley_weight_kg=16)
        floor.wave()
        for walk in PickList.objects.all():
            assert sum(PickTask.objects.filter(pick_list=walk).values_list("quantity", flat=True)) <= 4
        assert PickList.objects.count() == 3
        heavy = floor.order((0, 5))
        floor.wave()
        assert left_out(heavy) == "order_too_large"

    def test_by_order_is_one_order_a_walk(self, floor: Floor) -> None:
        floor.put("A01-01-01", 0, 20)
        for _ in range(3):
            floor.order((0, 2))
        change(floor, pick_mode="order")
        assert [(wave.orders, wave.lists) for wave in floor.wave()] == [(3, 3)]

    def test_single_units_may_be_picked_in_bulk(self, floor: Floor, desk: Client) -> None:
        floor.put("A01-01-01", 0, 20)
        for _ in range(9):
            floor.order((0, 1))
        form = {**TestForm().fields(), "pick_mode": "bulk", "rank": 10}
        assert desk.post(reverse("picking:rule", args=[floor.rule.pk]), form).status_code == 302
        floor.rule.refresh_from_db()
        found = preview(floor.warehouse, rules_now(floor.warehouse), now=timezone.now())
        assert [each.orders for each in found.lists] == [9]
        assert [(wave.orders, wave.lists) for wave in floor.wave()] == [(9, 1)]
        assert Wave.objects.get().is_bulk
        assert "bulk" in desk.get(reverse("picking:rule", args=[floor.rule.pk])).content.decode()

    def test_its_waves_may_wait_for_a_person_and_come_first(self, floor: Floor, picker: Picker) -> None:
        self.two(floor)
        change(floor, is_held_first=True, is_urgent=True)
        floor.wave()
        wave = Wave.objects.get()
        assert wave.held_at is not None
        assert wave.is_urgent
        assert picker.scan(floor.carts[0].barcode)["code"] == "pick.no_work"

    def test_the_first_by_rank_takes_an_order(self, floor: Floor) -> None:
        from picking.operations.waves import generate_waves

        self.two(floor)
        first = WaveRuleFactory(warehouse=floor.warehouse, rank=1, trolley_slots=2, classes=["single_unit"])
        generate_waves(cause=CAUSE, warehouse=floor.warehouse, seconds=0)
        assert Wave.objects.get().rule_id == first.pk
        assert [
            (row[0].pk, row[1], row[2])
            for row in overlaps(floor.warehouse, facts_of(floor.rule), rules_now(floor.warehouse))
        ] == []

    @pytest.mark.parametrize(
        ("tags", "told"),
        [([], ("warn", "全部先进“先手”（次序 1）")), (["manual"], ("info", "其中 1 单先进“先手”（次序 1）"))],
    )
    def test_what_earlier_rules_take_away_is_told(self, floor: Floor, tags: list[str], told: tuple[str, str]) -> None:
        _, second = self.two(floor)
        Order.objects.filter(pk=second.pk).update(is_manual=True)
        WaveRuleFactory(warehouse=floor.warehouse, rank=1, name_zh="先手", tags=tags)
        assert notes_on(floor.warehouse, facts_of(floor.rule))[-1] == told


class TestStarts:
    def idle(self, floor: Floor, **values: Any) -> datetime:
        """A rule that the clock does not start, run a minute ago."""
        now = timezone.now()
        change(floor, schedule_seconds=0, **values)
        WaveRule.objects.update(last_run_at=now - timedelta(minutes=1))
        return now

    def test_without_a_trigger_it_is_never_due(self, floor: Floor) -> None:
        assert due_rules(floor.warehouse, self.idle(floor)) == []

    def test_so_many_orders_or_units(self, floor: Floor) -> None:
        floor.put("A01-01-01", 0, 20)
        now = self.idle(floor, threshold_orders=2, threshold_units=9)
        floor.order((0, 3))
        assert due_rules(floor.warehouse, now) == []
        floor.order((0, 3))
        assert due_rules(floor.warehouse, now) == [floor.rule]
        now = self.idle(floor, threshold_orders=None, threshold_units=6)
        assert due_rules(floor.warehouse, now) == [floor.rule]
        now = self.idle(floor, threshold_units=7)
        assert due_rules(floor.warehouse, now) == []

    def test_a_picker_who_got_no_work(self, floor: Floor, picker: Picker) -> None:
        now = self.idle(floor, on_get_work=True)
        assert due_rules(floor.warehouse, now) == []
        assert picker.scan(floor.carts[0].barcode)["code"] == "pick.no_work"
        later = timezone.now()
        assert due_rules(floor.warehouse, later) == [floor.rule]
        assert due_rules(floor.warehouse, later + timedelta(seconds=15)) == []

    @pytest.mark.parametrize(
        ("calendar", "is_open"),
        [
            ({}, True),
            ({"weekdays": (0,)}, True),
            ({"weekdays": (1, 2)}, False),
            ({"hours_from": time(8), "hours_until": time(12)}, True),
            ({"hours_from": time(12), "hours_until": time(18)}, False),
            ({"hours_from": time(22), "hours_until": time(11)}, True),
            ({"hours_from": time(22), "hours_until": time(6)}, False),
        ],
    )
    def test_its_calendar(self, floor: Floor, calendar: dict[str, Any], is_open: bool) -> None:
        monday_at_ten = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
        assert RuleFacts(warehouse_id=1, **calendar).is_open(monday_at_ten, floor.warehouse.zone) is is_open


@pytest.mark.parametrize(
    ("values", "field", "problem"),
    [
        ({"name_zh": " ", "name_en": ""}, "name_zh", "name"),
        ({"trolley_slots": 0}, "trolley_slots", "zero"),
        ({"trolley_slots": 25}, "trolley_slots", "slots"),
        ({"max_orders": 0}, "max_orders", "zero"),
        ({"max_orders": 5001}, "max_orders", "most_orders"),
        ({"min_orders": 9, "max_orders": 8}, "min_orders", "orders"),
        ({"weight_from_grams": 2, "weight_to_grams": 1}, "weight_from_grams", "weight"),
        ({"classes": ()}, "classes", "classes"),
        ({"tags": ("nonsense",)}, "tags", "unknown"),
        ({"pick_mode": "nonsense"}, "pick_mode", "unknown"),
        ({"weekdays": (7,)}, "weekdays", "unknown"),
        ({"hours_from": time(8)}, "hours_until", "hours"),
        ({"hours_from": time(8), "hours_until": time(8)}, "hours_until", "hours"),
        ({"min_orders": 10, "max_units": 9}, "max_units", "below_min_orders"),
    ],
)
def test_what_contradicts_itself_is_refused(values: dict[str, Any], field: str, problem: str) -> None:
    sound = RuleFacts(warehouse_id=1, name_zh="规则", classes=("mixed",))
    check_rule(sound)
    with pytest.raises(WaveRuleInvalid) as refusal:
        check_rule(replace(sound, **values))
    assert refusal.value.facts == {"field": field, "problem": problem, "what": ""}


def test_facts_survive_the_audit(floor: Floor) -> None:
    facts = change(floor, cut_off_at=time(17, 30), carriers=("燕文",), shops=(floor.shop.pk,), weekdays=(0, 6))
    assert facts_from(facts.as_json()) == facts


def test_yesterdays_rules_are_read_back_from_the_audit(floor: Floor) -> None:
    before = rules_now(floor.warehouse)
    moment = timezone.now()
    change(floor, max_orders=5)
    change(floor, max_orders=7, name_zh="改过")
    fresh = RuleFacts(warehouse_id=floor.warehouse.pk, name_zh="新的", classes=("mixed",))
    run(partial(save_rule, cause=CAUSE, warehouse=floor.warehouse, rule=fresh))
    assert len(rules_now(floor.warehouse)) == 2
    assert rules_as_of(floor.warehouse, moment) == before
    assert AuditEntry.objects.filter(action="wave_rule.changed").latest("pk").before == {
        "max_orders": 5,
        "name_zh": "常规波次",
    }


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
