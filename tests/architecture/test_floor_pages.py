"""Each scan screen has a page in docs/floor that says what its class does, step by step and code by code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wms.core.messages import WORDINGS
from wms.scan.codes import make
from wms.scan.registry import screens_of
from wms.scan.screen import ScanScreen

FLOOR = Path(__file__).resolve().parents[2] / "docs" / "floor"
CODE = re.compile(r"`((?:scan|receive|receipt|putaway|count|stock|floor|pick|put_back|pack|wall|handover)\.[a-z_]+)`")
WORKS = {"receipt.over", "pick.short"}  # kinds of work items, worded as work.<kind>


def screens() -> list[ScanScreen]:
    """The product's screens; tests bring one of their own, which nobody walks."""
    return [screen for surface in ("rf", "station") for screen in screens_of(surface) if screen.name != "kit"]


def names() -> list[str]:
    return ["count", "handover", "lookup", "move", "pack", "pick", "put_back", "put_wall", "putaway", "receive"]


def named(name: str) -> ScanScreen:
    return next(screen for screen in screens() if screen.name == name)


def page(name: str) -> str:
    return (FLOOR / f"{name}.md").read_text(encoding="utf-8")


def test_every_screen_is_walked_here() -> None:
    assert sorted({screen.name for screen in screens()}) == names()


@pytest.mark.parametrize("name", names())
def test_the_step_table_is_the_classes(name: str) -> None:
    rows = [line.strip("|").split("|") for line in page(name).splitlines() if line.startswith("| `")]
    assert [[cell.strip().strip("`") for cell in row] for row in rows] == [
        [step, ", ".join(spec.accepts) or "–", ", ".join(spec.commands) or "–", *spec.prompt]
        for step, spec in named(name).steps.items()
    ]


@pytest.mark.parametrize("name", names())
def test_every_step_and_command_has_its_method(name: str) -> None:
    screen = named(name)
    for step, spec in screen.steps.items():
        assert not spec.accepts or callable(getattr(screen, f"on_{step}"))
        for command in spec.commands:
            assert make("command", command)
            assert callable(getattr(screen, f"on_command_{command.lower()}"))


@pytest.mark.parametrize("name", names())
def test_codes_on_the_page_exist(name: str) -> None:
    assert set(CODE.findall(page(name))) - set(WORDINGS) - WORKS == set()
