"""[M20] Oversold orders: what each may cost while its goods are missing, and what happened in the last thirty days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from picking.selectors.oversold import oversold_now, oversold_since
from wms.aliexpress.selectors.exposure import rule_of, shop_ids, sum_up
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.core.desk.frame import desk
from wms.core.models import Warehouse
from wms.core.rights import desk_page

PAGE, DAYS = 50, 30


@require_GET
@desk_page()
def oversell(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    ids = shop_ids([account.pk for account in accounts_of(warehouse)])
    rule = rule_of(warehouse)
    now = timezone.now()
    waiting = oversold_now(warehouse_id=warehouse.pk, shop_ids=ids)
    past = oversold_since(warehouse_id=warehouse.pk, shop_ids=ids, since=now - timedelta(days=DAYS))
    is_past = request.GET.get("show") == "past"
    page = Paginator(past if is_past else waiting, PAGE).get_page(request.GET.get("page"))
    rows: list[dict[str, Any]] = [{"order": row, "penalty": rule.penalty(row.amount, row.currency)} for row in page]
    context = {
        "exposure": sum_up(rule, waiting.order_by().values_list("amount", "currency")),
        "incidents": past.count(),
        "days": DAYS,
        "page": page,
        "rows": rows,
        "is_past": is_past,
        "query": "show=past" if is_past else "",
        "moment": now,
    }
    return desk(request, warehouse, "aliexpress/oversell.html", "oversell", context)
