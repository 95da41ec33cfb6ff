"""Which orders a wave takes, in which rank, and the reason for each one that it leaves."""

from datetime import timedelta

import pytest

from picking.planning import Candidate, LeftOut, Line, OrderClass, Reason, WaveRule, choose_orders
from tests.picking.planning.floors import NOW, candidate


def keys(*candidates: Candidate, rule: WaveRule | None = None) -> list[str]:
    """Chosen orders by rank."""
    return [chosen.key for chosen in choose_orders(candidates, rule or WaveRule(), NOW).chosen]


@pytest.mark.parametrize(
    ("order", "rule", "reason", "fields"),
    [
        (
            candidate("o", ("A", 1), blocked=Reason.HOLD, blocked_fields={"by": "li"}),
            WaveRule(),
            Reason.HOLD,
            {"by": "li"},
        ),
        (candidate("o"), WaveRule(), Reason.NO_LINES, {}),
        (
            Candidate("o", (Line("o/0", "TEE", None, 3),)),
            WaveRule(),
            Reason.NO_PICK_FACE_STOCK,
            {"sku": "TEE", "wanted_units": 3},
        ),
        (
            candidate("o", ("A", 1), cut_off_at=NOW + timedelta(minutes=20)),
            WaveRule(cut_off_lead=timedelta(minutes=30)),
            Reason.CUT_OFF_PASSED,
            {"cut_off_at": "2026-11-20T08:20:00+00:00"},
        ),
        (
            candidate("o", ("A", 1), carrier="4PX"),
            WaveRule(carriers=frozenset({"YANWEN"})),
            Reason.CARRIER,
            {"carrier": "4PX"},
        ),
        (
            candidate("o", ("A", 1)),
            WaveRule(classes=frozenset({OrderClass.MIXED})),
            Reason.CLASS,
            {"class": "single_unit"},
        ),
        (
            candidate("o", ("A", 1), tags=frozenset({"light"})),
            WaveRule(tags_required=frozenset({"light", "zone-1"})),
            Reason.FILTER,
            {"tag": "zone-1"},
        ),
        (
            candidate("o", ("A", 4)),
            WaveRule(units_max=3),
            Reason.CAPACITY,
            {"dimension": "units", "wanted": 4, "used": 0, "limit": 3},
        ),
    ],
)
def test_each_order_left_out_has_its_reason(
    order: Candidate, rule: WaveRule, reason: Reason, fields: dict[str, object]
) -> None:
    choice = choose_orders([order], rule, NOW)
    assert choice.chosen == ()
    assert choice.left_out == (LeftOut("o", reason, fields),)  # type: ignore[arg-type]


def test_choice_goes_first_then_due_then_the_order_whose_places_others_want_too() -> None:
    soon, late = NOW + timedelta(hours=1), NOW + timedelta(hours=9)
    assert keys(
        candidate("late", ("A", 1), due_at=late),
        candidate("lonely", ("Z", 1), due_at=soon, arrived_at=NOW - timedelta(hours=5)),
        candidate("dense", ("A", 1), due_at=soon),
        candidate("choice", ("Q", 1), due_at=late, is_first=True),
        candidate("undated", ("A", 1)),
    ) == ["choice", "dense", "lonely", "late", "undated"]


def test_the_rank_does_not_depend_on_the_order_of_asking() -> None:
    orders = [candidate(f"o{at}", ("A", 1), arrived_at=NOW) for at in range(5)]
    assert keys(*orders) == keys(*reversed(orders)) == ["o0", "o1", "o2", "o3", "o4"]


def test_a_smaller_order_may_pass_one_that_no_longer_fits() -> None:
    first, large, small = (
        candidate("first", ("A", 3), due_at=NOW + timedelta(hours=1)),
        candidate("large", ("A", 3), due_at=NOW + timedelta(hours=3)),
        candidate("small", ("A", 1), due_at=NOW + timedelta(hours=5)),
    )
    choice = choose_orders([small, large, first], WaveRule(units_max=4), NOW)
    assert [chosen.key for chosen in choice.chosen] == ["first", "small"]
    assert choice.left_out == (
        LeftOut("large", Reason.CAPACITY, {"dimension": "units", "wanted": 3, "used": 3, "limit": 4}),
    )


def test_a_wave_is_bounded_even_when_the_rule_is_not() -> None:
    huge = Candidate("huge", tuple(Line(f"l{at}", "TEE", "A", 1) for at in range(200_001)))
    choice = choose_orders([huge, candidate("o", ("A", 1))], WaveRule(), NOW)
    assert [chosen.key for chosen in choice.chosen] == ["o"]
    assert choice.left_out[0].fields["limit"] == 200_000


@pytest.mark.parametrize(
    ("lines", "order_class"),
    [
        ([("A", 1)], OrderClass.SINGLE_UNIT),
        ([("A", 2)], OrderClass.SINGLE_SKU),
        ([("A", 1), ("B", 1)], OrderClass.MIXED),
    ],
)
def test_the_class_follows_from_the_lines(lines: list[tuple[str, int]], order_class: OrderClass) -> None:
    assert candidate("o", *lines).order_class is order_class
