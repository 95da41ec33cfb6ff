"""Labels as PDF for whoever prints at the desk: places, goods, totes. Bad wishes are answered in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from inventory.paper import handling_unit_contents, location_contents, sku_contents
from wms.core.desk.pdf import Labels, dpi_of, labels_page, number_of, printers_of, size_of
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
ADDRESS_CODES = 100  # what an address may name; more are printed straight from the list


@desk_page(*PRINTERS)
def locations(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=A03-02-15&code=…&size=100x50&dpi=203: these places, all of the warehouse's without a code."""
    return location_pdf(request, warehouse, request.GET.getlist("code"))


def location_pdf(request: HttpRequest, warehouse: Warehouse, codes: Sequence[str]) -> HttpResponse:
    def made(language: str) -> bytes:
        labels = location_contents(warehouse, codes, language=language)
        return location_labels(labels, dpi=dpi_of(request), size=size_of(request, LOCATION_SIZES), language=language)

    return labels_page(
        request, warehouse, _labels("location", codes, f"{warehouse.code}-locations.pdf", "places"), made
    )


@desk_page(*PRINTERS)
def skus(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=TEE-BLU&copies=24&size=50x30&dpi=203: so many labels of each of these SKUs."""
    return sku_pdf(request, warehouse, request.GET.getlist("code"))


def sku_pdf(request: HttpRequest, warehouse: Warehouse, codes: Sequence[str]) -> HttpResponse:
    def made(language: str) -> bytes:
        copies = number_of(request, "copies", 1, range(1, COPIES + 1))
        labels = sku_contents(codes, language=language, copies=copies)
        return sku_labels(labels, dpi=dpi_of(request), size=size_of(request, SKU_SIZES))

    return labels_page(request, warehouse, _labels("sku", codes, "skus.pdf", "skus"), made)


@desk_page(*PRINTERS)
def handling_units(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """GET ?code=T0000123&dpi=203: these totes and carts, all of the warehouse's without a code."""

    def made(language: str) -> bytes:
        labels = handling_unit_contents(warehouse, request.GET.getlist("code"), language=language)
        size = size_of(request, HANDLING_UNIT_SIZES)
        return handling_unit_labels(labels, dpi=dpi_of(request), size=size, language=language)

    codes = request.GET.getlist("code")
    return labels_page(
        request, warehouse, _labels("handling_unit", codes, f"{warehouse.code}-totes.pdf", "places"), made
    )


def chosen_labels(warehouse: Warehouse, codes: Sequence[str], view: str) -> HttpResponse | None:
    """To the address of labels of chosen rows, from which they can be sent to a printer; None where there is none."""
    if not 0 < len(codes) <= ADDRESS_CODES or not printers_of(warehouse):
        return None
    return HttpResponseRedirect(f"{reverse(view)}?{urlencode({'code': list(codes)}, doseq=True)}")


def _labels(kind: str, codes: Sequence[str], name: str, here: str) -> Labels:
    """What people call these labels in the print queue: the first code and how many more, or all."""
    more = f" +{len(codes) - 1}" if len(codes) > 1 else ""
    return Labels(kind=kind, title=f"{codes[0]}{more}" if codes else "*", name=name, here=here)
