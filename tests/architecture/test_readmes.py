"""README and runbook tell the same in both languages: whoever reads one misses nothing that the other one says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.catalogues import ROOT
from tests.ops.test_settings import variables_read

README, RUNBOOK = (ROOT / "README.md", ROOT / "docs" / "runbook.md")
CHINESE = ".zh-CN.md"
BLOCK = re.compile(r"^```\w*\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def in_chinese(page: Path) -> Path:
    return page.with_name(page.stem + CHINESE)


def links(text: str) -> set[str]:
    """Where the text and its pictures lead; a page in Chinese counts as the page."""
    found = {*re.findall(r"\]\(([^)]+)\)", text), *re.findall(r'src="([^"]+)"', text)}
    return {link.replace(CHINESE, ".md") for link in found}


def headings(text: str) -> list[int]:
    """How deep each heading stands, in order."""
    return [len(marks) for marks in re.findall(r"^(#+) ", BLOCK.sub("", text), flags=re.MULTILINE)]


def points(text: str) -> list[str]:
    """The marks of the points of all lists, in order."""
    return re.findall(r"^(-|\d+\.) ", BLOCK.sub("", text), flags=re.MULTILINE)


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


@pytest.mark.parametrize(
    ("page", "told"),
    [
        *((README, told) for told in (links, commands, tables, headings, settings_told)),
        *((RUNBOOK, told) for told in (links, commands, tables, headings, points)),
    ],
)
def test_both_languages_tell_the_same(page: Path, told: Callable[[str], object]) -> None:
    english = told(text_of(page))
    assert english, "found nothing to compare"
    assert told(text_of(in_chinese(page))) == english


@pytest.mark.parametrize("page", [README, RUNBOOK])
def test_each_leads_to_the_other(page: Path) -> None:
    assert f"]({in_chinese(page).name})" in text_of(page)
    assert f"]({page.name})" in text_of(in_chinese(page))


def test_every_setting_in_the_table_is_one_that_the_code_reads() -> None:
    assert set(settings_told(text_of(README))) <= variables_read()


@pytest.mark.parametrize("page", [README, in_chinese(README), RUNBOOK, in_chinese(RUNBOOK)])
def test_every_link_leads_to_something_that_is_there(page: Path) -> None:
    found = re.findall(r"\]\(([^)#]+)", text_of(page))
    assert sorted(link for link in found if "://" not in link and not (page.parent / link).exists()) == []
