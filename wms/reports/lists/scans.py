"""Scans of a period: what stands behind every number of the error report."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Column, DeskList
from wms.core.models import Person, ScanEvent, Warehouse
from wms.core.words import choices_of, word
from wms.reports.periods import LENGTHS, Period, period_of
from wms.reports.words import STAGES, STEPS, VERDICTS, wording


def chosen_period(request: HttpRequest, warehouse: Warehouse) -> tuple[str, Period]:
    """The period of the address: 1, 7 or 30 days; anything else is today."""
    days = request.GET.get("days", "1")
    days = days if days in LENGTHS else "1"
    return days, period_of(warehouse, timezone.now(), LENGTHS[days])


class ScanFilter(ListFilter):
    wrong = filters.BooleanFilter(label=_("Wrong scans"), field_name="is_wrong")
    stage = filters.ChoiceFilter(label=_("Stage"), choices=choices_of(STAGES))
    person = filters.ChoiceFilter(label=_("Person"), field_name="person_id")
    sku = filters.CharFilter(label="SKU", field_name="sku_code")
    scanned = filters.CharFilter(label=_("Scanned"), field_name="scanned_sku_code")
    location = filters.CharFilter(label=_("Place"), field_name="location_code")
    order = filters.CharFilter(label=_("Order"), field_name="order_number")

    class Meta:
        model = ScanEvent
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Person.objects.filter(assignments__warehouse=self.warehouse)
        people = here | Person.objects.filter(assignments__warehouse=None, assignments__isnull=False)
        given = self.data.get("person", "")
        named = Person.objects.filter(pk=given) if given.isdecimal() else Person.objects.none()
        self.offer(
            person=dict([*people.distinct().values_list("pk", "name"), *named.values_list("pk", "name")]).items()
        )


class ScanList(DeskList):
    key = "scans"
    title = _("Scans")
    template = "desk/scans.html"
    filters = ScanFilter
    sort = "-time"
    empty, empty_icon = _("No such scans in this time"), "barcode"
    columns = (
        Column("time", _("Time"), ("received_at",), "received_at"),
        Column("stage", _("Stage"), cell=lambda row: f"{word(STAGES, row.stage)} · {word(STEPS, row.step)}"),
        Column("scanned", _("Scanned"), cell="raw"),
        Column("answer", _("Answer"), cell="said"),
        Column("sku", "SKU", ("sku_code",), "sku_code"),
        Column("place", _("Place"), ("location_code",), "location_code"),
        Column("order", _("Order"), cell="order_number"),
        Column("person", _("Person"), cell="person.name"),
    )
    file_columns = (
        Column("scanned_sku", _("Scanned SKU"), cell="scanned_sku_code"),
        Column("device", _("Device"), cell="device.code"),
        Column("verdict", _("Verdict"), cell=lambda row: word(VERDICTS, row.verdict)),
        Column("code", _("Code"), cell="code"),
        Column("wrong", _("Wrong scans"), cell="is_wrong"),
    )

    def __init__(self, request: HttpRequest, warehouse: Warehouse) -> None:
        super().__init__(request, warehouse)
        self.days, self.period = chosen_period(request, warehouse)

    def rows(self) -> QuerySet[ScanEvent]:
        starts, ends = self.period.starts_at, self.period.ends_at
        rows = ScanEvent.objects.filter(warehouse=self.warehouse, received_at__gte=starts, received_at__lt=ends)
        return rows.select_related("person", "device")

    def dress(self, rows: list[ScanEvent]) -> None:
        for row in rows:
            row.said = wording(row.code, row.facts).title
