"""What every desk page has around it: the menu with its counts, the bell, the warehouses, the state of the sync."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from picking.models import Wave
from picking.states import WaveState
from wms.core.models import Warehouse
from wms.core.rights import roles_at
from wms.reports.selectors import sync
from wms.reports.selectors.board import open_work
from wms.reports.words import ROLES, word

TODAY = "Today"
MENU = (
    ("", (("today", "home", TODAY),)),
    ("Floor", (("orders", "document", "Orders"), ("waves", "layers", "Waves"), ("work", "warning", "Exceptions"))),
    ("Stock and platform", (("stock", "box", "Stock"),)),
    ("Quality", (("errors", "chart", "Error report"), ("scans", "barcode", "Scans"))),
)
LIVE_WAVES = (WaveState.BUILDING, WaveState.RELEASED, WaveState.PICKING)


def desk(
    request: HttpRequest, warehouse: Warehouse, template: str, here: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """Render a whole desk page; `here` is the entry of the menu that it belongs to."""
    frame = {**bell(warehouse), "warehouse": warehouse, "here": here, "now": timezone.now()}
    frame["nav"] = _menu(warehouse, here, frame)
    frame["warehouses"] = getattr(request, "warehouses", [warehouse])
    roles = roles_at(request.user, warehouse)  # type: ignore[arg-type]
    frame["role"] = next((word(ROLES, role) for role in ROLES if role in roles), "")
    frame["p95_seconds"] = _seconds(sync.quick_p95(warehouse, timezone.now()))
    return render(request, template, {**frame, **(context or {})})


def bell(warehouse: Warehouse) -> dict[str, int]:
    """How many work items are open here, and how many of them are urgent. One query."""
    flags = list(open_work(warehouse).order_by().values_list("is_urgent", flat=True))
    return {"work_open": len(flags), "work_urgent": sum(flags)}


def _menu(warehouse: Warehouse, here: str, counts: dict[str, Any]) -> list[dict[str, Any]]:
    found = {
        "waves": (Wave.objects.filter(warehouse=warehouse, state__in=LIVE_WAVES).count(), False),
        "work": (counts["work_open"], bool(counts["work_urgent"])),
    }
    return [
        {
            "label": _(label) if label else "",
            "items": [_item(name, icon, text, here, *found.get(name, (0, False))) for name, icon, text in items],
        }
        for label, items in MENU
    ]


def _item(name: str, icon: str, text: str, here: str, count: int, is_hot: bool) -> dict[str, Any]:
    return {
        "url": reverse(f"reports:{name}"),
        "icon": icon,
        "label": pgettext("desk", text) if text == TODAY else _(text),
        "is_here": name == here,
        "count": count,
        "is_hot": is_hot,
    }


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds / 1000:.1f}"
