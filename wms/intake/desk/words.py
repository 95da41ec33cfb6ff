"""How imports are spoken of on a page: states, tags, problems in words, values as people write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wms.core.messages import say
from wms.intake.columns import Column
from wms.intake.kinds import Kind
from wms.intake.models import Import
from wms.intake.states import ImportState, RowStatus

STATES: dict[str, tuple[Any, str]] = {
    ImportState.UPLOADED: (pgettext_lazy("import", "being checked"), "tag-info"),
    ImportState.CHECKED: (pgettext_lazy("import", "waits for you"), "tag-warn"),
    ImportState.ACCEPTED: (pgettext_lazy("import", "being written"), "tag-info"),
    ImportState.APPLIED: (pgettext_lazy("import", "imported"), "tag-ok"),
    ImportState.REVERTING: (pgettext_lazy("import", "being taken back"), "tag-warn"),
    ImportState.FAILED: (pgettext_lazy("import", "failed"), "tag-stop"),
    ImportState.CANCELLED: (pgettext_lazy("import", "cancelled"), ""),
    ImportState.UNDOING: (pgettext_lazy("import", "being undone"), "tag-warn"),
    ImportState.UNDONE: (pgettext_lazy("import", "undone"), ""),
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


def refusal_of(row: Import) -> str:
    facts = dict(row.refusal_facts)
    if row.refusal_code == "intake.not_ready" and facts.get("state") in STATES:
        facts["state"] = str(STATES[facts["state"]][0])
    return said(row.refusal_code, facts) if row.refusal_code else ""


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


def shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)


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
                    "now": shown(entry["values"].get(column.name)),
                    "was": shown(entry["before"][column.name]) or "–" if column.name in entry["before"] else "",
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
