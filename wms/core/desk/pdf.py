"""A PDF that the desk shows, or sends to a printer, with the wishes of its address: resolution, size, copies."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from wms.core.desk.doors import act, cause_of
from wms.core.desk.frame import desk
from wms.core.messages import say
from wms.core.models import Printer, Warehouse
from wms.core.operations.printing import COPIES_MAX, ask_print
from wms.core.refusals import InvalidInput, OperationRefused
from wms.core.states import PrinterWay

RESOLUTIONS = (203, 300, 600)
Sizes = tuple[tuple[float, float], ...]


def printed(made: Callable[[str], bytes], name: str) -> HttpResponse:
    """The PDF, or why there is none, as text in the page's language."""
    language = translation.get_language() or "zh-hans"
    try:
        content = made(language)
    except OperationRefused as refusal:
        said = say(refusal.code, refusal.facts, language)
        text = "\n".join(part for part in (said.title, said.note, said.act) if part)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=refusal.http_status)
    return pdf_answer(content, name)


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True)
class Labels:
    """Labels that a printer of the warehouse may print: which kind of paper, what people call it, whose page it is."""

    kind: str
    title: str
    name: str  # of the file
    here: str


def labels_page(request: HttpRequest, warehouse: Warehouse, labels: Labels, made: Callable[[str], bytes]) -> Any:
    """The labels of an address. Without printers that the server reaches: their PDF, for the browser to print.

    With such printers: a page that shows them and sends them to one (POST printer=P0001&copies=1); `?pdf=1` the PDF.
    """
    printers = printers_of(warehouse)
    if request.method == "POST" and "printer" in request.POST:
        return _send(request, warehouse, labels, made)
    if not printers or "pdf" in request.GET or request.method == "POST":
        return printed(made, labels.name)
    query = request.GET.copy()
    query["pdf"] = "1"
    context = {"labels": labels, "printers": printers, "pdf_url": f"?{query.urlencode()}", "most": COPIES_MAX}
    return desk(request, warehouse, "core/prints/labels.html", labels.here, context)


def _send(request: HttpRequest, warehouse: Warehouse, labels: Labels, made: Callable[[str], bytes]) -> HttpResponse:
    """Into the queue, drawn for that printer's dots."""
    printer = Printer.objects.filter(warehouse=warehouse, code=request.POST["printer"]).first()
    if printer is None:
        raise Http404
    request.GET = request.GET.copy()
    request.GET["dpi"] = str(printer.dpi)
    back = request.get_full_path()

    def work() -> None:
        ask_print(
            cause=cause_of(request, "labels"),
            warehouse=warehouse,
            kind=labels.kind,
            subject=f"{labels.kind}:{uuid.uuid4().hex}",
            title=labels.title,
            printer=printer,
            content=made(translation.get_language() or "zh-hans"),
            copies=_copies(request),
        )

    return act(request, work, _("In the print queue of %(printer)s") % {"printer": printer.code}, back)


def _copies(request: HttpRequest) -> int:
    text = request.POST.get("copies", "1")
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= COPIES_MAX:
        raise InvalidInput(field="copies", problem="not_allowed")
    return int(text)


def printers_of(warehouse: Warehouse) -> list[Printer]:
    """Printers in use that the server reaches itself."""
    rows = Printer.objects.filter(warehouse=warehouse, is_active=True).exclude(way=PrinterWay.BROWSER)
    return list(rows.order_by("code"))


def dpi_of(request: HttpRequest, default: int = 203) -> int:
    return number_of(request, "dpi", default, RESOLUTIONS)


def number_of(request: HttpRequest, field: str, default: int, allowed: tuple[int, ...] | range) -> int:
    """A number of the address. Refuses with InvalidInput what is none, or not allowed."""
    text = request.GET.get(field, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) not in allowed:
        raise InvalidInput(field=field, problem="not_allowed")
    return int(text)


def size_of(request: HttpRequest, sizes: Sizes) -> tuple[float, float]:
    """A size of the address, like 100x50 (mm). Refuses with InvalidInput one that this label does not come in."""
    names = {f"{width:g}x{height:g}": (width, height) for width, height in sizes}
    name = request.GET.get("size", next(iter(names)))
    if name not in names:
        raise InvalidInput(field="size", problem="not_allowed")
    return names[name]
