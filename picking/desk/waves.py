"""Waves with their progress and outlook, why orders stay out of them, one wave with its lists, and making waves now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from picking.desk.reasons import told, why
from picking.desk.wave_list import MAY_ACT, WaveList
from picking.models import LeftOut, OrderItem, Wave, WaveRule
from picking.operations.wave_control import pickers_of
from picking.selectors import board
from picking.selectors.on_time import on_time_record
from picking.selectors.outlook import outlooks
from picking.selectors.wave_page import list_rows, mergeable
from picking.states import AbortWay
from wms.core.desk.doors import cause_of
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.rights import desk_page, roles_at

MOST_LEFT_OUT, RECORD_DAYS = 20, 14


def may_act(request: HttpRequest, warehouse: Warehouse) -> bool:
    return bool(roles_at(request.user, warehouse) & MAY_ACT)  # type: ignore[arg-type]


def chosen_rule(warehouse: Warehouse, number: str) -> WaveRule:
    """A rule of this warehouse by its id as an address carries it; anything else is a 404."""
    pk = int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0
    return get_object_or_404(WaveRule, pk=pk, warehouse=warehouse)


@require_GET
@desk_page()
def waves(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    left_out = list(board.left_out_orders(warehouse.pk)[:MOST_LEFT_OUT])
    context = {
        "reasons": [(row, why(row.code).title) for row in board.left_out_reasons(warehouse.pk)],
        "left_out": [told(row.order, row.code, row.facts) for row in left_out],
        "record": on_time_record(warehouse, timezone.now(), RECORD_DAYS),
        "target": figure("wave_on_time_percent", warehouse=warehouse).normalize(),
        "may_act": may_act(request, warehouse),
    }
    return show_list(request, warehouse, WaveList, here="waves", context=context)


@require_POST
@desk_page(*MAY_ACT)
def generate(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """Make waves of what can be waved now, within the planner's budget."""
    from picking.operations.waves import generate_waves  # the planner comes with it: only when somebody asks

    rule = None
    if request.POST.get("rule"):
        rule = chosen_rule(warehouse, request.POST["rule"])
    made = generate_waves(cause=cause_of(request, "waves"), warehouse=warehouse, rule=rule)
    if made:
        orders = sum(wave.orders for wave in made)
        text = ngettext("%(waves)s wave made, %(orders)s orders", "%(waves)s waves made, %(orders)s orders", len(made))
        messages.success(request, text % {"waves": len(made), "orders": orders})
    else:
        messages.info(request, _("No order can be waved now; the reasons stand below"))
    return HttpResponseRedirect(reverse("picking:waves"))


@require_GET
@desk_page()
def wave(request: HttpRequest, warehouse: Warehouse, wave_id: int) -> HttpResponse:
    """One wave: its lists, who walks them, when it ends, and what may be done to it."""
    found = get_object_or_404(
        Wave.objects.select_related("rule", "warehouse", "trolley_type"), pk=wave_id, warehouse=warehouse
    )
    rows = list_rows(found)
    outlook = next((each for each in outlooks(warehouse, timezone.now()) if each.wave.pk == found.pk), None)
    left_out = LeftOut.objects.filter(wave=found).select_related("order").order_by("order__due_at", "order")
    context = {
        "wave": found,
        "rows": rows,
        "totals": _totals(found, rows),
        "outlook": outlook,
        "reasons": [(why(code).title, orders) for code, orders in sorted(found.left_out.items())],
        "left_out": [told(row.order, row.code, row.facts) for row in left_out[:MOST_LEFT_OUT]],
        "people": list(pickers_of(warehouse)),
        "others": mergeable(found),
        "ways": AbortWay.values,
        "is_over": found.state in {"closed", "cancelled"},
        "may_act": may_act(request, warehouse),
    }
    return desk(request, warehouse, "picking/wave.html", "waves", context)


def _totals(found: Wave, rows: list[Any]) -> dict[str, Any]:
    items = OrderItem.objects.filter(order__wave=found)
    return {
        "lines": items.count(),
        "units": items.aggregate(units=Sum("quantity"))["units"] or 0,
        "tasks": sum(row.tasks for row in rows),
        "tasks_done": sum(row.tasks_done for row in rows),
        "lists": len(rows),
        "lists_open": sum(row.is_open for row in rows),
        "people": sum(row.is_walked for row in rows),
    }
