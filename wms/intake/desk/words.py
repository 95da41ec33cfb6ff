"""How imports are spoken of on a page: states, tags, problems in words, values as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wms.core.messages import say
from wms.core.messages.codes import IMPORT_STATES
from wms.core.words import word
from wms.intake.columns import Column
from wms.intake.kinds import Kind
from wms.intake.models import Import
from wms.intake.states import ImportState, RowStatus

TAGS: dict[str, str] = {
    ImportState.UPLOADED: "tag-info",
    ImportState.CHECKED: "tag-warn",
    ImportState.ACCEPTED: "tag-info",
    ImportState.APPLIED: "tag-ok",
    ImportState.REVERTING: "tag-warn",
    ImportState.FAILED: "tag-stop",
    ImportState.UNDOING: "tag-warn",
}
STATUSES: dict[str, tuple[Any, str]] = {
    RowStatus.NEW: (_("new"), "tag-ok"),
    RowStatus.CHANGED: (_("changed"), "tag-warn"),
    RowStatus.UNCHANGED: (_("unchanged"), ""),
    RowStatus.BAD: (_("bad"), "tag-stop"),
}
SEPARATORS = {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}
ENCODINGS = {"gb18030": "GB18030 (GBK)", "utf-8-sig": "UTF-8 (BOM)", "utf-8": "UTF-8"}


def language() -> str:
    return translation.get_language() or "zh-hans"


def is_chinese() -> bool:
    return language().startswith("zh")


def said(code: str, facts: Mapping[str, Any]) -> str:
    words = say(code, facts, language())
    return " · ".join(part for part in (words.title, words.note, words.act) if part)


def state_of(row: Import) -> tuple[str, str]:
    """Its state in words, and the tag that shows it."""
    return word(IMPORT_STATES, row.state), TAGS.get(row.state, "")


def refusal_of(row: Import, kind: Kind) -> str:
    """Why it was refused; a column by its head in the file."""
    if not row.refusal_code:
        return ""
    column = kind.column(str(row.refusal_facts.get("column", "")))
    return said(row.refusal_code, {**row.refusal_facts, **({"column": [column.zh, column.en]} if column else {})})


def head_of(kind: Kind, name: str) -> str:
    column = kind.column(name)
    return "" if column is None else (column.zh if is_chinese() else column.en)


def example_of(column: Column) -> str:
    """What the page and its templates show as a cell of this column, in the page's language."""
    return column.example_in(is_chinese=is_chinese())


def dress_problems(kind: Kind, problems: Iterable[Any]) -> None:
    """Give each `ImportProblem` its column's head and its reason in words."""
    for problem in problems:
        problem.head, problem.why = head_of(kind, problem.column), said(problem.code, problem.facts)


def shown(column: Column, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return column.said(value, is_chinese=is_chinese())


def sample_rows(kind: Kind, row: Import) -> tuple[list[str], list[dict[str, Any]]]:
    """Heads and rows of the preview; only columns that say something, a changed cell with what it was."""
    used = [
        column for column in kind.columns if any(entry["values"].get(column.name) is not None for entry in row.sample)
    ]
    rows = [
        {
            "line": entry["line"],
            "status": STATUSES[entry["status"]],
            "cells": [
                {
                    "now": shown(column, entry["values"].get(column.name)),
                    "was": shown(column, entry["before"][column.name]) or "–" if column.name in entry["before"] else "",
                }
                for column in used
            ],
        }
        for entry in row.sample
    ]
    return [head_of(kind, column.name) for column in used], rows


def difference_rows(row: Import) -> list[dict[str, Any]]:
    return [
        {
            "line": found["line"],
            "was": STATUSES[found["was"]][0],
            "now": STATUSES[found["now"]][0],
            "why": said(found["code"], found["facts"]) if found["code"] else "",
        }
        for found in row.differences
    ]


def file_words(row: Import) -> str:
    """How the file was read: "UTF-8 · comma", "XLSX"."""
    if row.file_format != "csv":
        return row.file_format.upper()
    return " · ".join((ENCODINGS.get(row.encoding, row.encoding.upper()), str(SEPARATORS[row.separator])))
