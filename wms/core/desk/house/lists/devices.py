"""Devices of a warehouse, with what each one last told of itself."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import ListFilter
from wms.core.desk.house import words
from wms.core.desk.lists import Column, DeskList
from wms.core.models import Device, Station


class DeviceFilter(ListFilter):
    """Unless the address says otherwise, those that are not revoked."""

    text = filters.CharFilter(label=_("Code, name, person"), method="by_text")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=list(words.DEVICE_KINDS.items()))
    station = filters.ChoiceFilter(label=_("Bench"), field_name="station__code")
    active = filters.ChoiceFilter(
        label=_("State"), choices=[("no", _("Revoked")), ("all", _("All"))], method="by_state"
    )

    class Meta:
        model = Device
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = Station.objects.filter(warehouse=self.warehouse).order_by("code").values_list("code", flat=True)
        self.offer(station=[(code, code) for code in codes])

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip()
        return rows.filter(Q(code__icontains=text) | Q(name__icontains=text) | Q(person__name__icontains=text))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == "all" else rows.filter(is_active=False)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("active") else rows.filter(is_active=True)


class DeviceList(DeskList):
    key = "devices"
    title = _("Devices")
    template = "core/devices/list.html"
    filters = DeviceFilter
    sort = "code"
    empty, empty_icon = _("No such devices"), "frame"
    columns = (
        Column("code", _("Device"), ("code",), "code"),
        Column("kind", _("Kind"), ("kind",), lambda row: words.DEVICE_KINDS[row.kind]),
        Column("station", _("Bench"), ("station__code",), "station.code"),
        Column("state", _("State"), cell="is_active"),
        Column("seen", _("Last seen"), ("last_seen_at",), "last_seen_at"),
        Column("person", _("Person"), ("person__name",), "person.name"),
        Column("waiting", _("Scans waiting on it"), ("waiting_scans",), "waiting_scans", is_number=True),
        Column("version", _("Version"), ("app_version",), "app_version"),
    )
    file_columns = (Column("name", _("Name"), cell="name"),)

    def rows(self) -> QuerySet[Device]:
        return Device.objects.filter(warehouse=self.warehouse).select_related("station", "person")
