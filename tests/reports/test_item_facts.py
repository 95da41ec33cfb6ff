"""What a work item keeps beside its wording is shown with a name and in words, in both languages."""

from __future__ import annotations

import ast

import pytest
from django.utils.translation import override

from tests import catalogues
from wms.reports.item_words import FACTS, RESOLUTIONS, UNTOLD, ending_words, fact_words
from wms.reports.words import ORDER_NOTES


def kept_names() -> set[str]:
    """Every name that a work item is raised with, as it stands in the code."""
    found: set[str] = set()
    for path in catalogues.project_files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "raise_work_item":
                tables = [keyword.value for keyword in node.keywords if keyword.arg == "facts"]
                keys = [key for table in tables if isinstance(table, ast.Dict) for key in table.keys]
                found |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
    return found


def endings() -> set[str]:
    """Every text that a work item is closed with by the program itself, as it stands in the code."""
    found: set[str] = set()
    for path in catalogues.project_files(".py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                given = [keyword.value for keyword in node.keywords if keyword.arg == "resolution"]
                found |= {str(value.value) for value in given if isinstance(value, ast.Constant)}
    return found


def test_what_ended_an_item_by_itself_is_told_in_words() -> None:
    names = endings()
    assert {"agrees", "printer.well"} <= names
    assert sorted(names - set(RESOLUTIONS) - set(ORDER_NOTES)) == []
    with override("en"):
        told = [ending_words(text) for text in ("agrees", "resync 12", "order.cancelled", "补货后再拣")]
    assert told == ["It agrees again", "Re-synced", "Cancelled as asked", "补货后再拣"]


def test_every_fact_has_a_name() -> None:
    names = kept_names()
    assert {"order", "missing", "code"} <= names
    assert sorted(names - set(FACTS) - UNTOLD) == []


@pytest.mark.parametrize(
    ("name", "value", "chinese", "english"),
    [
        ("kind", "wrong", "错货", "Wrong item"),
        ("state", "picking", "拣货中", "Picking"),
        ("code", "channel.frozen", "平台冻结了订单", "Frozen by the platform"),
        ("code", "ERR_SKU_NOT_FOUND", "ERR_SKU_NOT_FOUND", "ERR_SKU_NOT_FOUND"),
        ("missing", {"TEE": 2, "CAP": 1200}, "TEE × 2 · CAP × 1,200", "TEE × 2 · CAP × 1,200"),
        ("differences", [["TEE", -3]], "TEE -3", "TEE -3"),
        ("seller_skus", ["A-1", "A-2"], "A-1, A-2", "A-1, A-2"),
        ("what", ["缺纸", "Out of paper"], "缺纸", "Out of paper"),
        ("expected", 12_000, "12,000", "12,000"),
    ],
)
def test_facts_are_told_in_words(name: str, value: object, chinese: str, english: str) -> None:
    told = []
    for language in ("zh-hans", "en"):
        with override(language):
            told.append(fact_words(name, value))
    assert told == [chinese, english]
