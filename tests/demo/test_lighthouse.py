"""Lighthouse gives sign-in, board, lists, handheld and bench at least 95 in each category."""

from __future__ import annotations

import pytest

from tests.demo.conftest import Seat, lighthouse

LEAST = 95


def poor(judged: dict[str, dict[str, object]]) -> dict[str, object]:
    """What falls short, with the audits that cost it."""
    return {path: row for path, row in judged.items() if min(dict(row["scores"]).values()) < LEAST}  # type: ignore[call-overload]


@pytest.mark.parametrize("seat", [(1280, 800, "light")], indirect=True)
def test_sign_in_board_and_lists(seat: Seat, node: str) -> None:
    judged = lighthouse(node, seat, "desk", "/signin/")
    seat.sign_in_at_desk()
    judged |= lighthouse(node, seat, "desk", "/", "/orders/", "/stock/balances/")
    assert poor(judged) == {}


@pytest.mark.parametrize(
    ("seat", "surface", "role", "screen"),
    [((320, 480, "light"), "rf", "picker", "pick"), ((1280, 800, "light"), "station", "packer", "pack")],
    indirect=["seat"],
)
def test_handheld_and_bench(seat: Seat, node: str, surface: str, role: str, screen: str) -> None:
    seat.sign_in_on_floor(surface, role)
    judged = lighthouse(node, seat, "floor" if surface == "rf" else "desk", f"/{surface}/{screen}/")
    assert poor(judged) == {}
