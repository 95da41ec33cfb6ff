"""What a manager does to a wave: nothing is lost, a walk under way is left alone or told, the books stay true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from inventory.models import HandlingUnit
from inventory.states import HandlingUnitState
from picking.errors import NotAPicker, NothingChosen, WalkNotUnderWay, WaveBuilding, WaveChanged, WaveOver, WavesUnlike
from picking.models import Order, PickList, PickSlot, PickTask, Wave
from picking.operations.left_walks import take_off
from picking.operations.replan import replan_wave
from picking.operations.wave_control import (
    hold_wave,
    merge_waves,
    reserve_list,
    set_wave_urgent,
    split_wave,
    unhold_wave,
)
from picking.selectors import idle
from picking.selectors.idle import idle_since, idle_walks
from picking.states import OrderState, PickListState, TaskState, WaveState
from tests.factories.core import PersonFactory
from tests.picking.conftest import CAUSE, Floor, Picker, make_picker
from tests.picking.walks import begin, place, triple
from tests.picking.waves_at_desk import Deliver, do, two_lists
from wms.core.models import AuditEntry, FigureOverride, Message, WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences


class TestHold:
    def test_a_held_wave_gives_no_work_until_it_is_let_go(self, floor: Floor, picker: Picker) -> None:
        wave = two_lists(floor)
        do(hold_wave, floor, wave)
        assert picker.scan(floor.carts[0].barcode)["code"] == "pick.no_work"
        do(unhold_wave, floor, wave)
        assert picker.scan(floor.carts[0].barcode)["code"] == "pick.started"
        assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
            "wave.held",
            "wave.let_go",
        ]

    def test_a_walk_under_way_goes_on(self, floor: Floor, picker: Picker) -> None:
        wave = two_lists(floor)
        picker.scan(floor.carts[0].barcode)
        do(hold_wave, floor, wave)
        assert picker.scan(floor.totes[0].barcode)["code"] == "pick.tote_set"

    def test_a_wave_that_is_being_made_cannot_be_held(self, floor: Floor) -> None:
        wave = two_lists(floor)
        Wave.objects.update(state=WaveState.BUILDING)
        with pytest.raises(WaveBuilding):
            do(hold_wave, floor, wave)

    def test_a_foreign_wave_is_nobodys(self, floor: Floor) -> None:
        from tests.picking.conftest import make_floor

        wave = two_lists(floor)
        with pytest.raises(WaveOver):
            do(hold_wave, make_floor(code="FAR"), wave)


def test_an_urgent_wave_comes_first(floor: Floor, picker: Picker) -> None:
    first = two_lists(floor)
    floor.order((0, 1))
    floor.wave()
    late = Wave.objects.exclude(pk=first.pk).get()
    do(set_wave_urgent, floor, late, is_urgent=True)
    picker.scan(floor.carts[0].barcode)
    assert PickList.objects.get(person=picker.person).wave_id == late.pk


class TestReserve:
    def test_a_list_waits_for_its_picker_for_a_time(self, floor: Floor, picker: Picker, second_picker: Picker) -> None:
        floor.put("A01-01-01", 0, 20)
        floor.order((0, 2))
        floor.wave()
        wave, walk = Wave.objects.get(), PickList.objects.get()
        do(reserve_list, floor, wave, list_id=walk.pk, person_id=picker.person.pk)
        assert second_picker.scan(floor.carts[1].barcode)["code"] == "pick.no_work"
        PickList.objects.update(reserved_at=timezone.now() - timedelta(hours=1))
        assert second_picker.scan(floor.carts[1].barcode)["code"] == "pick.started"

    def test_his_own_list_comes_before_more_pressing_ones(self, floor: Floor, picker: Picker) -> None:
        wave = two_lists(floor)
        last = PickList.objects.last()
        assert last is not None
        do(reserve_list, floor, wave, list_id=last.pk, person_id=picker.person.pk)
        picker.scan(floor.carts[0].barcode)
        assert PickList.objects.get(person=picker.person).pk == last.pk

    def test_only_pickers_get_lists(self, floor: Floor) -> None:
        wave = two_lists(floor)
        walk = PickList.objects.first()
        assert walk is not None
        with pytest.raises(NotAPicker):
            do(reserve_list, floor, wave, list_id=walk.pk, person_id=PersonFactory().pk)
        with pytest.raises(WaveChanged):
            do(reserve_list, floor, wave, list_id=0, person_id=None)


class TestSplitAndMerge:
    def test_lists_that_nobody_has_begun_become_a_wave_of_their_own(self, floor: Floor, deliver: Deliver) -> None:
        wave = two_lists(floor)
        assert wave.first_come_mm is not None
        first, second = PickList.objects.order_by("pk")
        split = do(split_wave, floor, wave, list_ids=[second.pk])
        assert (split.lists, split.orders) == (1, 2)
        assert set(Order.objects.filter(slots__pick_list=second).values_list("wave", flat=True)) == {split.wave.pk}
        assert set(Order.objects.filter(slots__pick_list=first).values_list("wave", flat=True)) == {wave.pk}
        wave.refresh_from_db()
        assert (wave.order_count, split.wave.order_count) == (2, 2)
        assert (wave.first_come_mm, split.wave.first_come_mm) == (None, None)  # measured for other orders
        deliver()
        assert differences() == []
        back = do(merge_waves, floor, split.wave, into_id=wave.pk)
        assert (back.pk, back.order_count) == (wave.pk, 4)
        assert Wave.objects.get(pk=split.wave.pk).state == WaveState.CANCELLED
        assert set(Order.objects.values_list("wave", flat=True)) == {wave.pk}
        assert differences() == []

    def test_neither_nothing_nor_everything_is_split_off(self, floor: Floor) -> None:
        wave = two_lists(floor)
        for chosen in ([], list(PickList.objects.values_list("pk", flat=True))):
            with pytest.raises(NothingChosen):
                do(split_wave, floor, wave, list_ids=chosen)
        assert Wave.objects.count() == 1

    def test_a_begun_list_stays(self, floor: Floor, picker: Picker) -> None:
        wave = two_lists(floor)
        picker.scan(floor.carts[0].barcode)
        begun = PickList.objects.get(state=PickListState.PICKING)
        with pytest.raises(WaveChanged):
            do(split_wave, floor, wave, list_ids=[begun.pk])

    def test_unlike_waves_stay_apart(self, floor: Floor) -> None:
        wave = two_lists(floor)
        floor.order((0, 1))
        floor.wave()
        other = Wave.objects.exclude(pk=wave.pk).get()
        with pytest.raises(WavesUnlike):
            do(merge_waves, floor, other, into_id=wave.pk)
        with pytest.raises(WaveChanged):
            do(merge_waves, floor, wave, into_id=wave.pk)


class TestReplan:
    def crossed(self, floor: Floor) -> Wave:
        """Two lists that each walk both aisles, where one aisle each would do."""
        floor.rule.trolley_slots = 2
        floor.rule.save()
        for code, sku in (("A01-01-01", 0), ("A02-04-01", 1)):
            floor.put(code, sku, 20)
        for sku in (0, 1, 0, 1):
            floor.order((sku, 2))
        floor.wave()
        first, second = PickList.objects.order_by("pk")
        swap = [PickSlot.objects.filter(pick_list=each).order_by("position")[1] for each in (first, second)]
        for slot, target, position in ((swap[0], second, 9), (swap[1], first, 2), (swap[0], second, 2)):
            slot.pick_list, slot.position = target, position
            slot.save()
            PickTask.objects.filter(slot=slot).update(pick_list=target)
        PickList.objects.update(walk_mm=50_000)
        Wave.objects.update(walk_mm=100_000)
        return Wave.objects.get()

    def test_a_shorter_plan_replaces_what_nobody_has_begun(self, floor: Floor) -> None:
        wave = self.crossed(floor)
        done = replan_wave(cause=CAUSE, warehouse=floor.warehouse, wave_id=wave.pk, seconds=0)
        assert (done.is_changed, done.lists, done.was_mm) == (True, 2, 100_000)
        assert done.walk_mm is not None
        assert done.walk_mm < 100_000
        wave.refresh_from_db()
        assert wave.walk_mm == done.walk_mm
        live = PickList.objects.exclude(state=PickListState.CANCELLED)
        assert sorted(live.values_list("number", "tasks_total")) == [(f"{wave.number}-03", 2), (f"{wave.number}-04", 2)]
        for walk in live:
            assert (
                PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN).values("location").distinct().count() == 1
            )
        assert differences() == []

    def test_without_a_shorter_one_nothing_changes(self, floor: Floor) -> None:
        wave = self.crossed(floor)
        PickList.objects.update(walk_mm=1)
        before = list(PickTask.objects.order_by("pk").values_list("pk", "state", "pick_list"))
        done = replan_wave(cause=CAUSE, warehouse=floor.warehouse, wave_id=wave.pk, seconds=0)
        assert done.is_changed is False
        assert list(PickTask.objects.order_by("pk").values_list("pk", "state", "pick_list")) == before

    def test_a_list_that_was_begun_while_planning_stops_it(
        self, floor: Floor, picker: Picker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from picking.operations import replan

        wave = self.crossed(floor)
        honest = replan.plan

        def begin_meanwhile(*args: Any, **kwargs: Any) -> Any:
            picker.scan(floor.carts[0].barcode)
            return honest(*args, **kwargs)

        monkeypatch.setattr(replan, "plan", begin_meanwhile)
        with pytest.raises(WaveChanged):
            replan_wave(cause=CAUSE, warehouse=floor.warehouse, wave_id=wave.pk, seconds=0)
        assert PickTask.objects.filter(state=TaskState.DROPPED).count() == 0


class TestLeftWalk:
    def left(self, floor: Floor, picker: Picker) -> PickList:
        """One order in its tote, the other one's unit in the hand."""
        floor.put("A01-01-01", 0, 5)
        begin(floor, picker, ((0, 2),), ((0, 3),))
        for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.skus[0].code, floor.totes[0].barcode):
            picker.scan(raw)
        picker.scan(floor.skus[0].code)
        return PickList.objects.get()

    @pytest.fixture
    def pass_time(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
        """Every scan until now is longer ago than the told time."""

        def pass_by() -> None:
            now = timezone.now()
            monkeypatch.setattr(idle, "idle_since", lambda warehouse: now)

        return pass_by

    def test_the_next_who_asks_for_work_goes_on_with_the_same_totes(
        self, floor: Floor, picker: Picker, second_picker: Picker, deliver: Deliver, pass_time: Callable[[], None]
    ) -> None:
        walk = self.left(floor, picker)
        assert second_picker.scan(floor.carts[1].barcode)["code"] == "pick.no_work"
        pass_time()
        assert triple(second_picker.scan(floor.carts[1].barcode)) == ("ok", "pick.started", "slot")
        walk.refresh_from_db()
        assert (walk.person_id, walk.cart_id) == (second_picker.person.pk, floor.carts[1].pk)
        item = WorkItem.objects.get(kind="pick.walk_left")
        assert (item.facts["in_hand"], item.facts["person"], item.is_urgent) == (1, picker.person.name, True)
        assert second_picker.scan(floor.totes[5].barcode)["code"] == "pick.wrong_slot_tote"
        second_picker.scan(floor.totes[0].barcode)
        assert second_picker.scan(floor.totes[5].barcode)["code"] == "pick.ready"
        for raw in (place(floor, "A01-01-01"), *[floor.skus[0].code] * 3, floor.totes[5].barcode):
            answer = second_picker.scan(raw)
        assert answer["code"] == "pick.walk_done"
        deliver()
        assert set(Order.objects.values_list("state", flat=True)) == {OrderState.PICKED}
        assert differences() == []

    def test_who_comes_back_hears_that_it_is_no_longer_his(
        self, floor: Floor, picker: Picker, second_picker: Picker, pass_time: Callable[[], None]
    ) -> None:
        self.left(floor, picker)
        pass_time()
        second_picker.scan(floor.carts[1].barcode)
        assert triple(picker.scan(floor.skus[0].code))[:2] == ("stale", "scan.stale")
        assert PickTask.objects.filter(scanned__gt=0, state=TaskState.OPEN).count() == 0

    def test_his_cart_hands_the_walk_over_as_it_stands(
        self, floor: Floor, picker: Picker, second_picker: Picker, pass_time: Callable[[], None]
    ) -> None:
        self.left(floor, picker)
        pass_time()
        assert second_picker.scan(floor.carts[0].barcode)["code"] == "pick.taken_over"
        assert PickTask.objects.filter(scanned=1, state=TaskState.OPEN).exists()

    def test_the_time_is_the_warehouses_own(self, floor: Floor, picker: Picker) -> None:
        self.left(floor, picker)
        PickList.objects.update(assigned_at=timezone.now() - timedelta(hours=9))
        assert list(idle_walks(floor.warehouse)) == []  # a scan just now
        FigureOverride.objects.create(name="walk_idle_minutes", warehouse=floor.warehouse, value=300)
        assert timedelta(minutes=299) < timezone.now() - idle_since(floor.warehouse) < timedelta(minutes=301)

    def test_a_manager_takes_a_walk_off_at_once(self, floor: Floor, picker: Picker, deliver: Deliver) -> None:
        walk = self.left(floor, picker)
        operation = partial(take_off, cause=CAUSE, warehouse=floor.warehouse, list_id=walk.pk)
        assert run(operation).state == PickListState.OPEN
        assert differences() == []
        with pytest.raises(WalkNotUnderWay):
            run(operation)
        empty = PickSlot.objects.get(position=2)
        assert empty.handling_unit is None
        assert HandlingUnit.objects.get(pk=floor.totes[1].pk).state == HandlingUnitState.FREE

    def test_nothing_is_published_twice(self, floor: Floor, picker: Picker) -> None:
        walk = self.left(floor, picker)
        Message.objects.all().delete()
        run(partial(take_off, cause=CAUSE, warehouse=floor.warehouse, list_id=walk.pk))
        assert list(Message.objects.values_list("topic", flat=True)) == ["wave.progress"]
        assert make_picker(floor).scan(floor.carts[1].barcode)["code"] == "pick.started"
