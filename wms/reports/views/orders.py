"""Orders: the list, and one order with its whole history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from picking.desk.reasons import LEFT_OUT, fix_of
from picking.models import Order
from picking.operations.person_hold import is_held_by_person, may_hold
from picking.operations.routing import may_route
from picking.selectors.board import why_not
from picking.selectors.orders import whole_of
from picking.selectors.routing import decisions_of
from wms.aliexpress.desk.words import OUTCOMES
from wms.aliexpress.selectors.addresses import may_see_address
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.messages.codes import ORDER_STATES
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.reports.lists.orders import OrderList
from wms.reports.selectors import orders as order_rows
from wms.reports.selectors.way import way_of
from wms.reports.views.parts import may_lead, part_panel
from wms.reports.words import note_words, word, wording


@require_GET
@desk_page()
def orders(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, OrderList, here="orders")


@require_GET
@desk_page()
def order(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    found = get_object_or_404(
        Order.objects.select_related("shop", "warehouse", "wave", "reship_of"), pk=order_id, warehouse=warehouse
    )
    parcels = order_rows.parcels_of(found)
    serials = order_rows.serials_in(parcels)
    events = [(row, *_words(row)) for row in order_rows.happenings(found, parcels)]
    why = why_not(found.pk)
    reason = why["code"].removeprefix(LEFT_OUT)
    parts = whole_of(found.pk) or [found]
    decisions = decisions_of(parts[0].pk)
    leads = may_lead(request, warehouse)
    context = {
        **part_panel(found, parts, leads=leads),
        "parts": parts,
        "decision": decisions[0] if decisions else None,
        "decisions": decisions[1:],
        "may_reroute": bool(decisions) and leads and all(may_route(part) for part in parts),
        "skipped": [line for line in found.lines.all() if line.skip_reason],
        "may_hold": may_hold(found),
        "may_release": is_held_by_person(found),
        "way": way_of(found),
        "bundle": found.shop.warehouse_id == warehouse.pk and order_rows.has_evidence(found),
        "events": events,
        "goods": order_rows.goods_of(found),
        "parcels": [(parcel, serials.get(parcel.pk, [])) for parcel in parcels],
        "waybill": order_rows.waybill_of(parcels),
        "may_see_address": may_see_address(request.user, warehouse, found.pk),  # type: ignore[arg-type]
        "why": wording(why["code"], {"order": found.number, **why["facts"]}) if why["code"] else None,
        "fix": fix_of(reason, why["facts"]) if leads and reason != why["code"] else None,
    }
    return desk(request, warehouse, "desk/order.html", "orders", context)


def _words(row: order_rows.Happening) -> tuple[str, str]:
    """(what happened, what more is known of it) in the page's language."""
    if row.kind == "state":
        return word(ORDER_STATES, row.code), note_words(row.detail, row.facts) if row.detail else ""
    if row.kind == "note":
        return note_words(row.code, row.facts), ""
    if row.kind == "exchange":
        title = _("Exchange with the platform: %(outcome)s") % {"outcome": OUTCOMES[row.facts["outcome"]]}
        return title, " · ".join(filter(None, row.facts["told"]))
    return wording(row.code, row.facts).title, row.detail
