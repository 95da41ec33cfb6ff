"""Orders: the list, and one order with its whole history."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from picking.models import Order
from picking.selectors.board import why_not
from wms.aliexpress.selectors.addresses import may_see_address
from wms.core.desk.frame import desk
from wms.core.desk.lists import query_of
from wms.core.models import Shop, Warehouse
from wms.core.rights import desk_page
from wms.reports.filters import OrderFilter
from wms.reports.selectors import orders as order_rows
from wms.reports.selectors.way import way_of
from wms.reports.words import ORDER_STATES, note_words, spoken, word, wording

PAGE = 50


@require_GET
@desk_page()
def orders(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    rows = Order.objects.filter(warehouse=warehouse)
    shops = Shop.objects.filter(orders__warehouse=warehouse).distinct().order_by("name")
    found = OrderFilter(
        request.GET, queryset=rows.select_related("shop", "wave").order_by("-placed_at", "-pk"), shops=shops
    )
    context = {
        "page": Paginator(found.qs, PAGE).get_page(request.GET.get("page")),
        "query": query_of(request),
        "chosen": request.GET,
        "chosen_states": request.GET.getlist("state"),
        "states": [(code, spoken(pair)) for code, pair in ORDER_STATES.items()],
        "carriers": sorted(set(rows.order_by().exclude(carrier="").values_list("carrier", flat=True).distinct())),
        "shops": list(shops),
    }
    return desk(request, warehouse, "desk/orders.html", "orders", context)


@require_GET
@desk_page()
def order(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    found = get_object_or_404(
        Order.objects.select_related("shop", "warehouse", "wave"), pk=order_id, warehouse=warehouse
    )
    parcels = order_rows.parcels_of(found)
    events = [(row, *_words(row)) for row in order_rows.happenings(found, parcels)]
    why = why_not(found.pk)
    context = {
        "order": found,
        "way": way_of(found),
        "events": events,
        "goods": order_rows.goods_of(found),
        "parcels": parcels,
        "waybill": order_rows.waybill_of(parcels),
        "may_see_address": may_see_address(request.user, warehouse, found.pk),  # type: ignore[arg-type]
        "why": wording(why["code"], {"order": found.number, **why["facts"]}) if why["code"] else None,
    }
    return desk(request, warehouse, "desk/order.html", "orders", context)


def _words(row: order_rows.Happening) -> tuple[str, str]:
    """(what happened, what more is known of it) in the page's language."""
    if row.kind == "state":
        return word(ORDER_STATES, row.code), note_words(row.detail, row.facts) if row.detail else ""
    if row.kind == "note":
        return note_words(row.code, row.facts), ""
    return wording(row.code, row.facts).title, row.detail
