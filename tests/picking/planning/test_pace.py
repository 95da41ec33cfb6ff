"""The time model: what made-up scans were made of is what it learns; what it foresees follows the queue."""

from __future__ import annotations

import random

import pytest

from picking.planning.pace import Ahead, Kind, Pace, Sample, foresee, learn, pickers_for, pickers_needed


def made_scans(count: int, *, mm_a_second: float, find: float, unit: float, seed: int = 1) -> list[Sample]:
    """Scans of a picker with these figures, some noise, and a coffee break in every twentieth."""
    dice = random.Random(seed)
    rows = []
    for number in range(count):
        way = dice.randrange(0, 40_000, 500)
        pause = 600 if number % 20 == 0 else 0
        rows.append(Sample(Kind.PLACE, find + way / mm_a_second + dice.uniform(-1, 1) + pause, way))
        rows.append(Sample(Kind.UNIT, unit + dice.uniform(-0.3, 0.3)))
    return rows


def test_too_few_scans_leave_the_default_figures() -> None:
    assert learn(made_scans(20, mm_a_second=500, find=30, unit=9)) == Pace()


@pytest.mark.parametrize(("speed", "find", "unit"), [(800.0, 12.0, 2.0), (1400.0, 4.0, 5.0)])
def test_it_learns_what_the_scans_were_made_of(speed: float, find: float, unit: float) -> None:
    pace = learn(made_scans(300, mm_a_second=speed, find=find, unit=unit))
    assert pace.mm_a_second == pytest.approx(speed, rel=0.06)
    assert pace.find_seconds == pytest.approx(find, abs=1.2)
    assert pace.unit_seconds == pytest.approx(unit, abs=0.2)
    assert pace.tote_seconds == Pace().tote_seconds
    assert pace.samples == 585  # without the breaks


def test_a_walk_costs_its_parts() -> None:
    pace = Pace(1000, 5, 2, 3, 4, 50, 7000)
    assert pace.seconds(stops=3, units=10, tasks=4, slots=2, walk_mm=20_000) == 50 + 8 + 20 + 15 + 20 + 12
    assert pace.seconds(stops=2, units=1, tasks=1) == 14 + 10 + 2 + 3


def test_lists_are_given_out_as_people_get_free() -> None:
    ahead = [Ahead(1, 100, is_begun=True), Ahead(1, 60), Ahead(2, 50)]
    assert foresee(ahead, 1) == {1: 160, 2: 210}
    assert foresee(ahead, 2) == {1: 100, 2: 110}
    assert foresee(ahead, 3) == {1: 100, 2: 50}
    assert foresee([Ahead(1, 60)], 0) == {1: 60}
    assert foresee([], 2) == {}


def test_how_many_more_pickers_a_wave_needs() -> None:
    ahead = [Ahead(1, 100) for _ in range(6)]
    assert pickers_needed(ahead, 1, 600, 1) == 0
    assert pickers_needed(ahead, 1, 300, 1) == 1
    assert pickers_needed(ahead, 1, 99, 1) is None
    assert (pickers_for([100] * 6, 300), pickers_for([100] * 6, 1), pickers_for([], 10)) == (2, 6, 1)
