"""Each screen's page in docs/floor says what its class does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.inventory.floor import House
from tests.inventory.rf.conftest import Hand, code_of
from wms.core.messages import WORDINGS
from wms.scan.codes import make
from wms.scan.registry import screen_named

FLOOR = Path(__file__).resolve().parents[3] / "docs" / "floor"
SCREENS = ["receive", "putaway", "move", "lookup", "count"]


def table_of(name: str) -> list[list[str]]:
    lines = (FLOOR / f"{name}.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return [[cell.strip("`") for cell in row] for row in rows]


@pytest.mark.parametrize("name", SCREENS)
def test_the_page_s_step_table_is_the_class_s(name: str) -> None:
    screen = screen_named("rf", name)
    assert screen is not None
    steps = [
        [step, ", ".join(spec.accepts), ", ".join(spec.commands) or "–", *spec.prompt]
        for step, spec in screen.steps.items()
    ]
    assert table_of(name) == steps


@pytest.mark.parametrize("name", SCREENS)
def test_every_step_and_command_has_its_method(name: str) -> None:
    screen = screen_named("rf", name)
    assert screen is not None
    for step, spec in screen.steps.items():
        assert callable(getattr(screen, f"on_{step}"))
        for command in spec.commands:
            assert make("command", command)
            assert callable(getattr(screen, f"on_command_{command.lower()}"))


@pytest.mark.parametrize("name", SCREENS)
def test_refusal_codes_on_the_page_exist(name: str) -> None:
    text = (FLOOR / f"{name}.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"`((?:receive|receipt|putaway|count|stock|scan|floor)\.[a-z_]+)`", text))
    assert codes - set(WORDINGS) - {"receipt.over"} == set()


@pytest.mark.parametrize("name", ["lookup", "move", "count"])
def test_no_screen_s_data_says_location(name: str, small: House, hand: Hand) -> None:
    """The page's script takes `data.location` for an address to go to."""
    small.stock(1)
    hand.at(name)
    for _ in range(2):
        hand.scan(code_of(small.shelf))
        assert "location" not in hand.data
