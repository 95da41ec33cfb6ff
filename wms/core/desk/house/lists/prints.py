"""The print queue as a list: what waits, what nobody knows, what came out."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import FromDay, ListFilter
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.models import Printer, PrintJob
from wms.core.printing.kinds import KINDS, REASONS
from wms.core.printing.words import STATES
from wms.core.states import PrintState

OPEN = (PrintState.QUEUED, PrintState.SENDING, PrintState.FAILED, PrintState.UNKNOWN)
DECIDE = (PrintState.FAILED, PrintState.UNKNOWN)


class PrintFilter(ListFilter):
    text = filters.CharFilter(label=_("What is printed"), field_name="title", lookup_expr="icontains")
    open = filters.BooleanFilter(label=_("Not done"), method="by_open")
    state = filters.ChoiceFilter(label=_("State"), choices=list(STATES.items()))
    printer = filters.ChoiceFilter(label=_("Printer"), method="by_printer")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=list(KINDS.items()))
    reprints = filters.BooleanFilter(label=_("Reprints"), method="by_reprints")
    since = FromDay(label=_("From day"), field_name="created_at")

    class Meta:
        model = PrintJob
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Printer.objects.filter(warehouse=self.warehouse).order_by("code").values_list("code", flat=True)
        self.offer(printer=[*((code, code) for code in codes), ("none", _("By the browser"))])

    def by_open(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(state__in=OPEN) if value else rows

    def by_printer(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(printer=None) if value == "none" else rows.filter(printer__code=value)

    def by_reprints(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(copy__gt=1) if value else rows


class PrintList(DeskList):
    key = "prints"
    title = _("Print queue")
    template = "core/prints/list.html"
    filters = PrintFilter
    sort = "-time"
    empty, empty_icon = _("Nothing was printed here"), "printer"
    columns = (
        Column("time", _("Asked at"), ("created_at",), "created_at"),
        Column("title", _("What is printed"), ("title",), "title"),
        Column("kind", _("Kind"), ("kind",), lambda row: KINDS.get(row.kind, row.kind)),
        Column("printer", _("Printer"), ("printer__code",), "printer.code"),
        Column("state", _("State"), ("state",), lambda row: STATES[row.state]),
        Column("reprint", _("Reprint"), ("copy",), "reprint", is_number=True),
        Column("person", _("Person"), ("person__name",), "person.name"),
    )
    file_columns = (
        Column("station", _("Bench"), cell="station.code"),
        Column("reason", _("Reason"), cell=lambda row: REASONS.get(row.reason, row.reason)),
        Column("words", _("In own words"), cell="words"),
        Column("copies", _("Copies"), cell="copies"),
        Column("attempts", _("Tries"), cell="attempts"),
        Column("error", _("Trouble"), cell="error"),
        Column("ended", _("Ended at"), cell="ended_at"),
    )
    acts = (
        Act(
            "again",
            _("Print again"),
            "core:print_some_again",
            "printer",
            _("One reason is asked for all; each is counted"),
        ),
        Act("cancel", _("Take back"), "core:cancel_prints", "cross", _("what has not begun is not printed")),
    )

    def rows(self) -> QuerySet[PrintJob]:
        rows = PrintJob.objects.filter(warehouse=self.warehouse).defer("content")
        return rows.select_related("printer", "station", "person", "device")
