"""Filters of the administrator's lists: what the address says, nothing kept elsewhere."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet

from wms.core.models import Assignment, Device, Person, Station, Warehouse
from wms.core.states import DeviceKind, Role


class PersonFilter(filters.FilterSet):
    """Unless the address says otherwise, those who are active."""

    q = filters.CharFilter(method="by_text")
    role = filters.ChoiceFilter(choices=Role.choices, method="by_place")
    at = filters.ModelChoiceFilter(queryset=Warehouse.objects.none(), to_field_name="code", method="by_place")
    active = filters.ChoiceFilter(choices=[("no", "no"), ("all", "all")], method="by_state")

    class Meta:
        model = Person
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, warehouses: QuerySet[Warehouse], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["at"].queryset = warehouses

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """A part of the name or user name, or the badge with or without its check character."""
        text = value.strip()
        return rows.filter(
            Q(name__icontains=text) | Q(username__icontains=text) | Q(badge__icontains=text) | Q(badge=text[:7].upper())
        )

    def by_place(self, rows: QuerySet, name: str, value: object) -> QuerySet:
        """Role and warehouse together: who is that there."""
        chosen = self.form.cleaned_data
        held = Assignment.objects.all()
        if chosen.get("role"):
            held = held.filter(role=chosen["role"])
        if chosen.get("at"):
            held = held.filter(Q(warehouse=chosen["at"]) | Q(warehouse=None))
        return rows.filter(pk__in=held.values("person_id"))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == "all" else rows.filter(is_active=False)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("active") else rows.filter(is_active=True)


class DeviceFilter(filters.FilterSet):
    """Unless the address says otherwise, those that are not revoked."""

    q = filters.CharFilter(method="by_text")
    kind = filters.ChoiceFilter(choices=DeviceKind.choices)
    station = filters.ModelChoiceFilter(queryset=Station.objects.none(), to_field_name="code")
    active = filters.ChoiceFilter(choices=[("no", "no"), ("all", "all")], method="by_state")

    class Meta:
        model = Device
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, stations: QuerySet[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["station"].queryset = stations

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(person__name__icontains=text))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == "all" else rows.filter(is_active=False)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("active") else rows.filter(is_active=True)
