"""Words of the print queue: states, kinds, reasons, and what ails a printer."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import translation

from wms.core.messages import WORDINGS, Said, say
from wms.core.printing.kinds import KINDS, REASONS
from wms.core.printing.words import STATES, WAYS

register = template.Library()


@register.filter
def print_state(code: str) -> Any:
    return STATES.get(code, code)


@register.filter
def paper_word(code: str) -> Any:
    return KINDS.get(code, code)


@register.filter
def reason_word(code: str) -> Any:
    return REASONS.get(code, code)


@register.filter
def printer_way(code: str) -> Any:
    return WAYS.get(code, code)


@register.filter
def trouble(code: str) -> Said | None:
    """What a code of trouble says in the page's language: title, note, act."""
    return say(code, {}, translation.get_language() or "zh-hans") if code in WORDINGS else None


@register.filter
def trouble_word(code: str) -> str:
    said = trouble(code)
    return said.title if said else code


@register.filter
def trouble_note(code: str) -> str:
    said = trouble(code)
    return said.note if said else code
