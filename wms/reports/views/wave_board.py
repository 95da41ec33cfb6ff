"""The wall screen: cut-offs, waves with their foreseen ends, five figures. No names of people on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from picking.selectors.outlook import outlooks
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.reports.cards import figure_cards
from wms.reports.selectors import board
from wms.reports.selectors.wall import wall_figures

MOST_CUT_OFFS, MOST_WAVES, STALE_SECONDS, REFRESH_SECONDS = 4, 6, 30, 10
ANSWER_MS = 300


@require_GET
@desk_page()
def wave_board(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """The whole page; asked by htmx only its inside, which the page asks for each ten seconds."""
    template = "reports/_wave_board.html" if getattr(request, "htmx", False) else "reports/wave_board.html"
    return render(request, template, _context(warehouse))


def _context(warehouse: Warehouse) -> dict[str, Any]:
    now = timezone.now()
    cards, counted_at = figure_cards(warehouse, now)
    found = outlooks(warehouse, now)
    work = board.open_work(warehouse)
    oldest = work.order_by("created_at").first()
    return {
        "warehouse": warehouse,
        "now": now,
        "cuts": [(row, _left(row.cut_off_at - now)) for row in board.cut_offs(warehouse, now)[:MOST_CUT_OFFS]],
        "waves": found[:MOST_WAVES],
        "more": max(0, len(found) - MOST_WAVES),
        "out": board.stage_cells(warehouse, now)[-1].orders,
        "figures": wall_figures(warehouse, now),
        "seconds_limit": int(figure("picking_seconds", warehouse=warehouse)),
        "wrong": next(card for card in cards if card.name == "wrong_picks"),
        "age_seconds": max(0, int((now - counted_at).total_seconds())),
        "answer_limit": ANSWER_MS,
        "work_count": work.count(),
        "work_oldest": oldest.created_at if oldest else None,
        "refresh": REFRESH_SECONDS,
        "stale": STALE_SECONDS,
    }


def _left(span: Any) -> str:
    """1:38 of hours and minutes; -0:12 when it has passed; whole days from two on."""
    minutes = int(span.total_seconds() // 60)
    if minutes >= 2 * 24 * 60:
        return _("%(n)s days") % {"n": minutes // (24 * 60)}
    sign = "-" if minutes < 0 else ""
    return f"{sign}{abs(minutes) // 60}:{abs(minutes) % 60:02}"
