"""Why an order is in no wave, in the page's language, and the button that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from picking.models import LeftOut, Order
from picking.selectors.trolleys import CARRIED, larger_type
from picking.words import SPLITS, TOO_LARGE, told_facts
from wms.core.messages import WORDINGS, Said, say
from wms.core.templatetags.zhunjian import named

LEFT_OUT = "left_out."


@dataclass(frozen=True)
class Told:
    """One order that stayed out, as a page shows it."""

    order: Order
    said: Said
    address: str
    button: str


def told(order: Order, code: str, facts: dict[str, Any]) -> Told:
    return Told(order, why(code, {"order": order.number, **facts}), *fix_of(code, facts, order))


def why(code: str, facts: dict[str, Any] | None = None) -> Said:
    """Why an order is left out, in the page's language."""
    named = LEFT_OUT + code
    if named not in WORDINGS:
        return Said("", code, "", "")
    return say(named, told_facts(code, facts or {}), translation.get_language() or "zh-hans")


def fix_of(code: str, facts: dict[str, Any], order: Order | None = None) -> tuple[str, str]:
    """(address, button) that mends the reason."""
    orders = reverse("reports:orders")
    if order is not None and code in {"hold", "mapping"}:
        return reverse("reports:order", args=[order.pk]), _("Open")
    if code == "mapping":
        return reverse("aliexpress:mapping"), _("Bind SKUs")
    if code == "hold":
        return f"{orders}?state=held", _("Clear holds")
    if code == "no_stock":
        return f"{orders}?state=waiting", _("See what waits")
    if code == "no_pick_face_stock":
        return f"{reverse('reports:find')}?{urlencode({'q': facts.get('sku', '')})}", _("See the stock")
    if code == "no_pass_point":
        return reverse("picking:zones"), _("Set the pass point")
    if code == "not_yet":
        return reverse("picking:preview"), _("See what would be made")
    if code == TOO_LARGE and order is not None:
        return _larger(order, facts)
    if code == SPLITS and order is not None:
        return _rule_of(LeftOut.objects.filter(order=order).first()), _("See the rule")
    if code == "no_rule":
        return reverse("picking:new_rule"), _("Make a rule")
    return reverse("picking:rules"), _("Change the rules")


def _larger(order: Order, facts: dict[str, Any]) -> tuple[str, str]:
    """The rule that found it too large, to be given the smallest cart type that carries it, or a higher limit."""
    row = LeftOut.objects.filter(order=order).first()
    rule, may_split = _rule_of(row), facts.get("parcels") != 0
    if facts.get("dimension") not in CARRIED or row is None:
        return rule, _("Raise the limit, or let it split") if may_split else _("Raise the limit")
    kind = larger_type(order.warehouse_id, facts["dimension"], facts["wanted"])
    if kind is None:
        return rule, _("Let the rule split it") if may_split else _("Raise the limit")
    return rule, _("Give the rule the cart “%(cart)s”") % {"cart": named(kind)}


def _rule_of(row: LeftOut | None) -> str:
    """The rule that looked at the order last."""
    return reverse("picking:rule", args=[row.rule_id]) if row and row.rule_id else reverse("picking:rules")
