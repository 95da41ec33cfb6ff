"""The list of one import's bad rows: by column, reason and value, in the file's order."""

from __future__ import annotations

import re
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Column, DeskList
from wms.core.models import Warehouse
from wms.intake.desk import words
from wms.intake.kinds import Kind
from wms.intake.models import Import, ImportProblem
from wms.intake.selectors import problems_of


class ProblemFilter(ListFilter):
    text = filters.CharFilter(label=pgettext_lazy("import", "Value or line"), method="by_text")
    column = filters.ChoiceFilter(label=_("Column"))
    code = filters.MultipleChoiceFilter(label=_("Reason"))

    class Meta:
        model = ImportProblem
        fields: tuple[str, ...] = ()

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        told = value.strip()
        found = rows.filter(value__icontains=told)
        return found | rows.filter(line=int(told)) if told.isdecimal() and len(told) < 10 else found


class ProblemList(DeskList):
    """Of one import: `row`, whose columns `kind` names."""

    key = "import-bad-rows"
    title = _("Bad rows")
    template = "intake/problem_list.html"
    filters = ProblemFilter
    sort = "line"
    empty, empty_icon = _("No bad row"), "check"
    columns = (
        Column("line", _("Line"), ("line",), "line", is_number=True),
        Column("column", _("Column"), ("column",), "head"),
        Column("value", pgettext_lazy("import", "Value"), ("value",), "value"),
        Column("why", _("Reason"), ("code",), "why"),
    )

    def __init__(self, request: HttpRequest, warehouse: Warehouse, *, row: Import, kind: Kind) -> None:
        super().__init__(request, warehouse)
        self.row, self.kind = row, kind
        found = problems_of(row).order_by()
        self.narrowed.offer(
            column=[(name, words.head_of(kind, name)) for name in _values(found, "column") if name],
            code=[(code, _reason(code)) for code in _values(found, "code")],
        )

    def rows(self) -> QuerySet[ImportProblem]:
        return problems_of(self.row)

    def dress(self, rows: list[Any]) -> None:
        words.dress_problems(self.kind, rows)


def _values(rows: QuerySet, name: str) -> list[str]:
    return sorted(rows.values_list(name, flat=True).distinct())


def _reason(code: str) -> str:
    """The reason in words, without what differs from row to row."""
    return re.sub(r"\{\w+\}", "…", words.said(code, {}))
