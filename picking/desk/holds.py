"""A person holds an order back before its walk, and lets it go on: the two buttons at the order's page."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from picking.models import Order
from picking.operations.person_hold import hold_order, release_hold
from wms.core.desk.doors import act, cause_of
from wms.core.models import Warehouse
from wms.core.rights import desk_page


@require_POST
@desk_page()
def hold(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    """Hold it back, with the reason."""
    order = get_object_or_404(Order, pk=order_id, warehouse=warehouse)
    reason = request.POST.get("reason", "")
    work = partial(hold_order, cause=cause_of(request, "order_hold"), order_id=order.pk, reason=reason)
    return act(request, work, _("Held back: no wave takes it until it is released"), _page_of(order))


@require_POST
@desk_page()
def release(request: HttpRequest, warehouse: Warehouse, order_id: int) -> HttpResponse:
    """Let it go on as far as it can."""
    order = get_object_or_404(Order, pk=order_id, warehouse=warehouse)
    work = partial(release_hold, cause=cause_of(request, "order_release"), order_id=order.pk)
    return act(request, work, _("Released: it goes on as far as it can"), _page_of(order))


def _page_of(order: Order) -> str:
    return reverse("reports:order", args=[order.pk])
