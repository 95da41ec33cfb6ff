"""[M30] Rules: what each condition lets through, what starts them, what contradicts itself, what yesterday's were."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from inventory.models import Sku
from picking.desk.previews import notes_on
from picking.errors import WaveRuleInvalid
from picking.models import LeftOut, Order, PickList, PickTask, Wave, WaveRule
from picking.operations.preview import overlaps
from picking.operations.wave_rules import check_rule, rules_as_of, rules_now, save_rule
from picking.operations.waves import due_rules, generate_waves
from picking.rules import RuleFacts, facts_from, facts_of
from picking.states import OrderState
from tests.factories.inventory import ZoneFactory
from tests.factories.picking import WaveRuleFactory
from tests.picking.conftest import CAUSE, Floor, Picker
from wms.core.models import AuditEntry, WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences


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
            ["36 公斤，最多 16 公斤，多 20", "36 kg, at most 16: 20 too many"],
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
