"""Exceptions and tasks for people (异常工单)."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.models import Person, Warehouse, WorkItem
from wms.core.states import WorkItemState
from wms.core.words import choices_of, word
from wms.reports.templatetags.desk import kind_word, said
from wms.reports.words import STAGES, WORK_STATES

MINE, NOBODYS = "me", "nobody"


def items_of(warehouse: Warehouse) -> QuerySet[WorkItem]:
    """Those of the warehouse, and those about none (a parked message concerns everybody)."""
    rows = WorkItem.objects.filter(Q(warehouse=warehouse) | Q(warehouse=None))
    return rows.select_related("owner", "person", "device")


class WorkFilter(ListFilter):
    """Unless the address names a state, what is not resolved."""

    text = filters.CharFilter(label=_("What, about what, how it ended"), method="by_text")
    state = filters.ChoiceFilter(label=_("State"), method="in_state")
    owner = filters.ChoiceFilter(label=_("Owner"), method="owned_by")
    kind = filters.ChoiceFilter(label=_("Kind"))
    stage = filters.ChoiceFilter(label=_("Stage"), choices=choices_of(STAGES))
    urgent = filters.BooleanFilter(label=_("Urgent only"), field_name="is_urgent")
    since = FromDay(label=_("From day"), field_name="created_at")
    until = ToDay(label=_("To day"), field_name="created_at")

    class Meta:
        model = WorkItem
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = items_of(self.warehouse).order_by()
        kinds = here.values_list("kind", flat=True).distinct()
        self.kinds = [(kind, kind_word(kind)) for kind in sorted(set(kinds))]
        states = [*choices_of(WORK_STATES)(), ("all", _("Resolved ones, too"))]
        people = Person.objects.filter(pk__in=here.exclude(owner=None).values("owner")).order_by("name", "pk")
        owners = [(MINE, _("Mine")), (NOBODYS, _("Nobody's")), *people.values_list("pk", "name")]
        self.offer(kind=self.kinds, state=states, owner=owners)

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """A part of what it is called, of what it is about (gaps in a number do not matter), or of how it ended."""
        text = value.strip()
        kinds = [kind for kind, words in self.kinds if text.lower() in str(words).lower()]
        about = Q(subject_label__icontains=text) | Q(subject_label__icontains="".join(text.split()))
        return rows.filter(about | Q(kind__in=kinds) | Q(resolution__icontains=text))

    def owned_by(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == NOBODYS:
            return rows.filter(owner=None)
        return rows.filter(owner=self.request.user.pk if value == MINE else value)

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == "all" else rows.filter(state=value)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.exclude(state=WorkItemState.RESOLVED)


class WorkList(DeskList):
    key = "work"
    title = _("Exceptions")
    template = "desk/work.html"
    filters = WorkFilter
    sort = "urgency"
    empty, empty_icon = _("Nothing waits for a person"), "check"
    acts = (
        Act("claim", _("Claim"), "reports:claim_items", "hand", _("You are their owner")),
        Act("resolve", _("Resolve"), "reports:resolve_items", "check", _("asks first how they ended")),
    )
    columns = (
        Column("urgency", _("What"), ("-is_urgent", "created_at"), lambda item: said(item).title),
        Column("about", _("About"), ("subject_label",), "subject_label"),
        Column("stage", _("Stage"), ("stage",), lambda item: word(STAGES, item.stage)),
        Column("age", _("Age"), ("created_at",), "created_at"),
        Column("state", _("State"), ("state",), lambda item: word(WORK_STATES, item.state)),
        Column("owner", _("Owner"), ("owner__name",), "owner.name"),
        Column("act", _("Action"), is_number=True),
    )

    def rows(self) -> QuerySet[WorkItem]:
        return items_of(self.warehouse)
