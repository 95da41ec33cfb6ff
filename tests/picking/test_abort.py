"""A wave that is aborted, at each stage: each unit has its way back, and the books stay true."""

from __future__ import annotations

from typing import Any

import pytest

from inventory.models import Allocation, HandlingUnit
from inventory.states import HandlingUnitState
from picking.errors import WaveOver
from picking.models import Order, PickList, PutBack, Wave
from picking.operations import abort, waves
from picking.operations.abort import aborts_to_finish
from picking.operations.waves import sweep_waves
from picking.states import AbortWay, OrderState, PickListState, WaveState
from tests.picking.conftest import CAUSE, Floor, Picker
from tests.picking.walks import begin, place, triple
from tests.picking.waves_at_desk import Deliver, cancel, states, two_lists
from wms.core.transactions import run
from wms.ops.ledger import differences


class TestAbort:
    @pytest.mark.parametrize("way", AbortWay.values)
    def test_what_nobody_has_begun_waits_for_a_wave_again(self, floor: Floor, way: AbortWay, deliver: Deliver) -> None:
        wave = two_lists(floor)
        assert cancel(floor, wave, way) == WaveState.CANCELLED
        deliver()
        assert set(Order.objects.values_list("state", "wave")) == {(OrderState.PROMISED, None)}
        assert set(PickList.objects.values_list("state", flat=True)) == {PickListState.CANCELLED}
        assert set(Allocation.objects.values_list("state", flat=True)) == {"promised"}
        assert floor.state(0) == (20, 8, 0)
        assert differences() == []
        assert len(floor.wave()) == 1  # and they can be waved anew
        assert differences() == []

    def test_what_lies_in_totes_is_finished_when_so_chosen(
        self, floor: Floor, picker: Picker, deliver: Deliver
    ) -> None:
        floor.put("A01-01-01", 0, 5)
        floor.put("A01-03-01", 1, 5)
        floor.put("A02-01-01", 2, 5)
        begun, untouched = begin(floor, picker, ((0, 1), (1, 1)), ((1, 1), (2, 1)))
        for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
            picker.scan(raw)
        deliver()
        wave = Wave.objects.get()
        assert cancel(floor, wave) == WaveState.PICKING
        deliver()
        assert states(begun, untouched) == [OrderState.PICKING, OrderState.PROMISED]
        assert triple(picker.scan(place(floor, "A01-03-01")))[:2] == ("stale", "scan.stale")
        for raw in (place(floor, "A01-03-01"), floor.skus[1].code, floor.totes[0].barcode):
            answer = picker.scan(raw)
        assert answer["code"] == "pick.walk_done"
        deliver()
        assert states(begun) == [OrderState.PICKED]
        assert HandlingUnit.objects.get(pk=floor.totes[1].pk).state == HandlingUnitState.FREE
        assert differences() == []

    def test_what_lies_in_totes_is_put_back_when_so_chosen(
        self, floor: Floor, picker: Picker, deliver: Deliver
    ) -> None:
        floor.put("A01-01-01", 0, 5)
        floor.put("A01-03-01", 1, 5)
        first, second = begin(floor, picker, ((0, 1), (1, 1)), ((0, 1), (1, 2)))
        for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
            picker.scan(raw)
        picker.scan(floor.skus[0].code)  # one unit is in the hand
        wave = Wave.objects.get()
        assert cancel(floor, wave, AbortWay.PUT_BACK) == WaveState.CANCELLED
        deliver()
        assert states(first, second) == [OrderState.PROMISED, OrderState.PROMISED]
        assert PutBack.objects.get().handling_unit_id == floor.totes[0].pk
        assert differences() == []
        answer = picker.scan(floor.totes[1].barcode)
        assert triple(answer) == ("stale", "scan.stale", "return")
        assert triple(picker.scan(place(floor, "A01-01-01"))) == ("ok", "pick.given_back", "cart")
        assert PickList.objects.get().state == PickListState.PICKED
        totes = dict(HandlingUnit.objects.filter(kind="tote").values_list("pk", "state"))
        assert totes.pop(floor.totes[0].pk) == HandlingUnitState.PUT_BACK
        assert set(totes.values()) == {HandlingUnitState.FREE}
        assert floor.state(0) == (4, 2, 0)  # the one in the tote can be sold again once it is on a shelf
        assert differences() == []

    def test_an_order_whose_goods_are_put_back_may_have_to_wait_for_them(
        self, floor: Floor, picker: Picker, deliver: Deliver
    ) -> None:
        floor.put("A01-01-01", 0, 1)
        (order,) = begin(floor, picker, ((0, 1),))
        for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
            picker.scan(raw)
        assert states(order) == [OrderState.PICKED]
        deliver()
        assert cancel(floor, Wave.objects.get(), AbortWay.PUT_BACK) == WaveState.CANCELLED
        assert states(order) == [OrderState.WAITING]
        assert differences() == []

    def test_orders_at_a_bench_stay_with_it(self, floor: Floor, picker: Picker, deliver: Deliver) -> None:
        from picking.locks import lock_order
        from picking.operations.bench import start_packing

        floor.put("A01-01-01", 0, 1)
        (order,) = begin(floor, picker, ((0, 1),))
        for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.totes[0].barcode):
            picker.scan(raw)
        deliver()
        run(lambda: start_packing(cause=CAUSE, order=lock_order(order.pk)))
        assert cancel(floor, Wave.objects.get(), AbortWay.PUT_BACK) == WaveState.SORTED
        assert states(order) == [OrderState.PACKING]
        assert differences() == []

    def test_a_builder_loses_its_wave(self, floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
        floor.put("A01-01-01", 0, 20)
        for _ in range(6):
            floor.order((0, 2))
        honest = waves.write_chunk

        def write_then_abort(**kwargs: Any) -> Any:
            chunk = honest_run(**kwargs)
            cancel(floor, Wave.objects.get())
            return chunk

        def honest_run(**kwargs: Any) -> Any:
            return honest(**kwargs)

        monkeypatch.setattr(waves, "CHUNK_LINES", 4)
        monkeypatch.setattr(waves, "write_chunk", write_then_abort)
        made = floor.wave()
        assert made == []
        assert set(Order.objects.values_list("state", "wave")) == {(OrderState.PROMISED, None)}
        assert set(Wave.objects.values_list("state", flat=True)) == {WaveState.CANCELLED}
        assert differences() == []

    def test_an_abort_that_broke_off_is_finished_by_the_sweeper(
        self, floor: Floor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wave = two_lists(floor)

        def dies(*args: Any) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as broken:
            broken.setattr(abort, "_let_go", dies)
            with pytest.raises(KeyboardInterrupt):
                cancel(floor, wave)
        assert aborts_to_finish() == [wave.pk]
        assert sweep_waves(cause=CAUSE) == [wave.pk]
        wave.refresh_from_db()
        assert (wave.state, wave.is_aborting, wave.held_at) == (WaveState.CANCELLED, False, None)
        assert aborts_to_finish() == []

    def test_an_ended_wave_is_not_aborted(self, floor: Floor) -> None:
        wave = two_lists(floor)
        cancel(floor, wave)
        with pytest.raises(WaveOver):
            cancel(floor, wave)
