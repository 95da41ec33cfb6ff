"""Labels as PDF for whoever prints at the desk: places, goods, totes. Bad wishes are answered in words."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from inventory.paper import handling_unit_contents, location_contents, sku_contents
from wms.core.messages import say
from wms.core.models import Warehouse
from wms.core.paper.labels import (
    HANDLING_UNIT_SIZES,
    LOCATION_SIZES,
    SKU_SIZES,
    handling_unit_labels,
    location_labels,
    sku_labels,
)
from wms.core.refusals import InvalidInput, OperationRefused
from wms.core.rights import desk_page
from wms.core.states import Role

PRINTERS = (Role.MANAGER, Role.STOCK_KEEPER, Role.OPERATOR, Role.ADMINISTRATOR)
RESOLUTIONS = (203, 300, 600)
COPIES = 500
Sizes = tuple[tuple[float, float], ...]


@desk_page(*PRINTERS)
def locations(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=A03-02-15&code=…&size=100x50&dpi=203: these places, all of the warehouse's without a code."""

    def made(language: str) -> bytes:
        labels = location_contents(warehouse, request.GET.getlist("code"), language=language)
        return location_labels(labels, dpi=dpi_of(request), size=size_of(request, LOCATION_SIZES), language=language)

    return printed(made, f"{warehouse.code}-locations.pdf")


@desk_page(*PRINTERS)
def skus(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=TEE-BLU&copies=24&size=50x30&dpi=203: so many labels of each of these SKUs."""

    def made(language: str) -> bytes:
        copies = number_of(request, "copies", 1, range(1, COPIES + 1))
        labels = sku_contents(request.GET.getlist("code"), language=language, copies=copies)
        return sku_labels(labels, dpi=dpi_of(request), size=size_of(request, SKU_SIZES))

    return printed(made, "skus.pdf")


@desk_page(*PRINTERS)
def handling_units(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=T0000123&dpi=203: these totes and carts, all of the warehouse's without a code."""

    def made(language: str) -> bytes:
        labels = handling_unit_contents(warehouse, request.GET.getlist("code"), language=language)
        size = size_of(request, HANDLING_UNIT_SIZES)
        return handling_unit_labels(labels, dpi=dpi_of(request), size=size, language=language)

    return printed(made, f"{warehouse.code}-totes.pdf")


def printed(made: Callable[[str], bytes], name: str) -> HttpResponse:
    """The PDF, or why there is none, as text in the page's language."""
    language = translation.get_language() or "zh-hans"
    try:
        content = made(language)
    except OperationRefused as refusal:
        said = say(refusal.code, refusal.facts, language)
        text = "\n".join(part for part in (said.title, said.note, said.act) if part)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=refusal.http_status)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def dpi_of(request: HttpRequest) -> int:
    return number_of(request, "dpi", 203, RESOLUTIONS)


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
