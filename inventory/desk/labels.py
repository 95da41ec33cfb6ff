"""Labels as PDF for whoever prints at the desk: places, goods, totes. Bad wishes are answered in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from inventory.paper import handling_unit_contents, location_contents, sku_contents
from wms.core.desk.pdf import dpi_of, number_of, printed, size_of
from wms.core.models import Warehouse
from wms.core.paper.labels import (
    HANDLING_UNIT_SIZES,
    LOCATION_SIZES,
    SKU_SIZES,
    handling_unit_labels,
    location_labels,
    sku_labels,
)
from wms.core.rights import desk_page
from wms.core.states import Role

PRINTERS = (Role.MANAGER, Role.STOCK_KEEPER, Role.OPERATOR, Role.ADMINISTRATOR)
COPIES = 500


@desk_page(*PRINTERS)
def locations(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=A03-02-15&code=…&size=100x50&dpi=203: these places, all of the warehouse's without a code."""
    return location_pdf(request, warehouse, request.GET.getlist("code"))


def location_pdf(request: HttpRequest, warehouse: Warehouse, codes: Sequence[str]) -> HttpResponse:
    def made(language: str) -> bytes:
        labels = location_contents(warehouse, codes, language=language)
        return location_labels(labels, dpi=dpi_of(request), size=size_of(request, LOCATION_SIZES), language=language)

    return printed(made, f"{warehouse.code}-locations.pdf")


@desk_page(*PRINTERS)
def skus(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=TEE-BLU&copies=24&size=50x30&dpi=203: so many labels of each of these SKUs."""
    return sku_pdf(request, request.GET.getlist("code"))


def sku_pdf(request: HttpRequest, codes: Sequence[str]) -> HttpResponse:
    def made(language: str) -> bytes:
        copies = number_of(request, "copies", 1, range(1, COPIES + 1))
        labels = sku_contents(codes, language=language, copies=copies)
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
