"""What waves would be made now, seen before anything is: for all rules, for one, and beside the form of a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from picking.desk.reasons import Told, fix_of, told, why
from picking.desk.waves import MAY_ACT, chosen_rule, may_act
from picking.models import Order
from picking.operations.preview import Preview, matched, overlaps, preview
from picking.operations.wave_rules import rules_as_of, rules_now
from picking.rules import RuleFacts, facts_of
from picking.words import SPLITS
from wms.core.desk.frame import desk
from wms.core.messages import Said
from wms.core.models import Warehouse
from wms.core.rights import desk_page
from wms.core.templatetags.zhunjian import named

MOST_ORDERS = 30
YESTERDAY = timedelta(hours=24)
STOPS = {"mapping", "hold", "no_stock", "cancel_requested"}


@dataclass(frozen=True)
class Reason:
    """One reason with its orders; `address` and `button` lead to what fixes it."""

    code: str
    said: Said
    count: int
    address: str
    button: str

    @property
    def tone(self) -> str:
        if self.code == SPLITS:
            return "info"
        return "stop" if self.code in STOPS else "warn"


@require_GET
@desk_page(*MAY_ACT)
def preview_page(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """All active rules, or the one of `?rule=`."""
    rules = rules_now(warehouse)
    chosen = None
    if request.GET.get("rule"):
        chosen = chosen_rule(warehouse, request.GET["rule"])
        rules = [facts_of(chosen)]
    context = {**context_of(warehouse, rules), "rules": rules_now(warehouse), "chosen": chosen}
    context["may_act"] = may_act(request, warehouse)
    return desk(request, warehouse, "picking/preview.html", "waves", context)


def context_of(warehouse: Warehouse, rules: Sequence[RuleFacts]) -> dict[str, Any]:
    """The preview of these rules beside what they, as of yesterday, would make of the same orders."""
    now = timezone.now()
    found = preview(warehouse, rules, now=now)
    wanted = {rule.pk for rule in rules}
    is_whole = wanted >= {rule.pk for rule in rules_now(warehouse)}
    then = [rule for rule in rules_as_of(warehouse, now - YESTERDAY) if is_whole or rule.pk in wanted]
    before = None if then == list(rules) else preview(warehouse, then, now=now)
    seen = len(found.left_out) + found.orders
    return {
        "preview": found,
        "before": before,
        "pickers": found.pickers(now),
        "end_at": now + timedelta(seconds=found.seconds / max(1, found.pickers(now))) if found.lists else None,
        "less_percent": _less(found, before),
        "left_percent": round(100 * len(found.left_out) / seen) if seen else 0,
        "reasons": reasons_of(found),
        "orders_out": orders_out(found),
        "seen": seen,
    }


def notes_on(warehouse: Warehouse, rule: RuleFacts) -> list[tuple[str, str]]:
    """What a person should know before saving: (tone, sentence)."""
    notes = []
    count = matched(warehouse, rule)
    if count == 0:
        notes.append(("warn", _("No order fits it now")))
    elif not rule.has_filter:
        notes.append(("info", _("It takes every order: no condition is set")))
    else:
        notes.append(("info", _("%(n)s orders fit it now") % {"n": count}))
    if not rule.has_trigger:
        notes.append(("warn", _("Nothing starts it: its waves are made by hand only")))
    for other, both, is_first in overlaps(warehouse, rule, rules_now(warehouse)):
        told = {"n": both, "rule": named(other), "rank": other.rank}
        if is_first and both == count:
            notes.append(("warn", _("All of them go to “%(rule)s” first (rank %(rank)s)") % told))
        elif is_first:
            notes.append(("info", _("%(n)s of them go to “%(rule)s” first (rank %(rank)s)") % told))
        else:
            notes.append(("info", _("It takes %(n)s orders before “%(rule)s” (rank %(rank)s)") % told))
    return notes


def reasons_of(found: Preview) -> list[Reason]:
    """The commonest first."""
    by_code: dict[str, list[dict[str, Any]]] = {}
    for code, facts in found.left_out.values():
        by_code.setdefault(code, []).append(facts)
    rows = sorted(by_code.items(), key=lambda row: (-len(row[1]), row[0]))
    return [Reason(code, why(code, facts[0]), len(facts), *fix_of(code, facts[0])) for code, facts in rows]


def orders_out(found: Preview) -> list[Told]:
    """Single orders with their reasons and what fixes each, the most pressing first."""
    rows = Order.objects.filter(pk__in=found.left_out).order_by("due_at", "pk")[:MOST_ORDERS]
    return [told(order, *found.left_out[order.pk]) for order in rows]


def _less(found: Preview, before: Preview | None) -> int | None:
    """How much shorter an order's walk is than under yesterday's rules, in percent."""
    if before is None or not before.walk_mm or not before.orders or found.walk_mm is None or not found.orders:
        return None
    return round(100 * (1 - (found.walk_mm / found.orders) / (before.walk_mm / before.orders)))
