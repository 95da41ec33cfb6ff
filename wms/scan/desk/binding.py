"""Binding a printer to a bench with a scanner: the printer's label, then the bench's."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from wms.core.desk.doors import attempt, cause_of, said_of
from wms.core.desk.frame import desk
from wms.core.errors import BindingUnread
from wms.core.models import Printer, Station, Warehouse
from wms.core.operations.stations import bind_printer
from wms.core.reach import KEEPERS
from wms.core.rights import desk_page
from wms.scan.barcode import read


@require_http_methods(["GET", "POST"])
@desk_page(*KEEPERS)
def bind(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """POST scan=…&printer=P0001: the first scan names the printer, the second the bench that it prints for."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        context = _scanned(request, warehouse, request.POST.get("scan", ""), request.POST.get("printer", ""))
    return desk(request, warehouse, "core/stations/bind.html", "stations", context, status=context.pop("status", 200))


def _scanned(request: HttpRequest, warehouse: Warehouse, scan: str, chosen: str) -> dict[str, Any]:
    text = read(scan[:64])
    printer = _printer_of(warehouse, text.own.text if text.own and text.own.kind == "printer" else text.upper)
    if printer is not None:
        return {"printer": printer}
    held = _printer_of(warehouse, chosen) if chosen else None
    code = text.own.text if text.own and text.own.kind == "station" else text.upper
    station = Station.objects.select_related("warehouse", "printer").filter(warehouse=warehouse, code=code).first()
    if held is None or station is None or not station.is_active:
        refusal = BindingUnread(text=scan[:40])
        return {"printer": held, "said": said_of(refusal), "status": refusal.http_status}
    was = station.printer
    work = partial(bind_printer, cause=cause_of(request, "bind"), station=station, printer=held)
    _news, refused = attempt(work)
    if refused:
        return {"printer": held, "said": said_of(refused), "status": refused.http_status}
    return {"bound": station, "bound_printer": held, "was": was if was and was.pk != held.pk else None}


def _printer_of(warehouse: Warehouse, code: str) -> Printer | None:
    """By its code, with or without the dash that labels leave out."""
    plain = code.replace("-", "").upper()
    rows = Printer.objects.filter(warehouse=warehouse, is_active=True)
    return next((row for row in rows if row.code.replace("-", "").upper() == plain), None) if plain else None
