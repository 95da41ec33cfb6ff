"""A whole wave: everyone on one trolley or left out with a reason, slots that stay, walks that an outsider confirms."""

import dataclasses

import pytest

from picking.planning import (
    Apart,
    LeftOut,
    Line,
    Method,
    OrderClass,
    Place,
    Reason,
    Trolley,
    WaveRequest,
    WaveRule,
    build_layout,
    plan_wave,
)
from picking.planning.check import wave_problems
from picking.planning.errors import CapacityZero
from tests.picking.planning.floors import NOW, candidate, warehouse, wave_request


def same_but_for_time(plan: object) -> object:
    """The plan without the seconds that it took."""
    return dataclasses.replace(plan, seconds=0.0)  # type: ignore[type-var]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("bulk", [None, Trolley(slots=None, units_max=15)])
def test_a_wave_is_whole_and_an_outsider_finds_the_same_walks(seed: int, bulk: Trolley | None) -> None:
    request = wave_request(warehouse(), 70, seed, bulk=bulk)
    plan = plan_wave(request)
    assert wave_problems(request, plan) == []
    assert plan.left_out == ()
    assert plan.walk_mm <= plan.walk_first_come_mm
    assert [trolley.number for trolley in plan.trolleys] == list(range(1, len(plan.trolleys) + 1))


def test_the_same_request_makes_the_same_plan() -> None:
    request = wave_request(warehouse(), 60, 9)
    assert same_but_for_time(plan_wave(request)) == same_but_for_time(plan_wave(request))


def test_carriers_and_classes_stay_apart_and_single_units_go_in_bulk() -> None:
    plan = plan_wave(wave_request(warehouse(), 80, 3, bulk=Trolley(slots=None, units_max=15)))
    for trolley in plan.trolleys:
        assert trolley.carrier in {"YANWEN", "4PX"}
        assert trolley.is_bulk == (trolley.order_class is OrderClass.SINGLE_UNIT)
        numbers = [slot.number for slot in trolley.slots]
        assert numbers == ([1] * len(numbers) if trolley.is_bulk else list(range(1, len(numbers) + 1)))
    assert {trolley.is_bulk for trolley in plan.trolleys} == {True, False}


def test_what_the_rule_does_not_keep_apart_may_share_a_trolley() -> None:
    rule = WaveRule(apart=frozenset[Apart]())
    orders = (candidate("a", ("A00-01", 1), carrier="4PX"), candidate("b", ("A00-01", 2), carrier="YANWEN"))
    plan = plan_wave(WaveRequest(warehouse(), orders, NOW, rule=rule))
    assert len(plan.trolleys) == 1
    assert (plan.trolleys[0].order_class, plan.trolleys[0].carrier) == (None, None)


def test_stops_follow_the_walk_and_name_slot_and_units() -> None:
    orders = (
        candidate("b", ("A01-05", 2), ("A00-03", 1)),
        candidate("a", ("A00-03", 4), ("A01-02", 1)),
    )
    plan = plan_wave(WaveRequest(warehouse(), orders, NOW))
    (trolley,) = plan.trolleys
    assert plan.method is Method.EXACT
    slot_of = {slot.order: slot.number for slot in trolley.slots}
    taken = {
        stop.place: [(pick.order, pick.slot, pick.quantity_units) for pick in stop.picks] for stop in trolley.stops
    }
    assert taken == {
        "A00-03": sorted([("a", slot_of["a"], 4), ("b", slot_of["b"], 1)], key=lambda pick: pick[1]),
        "A01-02": [("a", slot_of["a"], 1)],
        "A01-05": [("b", slot_of["b"], 2)],
    }
    assert [stop.sequence for stop in trolley.stops] == [1, 2, 3]
    assert trolley.walk_mm == 2 * 2000 + 2 * 3000 + 2 * 3000 + 2 * 5000
    assert trolley.line_mm[0] == trolley.line_mm[-1] == (0, 0)


def test_two_lines_of_an_order_at_one_place_are_one_stop() -> None:
    order = dataclasses.replace(
        candidate("o", ("A00-03", 1)), lines=(Line("l1", "TEE", "A00-03", 1), Line("l2", "MUG", "A00-03", 2))
    )
    plan = plan_wave(WaveRequest(warehouse(), (order,), NOW))
    (stop,) = plan.trolleys[0].stops
    assert [(pick.line, pick.sku, pick.quantity_units) for pick in stop.picks] == [("l2", "MUG", 2), ("l1", "TEE", 1)]


def test_orders_that_cannot_be_walked_or_carried_are_left_out_with_their_reason() -> None:
    layout = build_layout([Place("A-1", "A", 1), Place("A-9", "A", 9), Place("lost")], strict=False)
    orders = (
        candidate("good", ("A-1", 1)),
        candidate("nowhere", ("Z-1", 1)),
        candidate("unmeasured", ("lost", 1)),
        candidate("heavy", ("A-1", 30)),
        candidate("held", ("A-1", 1), blocked=Reason.HOLD),
    )
    plan = plan_wave(WaveRequest(layout, orders, NOW, trolley=Trolley(units_max=20)))
    assert [slot.order for slot in plan.trolleys[0].slots] == ["good"]
    assert set(map(repr, plan.left_out)) == {
        repr(LeftOut("held", Reason.HOLD)),
        repr(LeftOut("nowhere", Reason.PLACE_UNKNOWN, {"place": "Z-1"})),
        repr(LeftOut("unmeasured", Reason.PLACE_WITHOUT_COORDINATES, {"place": "lost"})),
        repr(LeftOut("heavy", Reason.ORDER_TOO_LARGE, {"dimension": "units", "wanted": 30, "capacity": 20})),
    }


def test_a_wave_of_nobody_is_an_empty_plan() -> None:
    plan = plan_wave(WaveRequest(warehouse(), (), NOW))
    assert (plan.trolleys, plan.left_out, plan.walk_mm, plan.walk_first_come_mm) == ((), (), 0, 0)


def test_a_trolley_that_carries_nothing_is_refused_even_without_orders() -> None:
    with pytest.raises(CapacityZero):
        plan_wave(WaveRequest(warehouse(), (), NOW, trolley=Trolley(slots=0)))
