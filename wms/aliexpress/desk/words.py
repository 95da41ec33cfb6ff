"""Words of the operator's pages for codes: troubles, lanes, what a method carries; and how a view tells of an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from wms.core.messages import WORDINGS, Said, say
from wms.core.refusals import OperationRefused

LOUD = frozenset({"BREAKER_OPEN", "NOT_AUTHORISED", "BLOCKED", "ERR_SKU_NOT_FOUND", "DIFFERS"})
# Troubles that a Re-sync alone does not mend, and the page where they are mended.
FIX_PAGES = {
    "NOT_AUTHORISED": "aliexpress:shops",
    "BLOCKED": "aliexpress:shops",
    "UNVERIFIED": "aliexpress:mapping",
    "ERR_SKU_NOT_FOUND": "aliexpress:mapping",
    "ERR_DUPLICATE_SKU": "aliexpress:mapping",
}
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
SHORTAGE_ENDS = {
    "short": _("Without goods"),
    "cancelled": _("Cancelled"),
    "found": _("Got its goods"),
}
STANDING_WORDS = {
    "unbound": _("To bind"),
    "proposed": _("To verify"),
    "conflict": _("In conflict"),
    "verified": pgettext_lazy("mapping", "Verified"),
    "refused": _("Not ours"),
}
CONFLICTS = {
    "duplicate_code": _("one code on two products"),
    "sku_twice": _("the same goods bound twice"),
    "code_changed": _("the code was changed at the platform"),
}
REASONS = {
    "same_code": _("same seller's code"),
    "same_gtin": _("same barcode"),
    "gtin_differs": _("same code, but the barcode is other goods"),
    "gtin_ambiguous": _("the barcode belongs to several SKUs"),
    "similar_name": _("similar name only"),
    "unknown": _("nothing alike in the warehouse"),
    "by_file": _("said in a file"),
    "by_person": _("said by a person"),
}
SKIPPED = {
    "bound": _("bound already"),
    "verified": _("verified already"),
    "unbound": _("nothing bound"),
    "refused": _("not ours"),
    "conflict": _("in conflict"),
    "no_candidate": _("no proposal"),
    "unsure": _("not above 85 %"),
}
DIFFERENCES = {
    "unbound": _("not verified: the front must show zero"),
    "unknown_there": _("the platform does not know the SKU"),
    "refused": _("the platform refuses this SKU"),
    "late_push": _("a push is still on its way"),
    "count_pending": _("a count of its place waits"),
    "slip": _("bought between pull and push"),
    "manual": _("changed by hand at the platform"),
}
CAUSES = {  # what asked for an exchange when no person did; the number of an outbound call stands behind it
    "exchange": _("outbound call"),
    "order_pull": _("order pull"),
    "order": _("order"),
    "push": _("the platform's push"),
    "stock_push": _("stock push"),
    "stock_read_back": _("stock read back"),
    "connect_shop": _("command line"),
    "demo": _("demo"),
    "resync": _("re-sync"),
    "authorise": _("authorisation"),
}
STAGES = {
    "qualification": _("Qualification"),
    "connection": _("Data connection"),
    "mapping": _("Mapping verified"),
}
STEPS = {
    "licence": _("Business licence"),
    "identity": _("Identity papers of the legal person"),
    "logistics": _("Logistics filing"),
    "address": _("Proof of the warehouse's address"),
    "contact": _("Contact at the warehouse"),
    "screenshot": _("Screenshot of the system"),
    "certification": _("Warehouse certification"),
    "authorised": _("Authorised at the platform"),
    "orders": _("Orders are pulled"),
    "first_sync": _("First sync: seven days add up"),
    "first_push": _("Every SKU was shown once"),
    "verified": _("Bindings verified"),
    "conflicts": _("No binding in conflict"),
}
LACKS = {
    "file": _("no file yet"),
    "text": _("not filled in"),
    "end": _("no end date"),
    "expired": _("expired %(days)s days ago"),
    "expires": _("ends in %(days)s days"),
    "not_connected": _("the shop is not connected"),
    "not_authorised": _("not authorised"),
    "not_pulled": _("no pull within ten minutes"),
    "days": _("%(days)s days are missing"),
    "jumps": _("%(n)s SKUs do not add up"),
    "not_shown": _("%(n)s of %(of)s"),
    "to_verify": _("%(n)s of %(of)s verified"),
    "clash": _("%(n)s in conflict"),
}
CARRIES = {
    "available": _("available"),
    "reserved": _("reserved"),
    "in_transit": _("in transit"),
    "threshold": _("threshold"),
    "version": _("stock version"),
}


def cause_word(reference: str) -> str:
    """ "exchange 122" in words; what has none is shown as it is."""
    name, _space, rest = reference.partition(" ")
    return f"{CAUSES.get(name, name)} {rest}".strip()


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


def shortage_end(state: str) -> Any:
    """[M20] What became of an order that came without free goods, by the state that it is in."""
    return SHORTAGE_ENDS[{"waiting": "short", "cancelled": "cancelled"}.get(state, "found")]
