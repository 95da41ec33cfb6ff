"""The made tables have the sizes that the literature gives, and lead from nothing to a whole walk."""

import pytest

from picking.planning.errors import TooManyCrossAisles
from picking.planning.tables import EVEN, NONE, ODD, ONCE, TWICE, after_block, after_event, is_final, tables_for


@pytest.mark.parametrize(("cross_aisles", "states"), [(2, 6), (3, 24), (4, 112)])
def test_closed_walks_have_the_known_number_of_states(cross_aisles: int, states: int) -> None:
    assert tables_for(cross_aisles, False).states == states


@pytest.mark.parametrize("cross_aisles", [0, 1, 7])
def test_numbers_of_cross_aisles_beyond_the_program_are_refused(cross_aisles: int) -> None:
    with pytest.raises(TooManyCrossAisles) as refused:
        tables_for(cross_aisles, False)
    assert refused.value.fields == {"cross_aisles": cross_aisles, "cross_aisles_max": 6}


def test_one_crossing_of_a_block_leaves_both_ends_odd_and_together() -> None:
    assert after_block(((NONE, 0), (NONE, 0)), 0, ONCE) == ((ODD, 1), (ODD, 1))


def test_walking_there_and_back_joins_two_parts() -> None:
    apart = ((EVEN, 1), (EVEN, 2))
    assert not is_final(apart)
    assert after_block(apart, 0, TWICE) == ((EVEN, 1), (EVEN, 1))


def test_a_walk_that_begins_at_a_crossing_leaves_it_odd() -> None:
    assert after_event(((NONE, 0), (EVEN, 1)), 0, 1) == ((ODD, 1), (EVEN, 2))
