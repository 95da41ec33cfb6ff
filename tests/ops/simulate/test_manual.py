"""docs/simulate.md explains what simulate prints."""

from __future__ import annotations

import re
from pathlib import Path

from tests.ops.simulate.keys import KEYS

MANUAL = Path(__file__).resolve().parents[3] / "docs" / "simulate.md"


def test_each_key_of_the_last_line_is_explained() -> None:
    text = MANUAL.read_text(encoding="utf-8").split("## Keys of the last line")[1]
    first_cells = re.findall(r"^\| (`.+?) \|", text, re.MULTILINE)
    assert [key for cell in first_cells for key in re.findall(r"`(\w+)`", cell)] == KEYS
