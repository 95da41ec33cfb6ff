"""Benches and printers (打包台、打印机): two short lists on one page, their forms; binding by scan is wms.scan's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from wms.core.desk.doors import cause_of
from wms.core.desk.frame import desk
from wms.core.desk.house.kept_forms import KeptForm, kept_page
from wms.core.desk.house.lists.prints import OPEN
from wms.core.models import Printer, PrintJob, Station, Warehouse
from wms.core.operations import stations as operations
from wms.core.printing.words import WAYS
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.states import PrinterWay


class StationForm(KeptForm):
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=12, help_text=gettext_lazy("Printed on it, and never changed")
    )
    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=60)
    printer = forms.ChoiceField(label=gettext_lazy("Printer"), required=False)

    def __init__(self, *args: Any, warehouse: Warehouse, found: Station | None = None, **kwargs: Any) -> None:
        super().__init__(*args, found=found, **kwargs)
        self.warehouse = warehouse
        kept = found.printer.code if found and found.printer else ""
        rows = Printer.objects.filter(Q(is_active=True) | Q(code=kept), warehouse=warehouse).order_by("code")
        choices = [("", _("no printer")), *((row.code, f"{row.code} · {row.name}") for row in rows)]
        self.fields["printer"].choices = choices  # type: ignore[attr-defined]
        self.initial["printer"] = kept

    def clean_printer(self) -> Printer | None:
        code = self.cleaned_data["printer"]
        return Printer.objects.get(warehouse=self.warehouse, code=code) if code else None


class PrinterForm(KeptForm):
    code = forms.CharField(
        label=gettext_lazy("Code"), max_length=12, help_text=gettext_lazy("Printed on it, and never changed")
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    dpi = forms.ChoiceField(label=gettext_lazy("Dots an inch"), choices=[(dpi, dpi) for dpi in operations.DPIS])
    way = forms.ChoiceField(label=gettext_lazy("How it is reached"), choices=list(WAYS.items()), required=False)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=180,
        required=False,
        help_text=gettext_lazy("10.0.0.21:9100 for raw ZPL, ipp://10.0.0.21/ipp/print for IPP, empty for the browser"),
    )
    wide = ("address",)

    def clean_way(self) -> str:
        return self.cleaned_data["way"] or PrinterWay.BROWSER


@require_GET
@desk_page(*KEEPERS)
def stations(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    working = Count("devices", filter=Q(devices__is_active=True))
    rows = Station.objects.filter(warehouse=warehouse).select_related("printer").annotate(working=working)
    benches = Count("station", filter=Q(station__is_active=True))
    waiting = PrintJob.objects.filter(printer=OuterRef("pk"), state__in=OPEN).order_by()
    count = Subquery(waiting.values("printer").annotate(n=Count("pk")).values("n"))
    printers = Printer.objects.filter(warehouse=warehouse).annotate(benches=benches, waiting=Coalesce(count, 0))
    context = {"stations": rows.order_by("-is_active", "code"), "printers": printers.order_by("-is_active", "code")}
    return desk(request, warehouse, "core/stations/list.html", "stations", context)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_station(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form = StationForm(request.POST or None, warehouse=warehouse, initial={"code": operations.next_station_code()})

    def work(given: dict[str, Any]) -> Station:
        return operations.create_station(cause=cause_of(request, "stations"), warehouse=warehouse, **given)

    return kept_page(request, warehouse, form, kind="station", here="stations", title=_("New bench"), work=work)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def station(request: HttpRequest, warehouse: Warehouse, station_id: int) -> HttpResponse:
    rows = Station.objects.select_related("warehouse", "printer")
    found = get_object_or_404(rows, pk=station_id, warehouse=warehouse)
    form = StationForm(request.POST or None, warehouse=warehouse, found=found)

    def work(given: dict[str, Any]) -> bool:
        return operations.edit_station(cause=cause_of(request, "stations"), station=found, **given)

    return kept_page(request, warehouse, form, kind="station", here="stations", title="", work=work, found=found)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_printer(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form = PrinterForm(
        request.POST or None, initial={"code": operations.next_printer_code(), "way": PrinterWay.BROWSER}
    )

    def work(given: dict[str, Any]) -> Printer:
        return operations.create_printer(cause=cause_of(request, "stations"), warehouse=warehouse, **given)

    return kept_page(request, warehouse, form, kind="printer", here="stations", title=_("New printer"), work=work)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def printer(request: HttpRequest, warehouse: Warehouse, printer_id: int) -> HttpResponse:
    found = get_object_or_404(Printer.objects.select_related("warehouse"), pk=printer_id, warehouse=warehouse)
    form = PrinterForm(request.POST or None, found=found)

    def work(given: dict[str, Any]) -> bool:
        return operations.edit_printer(cause=cause_of(request, "stations"), printer=found, **given)

    return kept_page(request, warehouse, form, kind="printer", here="stations", title="", work=work, found=found)
