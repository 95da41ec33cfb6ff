"""The list of imports: by file, kind, state, person and day."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Column, DeskList
from wms.core.messages.codes import IMPORT_STATES
from wms.core.models import Person, Warehouse
from wms.core.rights import roles_at
from wms.core.words import choices_of
from wms.intake.desk import words
from wms.intake.kinds import Kind, all_kinds, kinds_for
from wms.intake.models import Import
from wms.intake.selectors import imports_of


def my_kinds(request: HttpRequest, warehouse: Warehouse) -> list[Kind]:
    return kinds_for(roles_at(request.user, warehouse))  # type: ignore[arg-type]


class ImportFilter(ListFilter):
    text = filters.CharFilter(label=_("File"), field_name="file_name", lookup_expr="icontains")
    kind = filters.ChoiceFilter(label=_("Kind"))
    state = filters.MultipleChoiceFilter(label=_("State"))
    person = filters.ChoiceFilter(label=_("Who"), field_name="person_id")
    since = FromDay(label=_("From day"), field_name="created_at")
    until = ToDay(label=_("To day"), field_name="created_at")

    class Meta:
        model = Import
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = {kind.name: kind.title for kind in all_kinds()}
        rows = self.queryset.order_by()
        people = Person.objects.filter(pk__in=rows.values("person")).order_by("name").values_list("pk", "name")
        kinds = sorted(set(rows.values_list("kind", flat=True).distinct()))
        self.offer(kind=[(kind, titles[kind]) for kind in kinds], state=choices_of(IMPORT_STATES)(), person=people)


class ImportList(DeskList):
    key = "imports"
    title = _("Data in")
    template = "intake/import_list.html"
    filters = ImportFilter
    sort = "-when"
    empty, empty_icon = _("Nothing was brought in yet"), "inbox"
    columns = (
        Column("file", _("File"), ("file_name",), "file_name"),
        Column("kind", _("Kind"), ("kind",), "title"),
        Column("state", _("State"), ("state",), lambda row: row.word[0]),
        Column("new", _("New"), ("new_rows",), "new_rows", is_number=True),
        Column("changed", _("Changed"), ("changed_rows",), "changed_rows", is_number=True),
        Column("unchanged", _("Unchanged"), ("unchanged_rows",), "unchanged_rows", is_number=True),
        Column("bad", _("Bad"), ("bad_rows",), "bad_rows", is_number=True),
        Column("who", _("Who"), ("person__name",), "person.name"),
        Column("when", _("When"), ("created_at",), "created_at"),
    )
    file_columns = (
        Column("accepted", _("Accepted"), cell="accepted_at"),
        Column("accepted_by", _("Accepted by"), cell="accepted_by.name"),
        Column("undone", _("Undone"), cell="undone_at"),
        Column("undone_by", _("Undone by"), cell="undone_by.name"),
    )

    def rows(self) -> QuerySet[Import]:
        """Those of the kinds that this person may bring."""
        mine = [kind.name for kind in my_kinds(self.request, self.warehouse)]
        return imports_of(self.warehouse).filter(kind__in=mine).defer("sample", "differences", "chunks")

    def dress(self, rows: list[Any]) -> None:
        titles = {kind.name: kind.title for kind in all_kinds()}
        for row in rows:
            row.title, row.word = titles[row.kind], words.state_of(row)
