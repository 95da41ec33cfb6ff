"""The audit (操作记录): who changed what, when, from what to what."""

from __future__ import annotations

import json
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.house import words
from wms.core.desk.house.audit_words import ACTIONS, SUBJECTS, subject_parts
from wms.core.desk.lists import Column, DeskList
from wms.core.models import AuditEntry, Person, Warehouse
from wms.core.reach import Reach, people_seen, reach_of


def entries_seen(reach: Reach, warehouse: Warehouse) -> QuerySet[AuditEntry]:
    """The warehouse's entries, and those about no warehouse: of people whom this reach sees, or all of them."""
    unplaced = Q(warehouse=None)
    if not reach.is_everywhere:
        subjects = people_seen(reach).annotate(subject=Concat(Value("person:"), "username")).values("subject")
        unplaced &= Q(subject__in=subjects)
    return AuditEntry.objects.filter(Q(warehouse=warehouse) | unplaced)


class AuditFilter(ListFilter):
    text = filters.CharFilter(label=_("Subject"), field_name="subject", lookup_expr="icontains")
    about = filters.ChoiceFilter(label=_("About"), choices=list(SUBJECTS.items()), method="about_kind")
    person = filters.ChoiceFilter(label=_("Person"), field_name="person_id")
    action = filters.ChoiceFilter(label=_("What"))
    since = FromDay(label=_("From day"), field_name="created_at")
    until = ToDay(label=_("To day"), field_name="created_at")

    class Meta:
        model = AuditEntry
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.queryset.order_by()
        people = Person.objects.filter(pk__in=rows.exclude(person=None).values("person_id")).order_by("name")
        actions = sorted(set(rows.values_list("action", flat=True).distinct()))
        self.offer(
            person=people.values_list("pk", "name"),
            action=[(code, ACTIONS.get(code, code)) for code in actions],
        )

    def about_kind(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(subject__startswith=f"{value}:")


def _json(name: str) -> Any:
    def cell(row: AuditEntry) -> str:
        return json.dumps(getattr(row, name), ensure_ascii=False, sort_keys=True)

    return cell


class AuditList(DeskList):
    key = "audit"
    title = _("Audit")
    template = "core/audit/list.html"
    filters = AuditFilter
    sort = "-time"
    empty, empty_icon = _("Nothing was changed yet"), "check"
    columns = (
        Column("time", _("Time"), ("created_at",), "created_at"),
        Column("person", _("Person"), ("person__name",), "person.name"),
        Column("action", _("What"), ("action",), lambda row: ACTIONS.get(row.action, row.action)),
        Column(
            "subject",
            _("Subject"),
            ("subject",),
            lambda row: " ".join(map(str, subject_parts(row.subject))),
        ),
        Column("changes", _("From what to what")),
    )
    file_columns = (
        Column("code", _("Action"), cell="action"),
        Column("before", _("Before"), cell=_json("before")),
        Column("after", _("After"), cell=_json("after")),
        Column("source", _("Source"), cell=lambda row: words.SOURCES.get(row.source, row.source)),
        Column("warehouse", _("Warehouse"), cell="warehouse.code"),
        Column("device", _("Device"), cell="device.code"),
    )

    def rows(self) -> QuerySet[AuditEntry]:
        reach = reach_of(self.request.user)  # type: ignore[arg-type]
        return entries_seen(reach, self.warehouse).select_related("person", "warehouse", "device")
