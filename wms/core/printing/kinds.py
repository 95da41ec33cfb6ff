"""What the print queue prints, why it prints again, and which room makes a paper anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from wms.core.models import PrintJob

HANDLER = "core.print"  # of the Exchange that carries a job
WAYBILL, BATCH, TRIAL = "waybill", "batch", "trial"
KINDS: dict[str, Any] = {
    WAYBILL: _("Parcel label"),
    BATCH: _("Handover batch paper"),
    "location": _("Place labels"),
    "sku": _("SKU labels"),
    "handling_unit": _("Tote labels"),
    "badge": _("Badges"),
    "station": _("Bench and printer labels"),
    TRIAL: _("Test page"),
}
NOT_PRINTED, OTHER = "not_printed", "other"
REASONS: dict[str, Any] = {
    NOT_PRINTED: _("Nothing came out"),
    "unreadable": _("Smudged or unreadable"),
    "torn": _("Torn or jammed"),
    "lost": _("Lost"),
    "wrong_parcel": _("Stuck on the wrong thing"),
    OTHER: _("Another reason"),
}

Maker = Callable[[PrintJob], bytes]
_makers: dict[str, Maker] = {}


def paper_maker(kind: str, maker: Maker) -> None:
    """Register, in AppConfig.ready(), who makes the PDF of a kind whose jobs hold none, for the job's printer."""
    _makers[kind] = maker


def maker_of(kind: str) -> Maker | None:
    return _makers.get(kind)
