"""The list of notices (通知)."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import FromDay, ListFilter, ToDay
from wms.core.desk.lists import Act, Column, DeskList
from wms.core.messages.notices import SEVERITIES
from wms.core.words import choices_of, word
from wms.notices.desk.words import NOTICE_STATES
from wms.notices.models import Notice
from wms.notices.selectors import notices_at
from wms.notices.wording import kind_in, said_in

GRAVITY = {str(code): words for code, words in SEVERITIES.items()}
STATES: dict[str, dict[str, Any]] = {
    "open": {"acknowledged_at": None, "closed_at": None},
    "acknowledged": {"acknowledged_at__isnull": False, "closed_at": None},
    "settled": {"closed_at__isnull": False},
}


def language() -> str:
    return get_language() or "zh-hans"


def state_of(notice: Notice) -> str:
    if notice.closed_at:
        return "settled"
    return "acknowledged" if notice.acknowledged_at else "open"


class NoticeFilter(ListFilter):
    """Unless the address names a state, what is not settled."""

    text = filters.CharFilter(label=_("About"), field_name="subject_label", lookup_expr="icontains")
    mine = filters.BooleanFilter(label=_("For me"), method="for_me")
    state = filters.ChoiceFilter(label=_("State"), method="in_state")
    severity = filters.ChoiceFilter(label=_("Severity"), choices=choices_of(GRAVITY))
    kind = filters.ChoiceFilter(label=_("Kind"))
    since = FromDay(label=_("From day"), field_name="last_at")
    until = ToDay(label=_("To day"), field_name="last_at")

    class Meta:
        model = Notice
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = notices_at(self.warehouse).order_by().values_list("kind", flat=True).distinct()
        states = [*choices_of(NOTICE_STATES)(), ("all", _("All"))]
        self.offer(kind=[(kind, kind_in(kind, language())) for kind in sorted(set(kinds))], state=states)

    def for_me(self, rows: QuerySet, name: str, value: bool) -> QuerySet:
        return rows.filter(addressees=self.request.user) if value else rows

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(**STATES.get(value, {}))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("state") else rows.filter(closed_at=None)


class NoticeList(DeskList):
    key = "notices"
    title = _("Notices")
    template = "notices/list.html"
    filters = NoticeFilter
    sort = "-last"
    empty, empty_icon = _("No notice waits"), "check"
    acts = (Act("acknowledge", _("Acknowledge"), "notices:acknowledge", note=_("Their bells fall silent")),)
    columns = (
        Column("severity", _("Severity"), ("severity", "last_at"), lambda row: word(GRAVITY, str(row.severity))),
        Column("what", _("What"), cell=lambda row: said_in(row, language()).title),
        Column("about", _("About"), ("subject_label",), "subject_label"),
        Column("times", _("Times"), ("times",), "times", is_number=True),
        Column("last", _("Last"), ("last_at",), "last_at"),
        Column("state", _("State"), cell=lambda row: word(NOTICE_STATES, state_of(row))),
        Column("by", _("Acknowledged by"), ("acknowledged_by__name",), "acknowledged_by.name"),
        Column("act", _("Action"), is_number=True),
    )
    file_columns = (
        Column("kind", _("Kind"), cell="kind"),
        Column("first", _("First"), cell="first_at"),
        Column("acknowledged", _("Acknowledged at"), cell="acknowledged_at"),
        Column("closed", _("Settled at"), cell="closed_at"),
    )

    def rows(self) -> QuerySet[Notice]:
        return notices_at(self.warehouse).select_related("acknowledged_by", "warehouse")
