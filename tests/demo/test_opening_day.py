"""What a visitor finds on the demo's first day, before anybody has scanned."""

from __future__ import annotations

import pytest

from tests.demo.conftest import Seat


@pytest.mark.parametrize("seat", [(1280, 800, "light")], indirect=True)
def test_totes_wait_at_the_pass_point_of_the_second_zone(seat: Seat) -> None:
    seat.sign_in_at_desk("en")
    rows = seat.open("/waves/zones/").locator("tbody tr").all_inner_texts()
    assert [row for row in rows if "AP-02" in row and "1 list" in row], rows
