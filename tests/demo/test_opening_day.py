"""What a visitor finds on the demo's first day, before anybody has scanned."""

from __future__ import annotations

import pytest

from tests.demo.conftest import Seat


@pytest.mark.parametrize("seat", [(1280, 800, "light")], indirect=True)
def test_totes_wait_at_the_pass_point_of_the_second_zone(seat: Seat) -> None:
    seat.sign_in_at_desk("en")
    waves = seat.open("/waves/").eval_on_selector_all("tr[data-row] a", "found => found.map(each => each.pathname)")
    pages = (seat.open(address).inner_text("main") for address in dict.fromkeys(waves[:8]))
    assert any("totes at AP-02" in page for page in pages)
