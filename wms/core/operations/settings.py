"""Figures as administrators set them: for one warehouse or one shop, inside their bounds, with a reason."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from wms.core.audit import record
from wms.core.cause import Cause
from wms.core.errors import FigureOutOfBounds, ReasonMissing
from wms.core.figures import FIGURES, Figure, unit_words
from wms.core.models import FigureOverride, Shop, Warehouse

REASON_LIMIT = 200


def set_figure(*, cause: Cause, name: str, value: str, reason: str, warehouse: Warehouse, shop: Shop | None) -> Decimal:
    """Set a figure for the shop, else for the warehouse. Returns the value in force there from now on.

    Refuses with FigureOutOfBounds (also for what is no number), ReasonMissing.
    """
    figure, words = FIGURES[name], _reason(reason)
    number = _number(figure, value)
    owner = {"warehouse": None, "shop": shop} if shop else {"warehouse": warehouse, "shop": None}
    row = FigureOverride.objects.filter(name=name, **owner).first()
    before = row.value if row else figure.default
    fresh = {"value": number, "person": cause.person, "reason": words, "set_at": timezone.now()}
    FigureOverride.objects.update_or_create(name=name, **owner, defaults=fresh)
    told = {"value": shown(before)}, {"value": shown(number)}
    _keep(cause, "settings.set", figure, told[0], told[1], words, warehouse, shop)
    return number


def reset_figure(*, cause: Cause, name: str, reason: str, warehouse: Warehouse, shop: Shop | None) -> bool:
    """Take the own figure of the shop, else of the warehouse, away. Returns whether there was one.

    Refuses with ReasonMissing.
    """
    figure, words = FIGURES[name], _reason(reason)
    owner = {"shop": shop} if shop else {"warehouse": warehouse}
    row = FigureOverride.objects.filter(name=name, **owner).first()
    if row is None:
        return False
    before = shown(row.value)
    row.delete()
    _keep(cause, "settings.reset", figure, {"value": before}, {"value": None}, words, warehouse, shop)
    return True


def shown(value: Decimal) -> str:
    """A figure as people write it: no needless zeros, no exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(value: Decimal) -> str:
    """The same with its thousands set apart."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _number(figure: Figure, value: str) -> Decimal:
    """A comma is a decimal one, but where it sets thousands apart as the page does: 10,000."""
    text = value.strip()
    text = text.replace(",", "") if re.fullmatch(r"[1-9]\d{0,2}(,\d{3})+(\.\d+)?", text) else text.replace(",", ".")
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not figure.low <= number <= figure.high or number != round(number, 4):
        raise FigureOutOfBounds(
            figure=[figure.zh, figure.en], low=told(figure.low), high=told(figure.high), unit=unit_words(figure)
        )
    return number


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not words or len(words) > REASON_LIMIT:
        raise ReasonMissing
    return words


def _keep(
    cause: Cause,
    action: str,
    figure: Figure,
    before: dict[str, str],
    after: dict[str, str | None],
    reason: str,
    warehouse: Warehouse,
    shop: Shop | None,
) -> None:
    place = shop.code if shop else warehouse.code
    subject = f"figure:{figure.name}@{place}"
    record(cause=cause, action=action, subject=subject, before=before, after=after, warehouse=warehouse, reason=reason)
