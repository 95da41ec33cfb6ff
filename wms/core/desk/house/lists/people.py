"""People: whoever works at the warehouses of the one who looks."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import ListFilter
from wms.core.desk.house import words
from wms.core.desk.lists import Column, DeskList
from wms.core.models import Assignment, Person, Warehouse
from wms.core.reach import people_seen, reach_of


class PersonFilter(ListFilter):
    """Unless the address says otherwise, those who are active."""

    text = filters.CharFilter(label=_("Name, user name, badge"), method="by_text")
    role = filters.ChoiceFilter(label=_("Role"), choices=list(words.ROLES.items()), method="by_place")
    at = filters.ChoiceFilter(label=_("Warehouse"), method="by_place")
    active = filters.ChoiceFilter(
        label=_("State"), choices=[("no", _("Deactivated")), ("all", _("All"))], method="by_state"
    )

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = "name_zh" if (get_language() or "zh-hans").startswith("zh") else "name_en"
        places = Warehouse.objects.filter(is_active=True).order_by("code")
        seen = Assignment.objects.filter(person__in=self.queryset.order_by()).values("warehouse_id")
        self.offer(at=places.filter(pk__in=seen).values_list("code", name))

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """A part of the name or user name, or the badge with or without its check character."""
        text = value.strip()
        badge = Q(badge__icontains=text) | Q(badge=text[:7].upper())
        return rows.filter(Q(name__icontains=text) | Q(username__icontains=text) | badge)

    def by_place(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Role and warehouse together: who is that there."""
        chosen = self.form.cleaned_data
        held = Assignment.objects.all()
        if chosen.get("role"):
            held = held.filter(role=chosen["role"])
        if chosen.get("at"):
            held = held.filter(Q(warehouse__code=chosen["at"]) | Q(warehouse=None))
        return rows.filter(pk__in=held.values("person_id"))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == "all" else rows.filter(is_active=False)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("active") else rows.filter(is_active=True)


STATES = {True: _("Active"), False: _("Deactivated")}


def roles_in_words(person: Person) -> str:
    """The person's roles as a file has them: "Picker · Shenzhen; Manager · every warehouse"."""
    name = "name_zh" if (get_language() or "zh-hans").startswith("zh") else "name_en"
    return "; ".join(
        f"{words.ROLES[row.role]} · {getattr(row.warehouse, name) if row.warehouse else _now('every warehouse')}"
        for row in person.assignments.all()
    )


class PersonList(DeskList):
    key = "people"
    title = _("People")
    template = "core/people/list.html"
    filters = PersonFilter
    sort = "username"
    empty, empty_icon = _("Nobody like this"), "person"
    columns = (
        Column("name", pgettext_lazy("person", "Name"), ("name",), "name"),
        Column("username", _("User name"), ("username",), "username"),
        Column("badge", _("Badge number"), ("badge",), "badge"),
        Column("roles", _("Roles"), cell=roles_in_words),
        Column("pin", _("PIN")),
        Column("last", _("Last at the desk"), ("last_login",), "last_login"),
        Column(
            "state", _("State"), ("is_active",), lambda row: _now("Active") if row.is_active else _now("Deactivated")
        ),
    )

    def rows(self) -> QuerySet[Person]:
        reach = reach_of(self.request.user)  # type: ignore[arg-type]
        held = Prefetch("assignments", Assignment.objects.select_related("warehouse").order_by("warehouse__code", "pk"))
        return people_seen(reach).prefetch_related(held)
