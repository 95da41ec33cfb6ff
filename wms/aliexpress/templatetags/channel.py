"""Small helpers of the channel's templates: words for lanes and figures, numbers as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from wms.aliexpress.desk import words
from wms.aliexpress.selectors.profiles import NAMES
from wms.core.models import Warehouse

register = template.Library()


@register.filter
def lane_word(kind: str) -> Any:
    return words.LANES.get(kind, kind)


@register.filter
def held_word(held: str) -> Any:
    return words.HELD.get(held, held)


@register.filter
def carries_word(name: str) -> Any:
    return words.CARRIES.get(name, name)


@register.filter
def profile_word(profile: str) -> Any:
    return NAMES.get(profile, profile)  # type: ignore[call-overload]


@register.filter
def standing_word(standing: str) -> Any:
    return words.STANDING_WORDS.get(standing, standing)


@register.filter
def standing_tone(standing: str) -> str:
    return {"verified": "ok", "proposed": "warn", "unbound": "stop", "conflict": "stop"}.get(standing, "")


@register.filter
def conflict_word(conflict: str) -> Any:
    return words.CONFLICTS.get(conflict, conflict)


@register.filter
def match_word(reason: str) -> Any:
    return words.REASONS.get(reason, reason)


@register.filter
def sureness_tone(percent: int) -> str:
    """Above 85 % many may be taken at once; below 60 it is hardly a hint."""
    return "ok" if percent > 85 else "warn" if percent >= 60 else "stop"


@register.filter
def cause_word(reference: str) -> str:
    return words.cause_word(reference)


@register.filter
def difference_word(cause: str) -> Any:
    return words.DIFFERENCES.get(cause, cause)


@register.filter
def signed(number: int | None) -> str:
    """+2, -1, 0; a dash where nothing was counted."""
    return "–" if number is None else f"{number:+d}" if number else "0"


@register.filter
def stage_word(key: str) -> Any:
    return words.STAGES.get(key, key)


@register.filter
def step_word(key: str) -> Any:
    return words.STEPS.get(key, key)


@register.filter
def lacks_words(step: Any) -> str:
    """What a step lacks, with its numbers."""
    return str(words.LACKS[step.lacks]) % step.facts if step.lacks else ""


@register.filter
def days_left(moment: datetime) -> int:
    """Whole days until then; 0 when it has passed."""
    return max(0, (moment - timezone.now()).days)


@register.filter
def fix_page(code: str) -> str:
    """The address's name of the page where this trouble is fixed; empty when Re-sync is the fix."""
    return words.FIX_PAGES.get(code, "")


@register.filter
def pace_tone(milliseconds: int | None, threshold_seconds: int) -> str:
    if milliseconds is None:
        return ""
    return "ok" if milliseconds <= 1000 * threshold_seconds else "warn"


@register.filter
def share_tone(percent: float | None, target: Decimal) -> str:
    """[M45] is a limit that must not be reached."""
    if percent is None:
        return ""
    return "ok" if percent < target else "stop"


@register.filter
def share(count: int, total: int) -> str:
    """Of the whole, in percent with one digit."""
    return f"{100 * count / total:.1f}%" if total else "–"


@register.filter
def in_seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f}"


@register.filter
def one_digit(number: float) -> str:
    return f"{number:.1f}"


@register.filter
def money(amount: Decimal | None) -> str:
    return "–" if amount is None else f"{amount:,.2f}"


@register.filter
def plain(number: Decimal) -> str:
    """A figure without the zeros that its column carries."""
    return f"{number.normalize():f}"


@register.filter
def numbers(values: Sequence[int | None]) -> str:
    """128 / 14 / 60, as far as the method carries them."""
    return " / ".join(str(value) for value in values if value is not None)


@register.filter
def exact_clock(moment: datetime | None, warehouse: Warehouse) -> str:
    """14:21:58 of today, 11-22 14:21:58 of another day: what is waited for by the second."""
    if moment is None:
        return ""
    local = moment.astimezone(warehouse.zone)
    is_today = local.date() == datetime.now(warehouse.zone).date()
    return f"{local:%H:%M:%S}" if is_today else f"{local:%m-%d %H:%M:%S}"


@register.filter
def outcome_word(outcome: str) -> Any:
    return words.OUTCOMES.get(outcome, outcome)


@register.filter
def outcome_tone(outcome: str) -> str:
    return {"ok": "ok", "refused": "stop", "failed": "stop"}.get(outcome, "warn")


@register.filter
def broken_at_dots(name: str) -> SafeString:
    """A method's name that may go on in the next line behind each dot."""
    return format_html_join(mark_safe(".<wbr>"), "{}", ((part,) for part in name.split(".")))
