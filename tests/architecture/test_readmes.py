"""README.md and README.zh-CN.md tell the same: whoever reads one of them misses nothing that the other one says."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.catalogues import ROOT
from tests.ops.test_settings import variables_read

NAMES = ("README.md", "README.zh-CN.md")
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in NAMES)
BLOCK = re.compile(r"^```\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def links(text: str) -> set[str]:
    """Where the text and its pictures lead, but to the other language."""
    return {*re.findall(r"\]\(([^)]+)\)", text), *re.findall(r'src="([^"]+)"', text)} - {*NAMES}


def commands(text: str) -> set[str]:
    """What is written as code: in the text each piece, in blocks each line up to its comment."""
    in_blocks = {re.split(r"\s{2,}", line)[0] for block in BLOCK.findall(text) for line in block.splitlines()}
    return in_blocks | set(re.findall(r"`([^`\n]+)`", BLOCK.sub("", text)))


def tables(text: str) -> list[int]:
    """How many lines each table has."""
    return [block.count("\n") for block in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)]


def settings_told(text: str) -> list[str]:
    """The names in the table of variables."""
    rows = re.findall(r"^\| (`[A-Z_]+`(?:.`[A-Z_]+`|, `[A-Z_]+`)*) \|", text, flags=re.MULTILINE)
    return [name for row in rows for name in re.findall(r"[A-Z_]+", row)]


@pytest.mark.parametrize("told", [links, commands, tables, settings_told])
def test_both_languages_tell_the_same(told: Callable[[str], object]) -> None:
    assert told(ENGLISH), "found nothing to compare"
    assert told(CHINESE) == told(ENGLISH)


def test_each_leads_to_the_other() -> None:
    assert f"]({NAMES[1]})" in ENGLISH
    assert f"]({NAMES[0]})" in CHINESE


def test_every_setting_in_the_table_is_one_that_the_code_reads() -> None:
    assert set(settings_told(ENGLISH)) <= variables_read()


def test_every_link_leads_to_something_that_is_there() -> None:
    assert sorted(link for link in links(ENGLISH) if "://" not in link and not (ROOT / link).exists()) == []
