"""[M30] Waves: chosen by rule, claimed once, released whole, and every order left out knows why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import Allocation
from picking.models import LeftOut, Order, OrderHistory, PickList, PickSlot, PickTask, Wave
from picking.operations import waves
from picking.operations.waves import due_rules, generate_waves
from picking.selectors.board import left_out_reasons, stages, why_not
from picking.states import OrderState, PickListState, WaveState
from tests.factories.picking import NOON
from tests.picking.conftest import CAUSE, Floor


def test_a_wave_places_claims_and_releases(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.put("A02-01-01", 1, 5)
    one, two = floor.order((0, 2), (1, 1)), floor.order((0, 1), (1, 2))
    made = floor.wave()
    wave = Wave.objects.get()
    assert [(each.number, each.orders, each.lists) for each in made] == [(wave.number, 2, 1)]
    assert (wave.state, wave.order_count, wave.lease_token) == (WaveState.RELEASED, 2, None)
    assert set(Order.objects.values_list("state", "wave")) == {(OrderState.WAVED, wave.pk)}
    walk = PickList.objects.get()
    assert (walk.state, walk.tasks_total, walk.number) == (PickListState.OPEN, 4, f"{wave.number}-01")
    assert [slot.order_id for slot in PickSlot.objects.order_by("position")] == [one.pk, two.pk]
    assert [
        (task.location.code, task.slot.position, task.quantity) for task in PickTask.objects.order_by("sequence")
    ] == [
        ("A01-01-01", 1, 2),
        ("A01-01-01", 2, 1),
        ("A02-01-01", 1, 1),
        ("A02-01-01", 2, 2),
    ]
    assert set(Allocation.objects.values_list("state", flat=True)) == {"placed"}
    assert OrderHistory.objects.filter(became="waved", facts__wave=wave.number).count() == 2


def test_classes_never_share_a_wave(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 20)
    floor.put("A01-02-01", 1, 20)
    single, several, mixed = floor.order((0, 1)), floor.order((0, 3)), floor.order((0, 1), (1, 1))
    floor.wave()
    assert {wave.order_class: sorted(wave.orders.values_list("pk", flat=True)) for wave in Wave.objects.all()} == {
        "single_unit": [single.pk],
        "single_sku": [several.pk],
        "mixed": [mixed.pk],
    }


def test_carriers_are_kept_apart_when_the_rule_says_so(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 20)
    floor.rule.is_carrier_apart = True
    floor.rule.save()
    floor.order((0, 1), carrier="燕文")
    floor.order((0, 1), carrier="递四方")
    floor.wave()
    assert sorted(Wave.objects.values_list("carrier", "order_count")) == [("燕文", 1), ("递四方", 1)]


def test_choice_goes_first_when_the_wave_is_full(floor: Floor) -> None:
    floor.warehouse.certified_until_on = timezone.localdate() + timedelta(days=9)
    floor.warehouse.save()
    floor.put("A01-01-01", 0, 20)
    floor.rule.max_orders = 1
    floor.rule.min_orders = 1
    floor.rule.save()
    plain = floor.order((0, 1), due_at=NOON)
    choice = floor.order((0, 1), due_at=NOON + timedelta(days=3), is_choice=True)
    floor.wave()
    first, second = Wave.objects.order_by("pk")
    assert [list(wave.orders.values_list("pk", flat=True)) for wave in (first, second)] == [[choice.pk], [plain.pk]]
    assert (first.left_out, second.left_out) == ({"capacity": 1}, {})


def test_too_few_orders_wait_and_say_so(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 20)
    floor.rule.min_orders = 2
    floor.rule.save()
    order = floor.order((0, 1))
    assert floor.wave() == []
    assert why_not(order.pk) == {"code": "left_out.too_few", "facts": {"orders": 1, "min_orders": 2}}
    floor.order((0, 1))
    assert [made.orders for made in floor.wave()] == [2]
    assert not LeftOut.objects.exists()


def test_an_order_without_a_pickable_place_says_so(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 1)
    location = floor.places["A01-01-01"]
    order = floor.order((0, 1))
    location.is_blocked = True
    location.save()
    assert floor.wave() == []
    assert why_not(order.pk) == {
        "code": "left_out.no_pick_face_stock",
        "facts": {"sku": floor.skus[0].code, "wanted_units": 1},
    }
    assert [(row.code, row.orders) for row in left_out_reasons(floor.warehouse.pk)] == [("no_pick_face_stock", 1)]


def test_orders_that_no_rule_takes_are_named(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.rule.carriers = ["递四方"]
    floor.rule.save()
    order = floor.order((0, 1))
    assert generate_waves(cause=CAUSE, warehouse=floor.warehouse, seconds=0) == []
    assert why_not(order.pk) == {"code": "left_out.no_rule", "facts": {"carrier": "燕文"}}


def test_a_rule_is_due_once_in_its_interval(floor: Floor) -> None:
    now = timezone.now()
    assert due_rules(floor.warehouse, now) == [floor.rule]
    assert due_rules(floor.warehouse, now + timedelta(seconds=1)) == []
    assert due_rules(floor.warehouse, now + timedelta(seconds=floor.rule.schedule_seconds)) == [floor.rule]


def test_numbers_run_on_through_the_day(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 20)
    floor.order((0, 1))
    floor.wave()
    floor.order((0, 1))
    floor.wave()
    day = timezone.localdate(timezone=floor.warehouse.zone)
    assert list(Wave.objects.values_list("number", flat=True)) == [f"W{day:%y%m%d}-001", f"W{day:%y%m%d}-002"]


def test_the_board_counts_orders_by_stage(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 3)
    floor.order((0, 1))
    floor.wave()
    floor.order((0, 1), due_at=NOON - timedelta(days=400))
    floor.order((0, 9))
    found = {stage.state: (stage.orders, stage.overdue) for stage in stages(floor.warehouse.pk, NOON)}
    assert {state: found[state] for state in ("waiting", "promised", "waved", "picked")} == {
        "waiting": (1, 0),
        "promised": (1, 1),
        "waved": (1, 0),
        "picked": (0, 0),
    }


def test_an_order_placed_after_the_cut_off_is_tomorrows_and_the_wave_is_due_at_the_cut_off(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[M30] 16:00 in the warehouse's zone: what was placed later goes with the next day's waves."""
    floor.put("A01-01-01", 0, 20)
    early, late = floor.order((0, 1)), floor.order((0, 1))
    zone = floor.warehouse.zone
    now = timezone.now().astimezone(zone).replace(hour=15, minute=30)
    floor.rule.cut_off_at = now.replace(hour=16, minute=0, second=0, microsecond=0).time()
    floor.rule.save()
    cut_off = now.replace(hour=16, minute=0, second=0, microsecond=0)
    Order.objects.filter(pk=early.pk).update(placed_at=cut_off - timedelta(hours=1))
    Order.objects.filter(pk=late.pk).update(placed_at=cut_off + timedelta(minutes=1))
    monkeypatch.setattr(waves.timezone, "now", lambda: cut_off + timedelta(minutes=5))
    floor.wave()
    late.refresh_from_db()
    assert (late.state, LeftOut.objects.get(order=late).code) == (OrderState.PROMISED, "cut_off_passed")
    assert list(Wave.objects.get().orders.values_list("pk", flat=True)) == [early.pk]
    assert Wave.objects.get().due_at <= cut_off + timedelta(days=1)
    monkeypatch.setattr(waves.timezone, "now", lambda: cut_off + timedelta(hours=10))
    floor.wave()
    late.refresh_from_db()
    assert late.state == OrderState.WAVED
