"""Small helpers of every template: icons by name, order numbers in fours, pairs of names by language."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from wms.core.icons import ICONS
from wms.core.pictures import picture_address
from wms.core.version import app_version

if TYPE_CHECKING:
    from wms.core.models import Warehouse

register = template.Library()
register.simple_tag(app_version)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A line icon of 24 x 24, decorative: the word beside it carries the meaning."""
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        f"ic {extra}".strip(),
        ICONS[name],
    )


@register.filter
def in_fours(value: object) -> str:
    """8190552133470926 -> 8190 5521 3347 0926, for the eye only."""
    text = str(value)
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4)) if text.isdigit() and len(text) > 8 else text


@register.filter
def card(sku: object) -> dict[str, str]:
    """A SKU as the picture parts show it: picture's address, name and variant in the page's language, code."""
    suffix = "zh" if (get_language() or "zh-hans").startswith("zh") else "en"
    picture = getattr(sku, "picture", "")
    return {
        "picture": picture_address(picture),
        "name": getattr(sku, f"name_{suffix}", ""),
        "variant": getattr(sku, f"variant_{suffix}", ""),
        "code": getattr(sku, "code", ""),
    }


@register.filter
def spoken(pair: object) -> object:
    """A (zh, en) pair of texts in the page's language; anything else as it is."""
    if isinstance(pair, list | tuple) and len(pair) == 2:
        return pair[0 if (get_language() or "zh-hans").startswith("zh") else 1]
    return pair


@register.filter
def named(thing: object) -> str:
    """The name of a row with name_zh and name_en, in the page's language."""
    language = get_language() or "zh-hans"
    return getattr(thing, "name_zh" if language.startswith("zh") else "name_en", "")


@register.filter
def at(moment: datetime | None, warehouse: Warehouse) -> str:
    """14:21 of today, 11-22 14:21 of another day, on the warehouse's clock."""
    if moment is None:
        return ""
    local = moment.astimezone(warehouse.zone)
    is_today = local.date() == timezone.now().astimezone(warehouse.zone).date()
    return f"{local:%H:%M}" if is_today else f"{local:%m-%d %H:%M}"
