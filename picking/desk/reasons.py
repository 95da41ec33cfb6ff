"""Why an order is in no wave, in the page's language, and the button that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from picking.models import Order
from wms.core.messages import WORDINGS, Said, say

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
    return say(named, facts or {}, translation.get_language() or "zh-hans")


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
    if code == "no_rule":
        return reverse("picking:new_rule"), _("Make a rule")
    return reverse("picking:rules"), _("Change the rules")
