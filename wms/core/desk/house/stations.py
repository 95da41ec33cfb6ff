"""Benches and printers (打包台、打印机): two short lists on one page, their forms; binding by scan is wms.scan's."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from wms.core.desk.doors import cause_of
from wms.core.desk.frame import desk
from wms.core.desk.house.kept_forms import KeptForms
from wms.core.desk.house.lists.prints import OPEN
from wms.core.models import Printer, PrintJob, Station, Warehouse
from wms.core.operations import stations as operations
from wms.core.printing.words import WAYS
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.core.states import PrinterWay


def _choices(warehouse: Warehouse) -> dict[str, Any]:
    printers = Printer.objects.filter(warehouse=warehouse, is_active=True).order_by("code")
    return {"printers": printers, "dpis": operations.DPIS, "ways": WAYS.items()}


FORMS = KeptForms("core/stations/form.html", "stations", _choices)


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
    form = {"code": operations.next_station_code()}
    if request.method == "GET":
        return FORMS.show(request, warehouse, "station", form)
    form = {name: request.POST.get(name, "") for name in ("code", "name_zh", "name_en", "printer")}
    facts = {**form, "printer": _printer(warehouse, form["printer"])}
    work = partial(operations.create_station, cause=cause_of(request, "stations"), warehouse=warehouse, **facts)
    return FORMS.save(request, warehouse, work, "station", form)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def station(request: HttpRequest, warehouse: Warehouse, station_id: int) -> HttpResponse:
    found = get_object_or_404(
        Station.objects.select_related("warehouse", "printer"), pk=station_id, warehouse=warehouse
    )
    form: dict[str, Any] = {name: getattr(found, name) for name in ("code", "name_zh", "name_en", "is_active")}
    form["printer"] = found.printer.code if found.printer else ""
    if request.method == "GET":
        return FORMS.show(request, warehouse, "station", form, found)
    form |= {name: request.POST.get(name, "") for name in ("name_zh", "name_en", "printer")}
    form["is_active"] = request.POST.get("is_active") == "yes"
    facts = {name: form[name] for name in ("name_zh", "name_en", "is_active")}
    facts["printer"] = _printer(warehouse, form["printer"])
    work = partial(operations.edit_station, cause=cause_of(request, "stations"), station=found, **facts)
    return FORMS.save(request, warehouse, work, "station", form, found)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def new_printer(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    form = {"code": operations.next_printer_code(), "dpi": "203", "way": PrinterWay.BROWSER}
    if request.method == "GET":
        return FORMS.show(request, warehouse, "printer", form)
    form = {name: request.POST.get(name, "") for name in ("code", "name", "dpi", "address")}
    form["way"] = request.POST.get("way", PrinterWay.BROWSER)
    work = partial(operations.create_printer, cause=cause_of(request, "stations"), warehouse=warehouse, **form)
    return FORMS.save(request, warehouse, work, "printer", form)


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def printer(request: HttpRequest, warehouse: Warehouse, printer_id: int) -> HttpResponse:
    found = get_object_or_404(Printer.objects.select_related("warehouse"), pk=printer_id, warehouse=warehouse)
    form: dict[str, Any] = {"code": found.code, "name": found.name, "dpi": str(found.dpi), "is_active": found.is_active}
    form |= {"way": found.way, "address": found.address}
    if request.method == "GET":
        return FORMS.show(request, warehouse, "printer", form, found)
    form |= {name: request.POST.get(name, "") for name in ("name", "dpi", "address")}
    form |= {"is_active": request.POST.get("is_active") == "yes", "way": request.POST.get("way", found.way)}
    facts = {name: form[name] for name in ("name", "dpi", "is_active", "way", "address")}
    work = partial(operations.edit_printer, cause=cause_of(request, "stations"), printer=found, **facts)
    return FORMS.save(request, warehouse, work, "printer", form, found)


def _printer(warehouse: Warehouse, code: str) -> Printer | None:
    return get_object_or_404(Printer, warehouse=warehouse, code=code) if code else None
