"""What reports add to the frame of every desk page: their entries of the menu, the bell, the state of the sync."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inventory import words as goods
from wms.core.desk.frame import Entry, add_dial, add_entry
from wms.core.desk.house.audit_words import value_words
from wms.core.messages.codes import ORDER_STATES
from wms.core.models import Warehouse
from wms.reports import words
from wms.reports.selectors import sync
from wms.reports.selectors.board import open_work


def bell(warehouse: Warehouse) -> dict[str, int]:
    """How many work items are open here, and how many of them are urgent. One query."""
    flags = list(open_work(warehouse).order_by().values_list("is_urgent", flat=True))
    return {"work_open": len(flags), "work_urgent": sum(flags)}


def work_to_do(warehouse: Warehouse, shown: dict[str, Any]) -> tuple[int, bool]:
    return shown["work_open"], bool(shown["work_urgent"])


def sync_pace(warehouse: Warehouse) -> dict[str, str]:
    """Whether a shop's stock sync stands still or fails now, else its 95th percentile of the last day, in seconds, and
    whether that is well; empty while nothing was sent.
    """
    told = {"sync_trouble": sync.trouble_here(warehouse), "p95_seconds": "", "p95_tone": ""}
    milliseconds = sync.quick_p95(warehouse, timezone.now())
    if milliseconds is None:
        return told
    tone = sync.pace_tone(milliseconds, warehouse=warehouse)
    return {**told, "p95_seconds": f"{milliseconds / 1000:.1f}", "p95_tone": tone}


ENTRIES = (
    Entry("today", "reports:today", "home", pgettext_lazy("desk", "Today"), rank=10),
    Entry("orders", "reports:orders", "document", _("Orders"), "floor", 10),
    Entry("work", "reports:work", "warning", _("Exceptions"), "floor", 30, count=work_to_do),
    Entry("stock", "reports:stock", "box", _("Stock"), "stock", 10),
    Entry("errors", "reports:errors", "chart", _("Error report"), "quality", 10),
    Entry("scans", "reports:scans", "barcode", _("Scans"), "quality", 20),
)


def furnish() -> None:
    for entry in ENTRIES:
        add_entry(entry)
    value_words("state", {**goods.RECEIPT_STATES, **ORDER_STATES, **words.WORK_STATES})
    value_words("kind", {**goods.ZONE_KINDS, **goods.CONNECTOR_KINDS})
    add_dial("bell", bell)
    add_dial("sync", sync_pace)
