"""A manager sends what is there of a short order, or ends what is left of one: two buttons at the order's page."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from picking.desk.waves import MAY_ACT
from picking.models import Order
from picking.operations.ship_part import end_rest, ship_part
from wms.core.desk.doors import act, cause_of
from wms.core.models import Warehouse
from wms.core.rights import desk_page


@require_POST
@desk_page(*MAY_ACT)
def ship(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    """Send what is there; `rest` says whether the rest follows."""
    order = get_object_or_404(Order, pk=order_id, warehouse=warehouse)
    work = partial(
        ship_part,
        cause=cause_of(request, "ship_part"),
        order_id=order.pk,
        reason=request.POST.get("reason", ""),
        rest_follows=request.POST.get("rest") != "ends",
    )
    return act(request, work, _("What is there goes on; see its parts below"), _page_of(order))


@require_POST
@desk_page(*MAY_ACT)
def end(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    """The rest does not come."""
    order = get_object_or_404(Order, pk=order_id, warehouse=warehouse)
    reason = request.POST.get("reason", "")
    work = partial(end_rest, cause=cause_of(request, "end_rest"), order_id=order.pk, reason=reason)
    return act(request, work, _("Ended: the other parts go their way"), _page_of(order))


def _page_of(order: Order) -> str:
    return reverse("reports:order", args=[order.pk])
