"""Words of the operator's pages for codes: troubles, lanes, what a method carries; and how a view tells of an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wms.core.messages import WORDINGS, Said, say
from wms.core.refusals import OperationRefused

LOUD = frozenset({"BREAKER_OPEN", "NOT_AUTHORISED", "BLOCKED", "ERR_SKU_NOT_FOUND", "DIFFERS"})
# Troubles that a Re-sync alone does not mend, and the page where they are mended.
FIX_PAGES = {"NOT_AUTHORISED": "aliexpress:shops", "BLOCKED": "aliexpress:shops"}
LANES = {
    "stock": _("Stock"),
    "pull": _("Order pull"),
    "orders": _("Order details"),
    "interactive": _("Waybills and labels"),
}
HELD = {
    "open": _("Breaker open"),
    "unauthorised": _("Needs authorisation"),
    "banned": _("Banned"),
    "blocked": _("Blocked by the platform"),
    "off": _("Switched off"),
    "failing": _("Trying again"),
    "": _("Moves"),
}
OUTCOMES = {
    "ok": _("Answered"),
    "refused": _("Refused"),
    "failed": _("Not sent"),
    "unknown": _("Unclear"),
}
PROFILES = {
    "whole_state": _("Whole-state message"),
    "batch": _("Batch update"),
    "sku_stocks": _("Stock by SKU attribute"),
}
CARRIES = {
    "available": _("available"),
    "reserved": _("reserved"),
    "in_transit": _("in transit"),
    "threshold": _("threshold"),
    "version": _("stock version"),
}


def trouble_words(code: str) -> Said:
    """Cause (title) and fix (act) of a trouble, in the page's language."""
    name = f"sync.{code}"
    return say(name if name in WORDINGS else "sync.other", {"code": code}, language())


def trouble_tone(code: str) -> str:
    return "stop" if code in LOUD else "warn"


def language() -> str:
    return get_language() or "zh-hans"


def tell(request: HttpRequest, level: int, code: str, facts: Mapping[str, Any]) -> None:
    """A sentence on the next page that this browser sees."""
    said = say(code, facts, language())
    messages.add_message(request, level, " · ".join(part for part in (said.title, said.note, said.act) if part))


def tell_refusal(request: HttpRequest, refusal: OperationRefused) -> None:
    tell(request, messages.ERROR, refusal.code, refusal.facts)
