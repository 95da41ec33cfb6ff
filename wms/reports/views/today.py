"""Today's board, and the part of it that refreshes itself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from wms.aliexpress.selectors.exposure import exposure
from wms.core.desk.frame import desk
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.notices.selectors import bell
from wms.reports.cards import figure_cards
from wms.reports.selectors import board as board_rows
from wms.reports.selectors import sync

MOST_WORK = 5


@require_GET
@desk_page()
def today(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    return desk(request, warehouse, "desk/today.html", "today", _board(warehouse))


@require_GET
@desk_page()
def board(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The same board without its frame, every ten seconds, with the bell beside it."""
    context = {**_board(warehouse), **bell(warehouse, request.user), "warehouse": warehouse, "is_refresh": True}  # type: ignore[arg-type]
    return render(request, "desk/_board.html", context)


def _board(warehouse: Warehouse) -> dict[str, Any]:
    now = timezone.now()
    cards, counted_at = figure_cards(warehouse, now)
    work = board_rows.open_work(warehouse)
    shops = sync.shops(warehouse, now)
    return {
        "cards": cards,
        "age_seconds": max(0, int((timezone.now() - counted_at).total_seconds())),
        "stages": board_rows.stage_cells(warehouse, now),
        "cut_offs": board_rows.cut_offs(warehouse, now),
        "work_items": list(work[:MOST_WORK]),
        "work_count": work.count(),
        "shops": shops,
        "oversold": exposure(warehouse, [shop.account_id for shop in shops]),
        "stuck": sync.stuck_lanes(now),
        "sync_threshold": int(figure("sync_threshold_seconds", warehouse=warehouse)),
        "sync_limit_minutes": int(figure("sync_limit_seconds", warehouse=warehouse)) // 60,
        "moment": now,
        "zone": warehouse.zone,
    }
