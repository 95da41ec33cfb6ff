"""Waves with their progress, why orders stay out of them, and making them now."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from picking.selectors import board
from wms.core.cause import Cause
from wms.core.desk.frame import desk
from wms.core.desk.lists import query_of
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.reports.words import wording

PAGE, MOST_LEFT_OUT = 30, 20


@require_GET
@desk_page()
def waves(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    left_out = list(board.left_out_orders(warehouse.pk)[:MOST_LEFT_OUT])
    context = {
        "page": Paginator(board.waves(warehouse.pk), PAGE).get_page(request.GET.get("page")),
        "query": query_of(request),
        "reasons": [(row, wording(f"left_out.{row.code}").title) for row in board.left_out_reasons(warehouse.pk)],
        "left_out": [
            (row, wording(f"left_out.{row.code}", {"order": row.order.number, **row.facts})) for row in left_out
        ],
    }
    return desk(request, warehouse, "desk/waves.html", "waves", context)


@require_POST
@desk_page()
def generate(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Make waves of what can be waved now, within the planner's budget."""
    from picking.operations.waves import generate_waves  # numpy comes with it: only when somebody asks

    cause = Cause(source="desk", person=request.user, reference="waves")  # type: ignore[arg-type]
    made = generate_waves(cause=cause, warehouse=warehouse)
    if made:
        orders = sum(wave.orders for wave in made)
        text = ngettext("%(waves)s wave made, %(orders)s orders", "%(waves)s waves made, %(orders)s orders", len(made))
        messages.success(request, text % {"waves": len(made), "orders": orders})
    else:
        messages.info(request, _("No order can be waved now; the reasons stand below"))
    return HttpResponseRedirect(reverse("reports:waves"))
