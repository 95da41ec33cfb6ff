"""Picking's pages in docs/floor say what its screens do, and every step and code there exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wms.core.messages import WORDINGS
from wms.scan.codes import make
from wms.scan.registry import screen_named

FLOOR = Path(__file__).resolve().parents[2] / "docs" / "floor"
SCREENS = ["pick", "put_back"]


@pytest.mark.parametrize("name", SCREENS)
def test_the_step_table_is_the_screens(name: str) -> None:
    screen = screen_named("rf", name)
    assert screen is not None
    lines = (FLOOR / f"{name}.md").read_text(encoding="utf-8").splitlines()
    table = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines if line[:3] == "| `"]
    assert table == [
        [step, ", ".join(spec.accepts), ", ".join(spec.commands) or "–", *spec.prompt]
        for step, spec in screen.steps.items()
    ]


@pytest.mark.parametrize("name", SCREENS)
def test_every_step_and_command_has_its_method(name: str) -> None:
    screen = screen_named("rf", name)
    assert screen is not None
    for step, spec in screen.steps.items():
        assert not spec.accepts or callable(getattr(screen, f"on_{step}"))
        for command in spec.commands:
            assert make("command", command)
            assert callable(getattr(screen, f"on_command_{command.lower()}"))


@pytest.mark.parametrize("name", SCREENS)
def test_codes_on_the_page_exist(name: str) -> None:
    text = (FLOOR / f"{name}.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"`((?:work\.)?(?:pick|put_back|scan)\.[a-z_]+)`", text))
    assert codes - set(WORDINGS) == {"pick.short"} & codes
    assert codes
