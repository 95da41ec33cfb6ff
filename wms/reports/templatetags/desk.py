"""Small helpers of the desk's templates: words for codes, ages, local times."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from inventory import words as goods
from inventory.states import VIRTUAL_KINDS
from picking.words import ORDER_CLASSES, WAVE_STATES
from wms.core.desk.house.words import SOURCES
from wms.core.messages import Said
from wms.core.messages.codes import ORDER_STATES, PARCEL_STATES
from wms.core.models import Warehouse
from wms.reports import words
from wms.reports.item_words import ending_words
from wms.reports.lane_words import lane_words

register = template.Library()
register.filter(lane_words)
TABLES = {
    "stage": words.STAGES,
    "step": words.STEPS,
    "board": words.BOARD_STAGES,
    "order": ORDER_STATES,
    "skip": words.SKIP_REASONS,
    "routing": words.ROUTING_KINDS,
    "routing_why": words.ROUTING_WHY,
    "wave": WAVE_STATES,
    "parcel": PARCEL_STATES,
    "work": words.WORK_STATES,
    "sync": words.SYNC_STATES,
    "verdict": words.VERDICTS,
    "found": words.FOUND,
    "mismatch": words.MISMATCHES,
    "condition": goods.CONDITIONS,
    "class": ORDER_CLASSES,
    "status": words.STATUSES,
    "reason": goods.REASONS,
    "why": goods.WHYS,
    "zone": goods.ZONE_KINDS,
    "connector": goods.CONNECTOR_KINDS,
    "place": goods.LOCATION_KINDS,
    "receipt": goods.RECEIPT_STATES,
    "count": goods.COUNT_STATES,
    "binding": goods.BINDING_STATES,
    "side": goods.SIDES,
    "serial": goods.SERIAL_STATES,
    "serial_event": goods.SERIAL_EVENTS,
}
GLYPHS = {"ok": "check", "warn": "warning", "stop": "cross", "promise": "star"}


@register.filter
def word(code: str, table: str) -> str:
    """{{ order.state|word:"order" }}"""
    return words.word(TABLES[table], str(code))


@register.filter
def ending(resolution: str) -> str:
    """How a work item ended, in words."""
    return ending_words(resolution)


@register.filter
def who(row: Any) -> str:
    """Who did it: a person, else the way that it came by."""
    return row.person.name if row.person else str(SOURCES.get(row.source, row.source))


@register.filter
def place_name(place: Any) -> str:
    """A place's code; what lies outside the house (supplier, customer, loss) by its kind's word."""
    return words.word(goods.LOCATION_KINDS, place.kind) if place.kind in VIRTUAL_KINDS else place.code


@register.filter
def plan_note(codes: str) -> str:
    """Why a wave's plan is not the planner's best: a wave keeps codes, "; " between them."""
    return " · ".join(words.word(words.PLAN_NOTES, code) for code in codes.split("; "))


@register.filter
def tone_glyph(tone: str) -> str:
    return GLYPHS.get(tone, "info")


@register.filter
def age(since: datetime | None) -> str:
    """How long ago, in the one unit that a person would say."""
    if since is None:
        return ""
    seconds = max(0, int((timezone.now() - since).total_seconds()))
    if seconds < 60:
        return _("%(n)s s") % {"n": seconds}
    if seconds < 7200:
        return _("%(n)s min") % {"n": seconds // 60}
    if seconds < 172800:
        return _("%(n)s h") % {"n": seconds // 3600}
    return _("%(n)s days") % {"n": seconds // 86400}


@register.filter
def clock(moment: datetime | None, warehouse: Warehouse) -> str:
    return f"{moment.astimezone(warehouse.zone):%H:%M}" if moment else ""


@register.filter
def day(moment: datetime, warehouse: Warehouse) -> str:
    return f"{moment.astimezone(warehouse.zone):%m-%d}"


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago it was: "3 min ago"; nothing for what has not been."""
    told = age(moment)
    return _("%(age)s ago") % {"age": told} if told else ""


@register.filter
def exactly_at(moment: datetime, warehouse: Warehouse) -> str:
    """To the millisecond, for evidence."""
    local = moment.astimezone(warehouse.zone)
    return f"{local:%m-%d %H:%M:%S}.{local.microsecond // 1000:03d}"


@register.filter
def said(item: Any) -> Said:
    """What a work item says: its kind's wording, filled with its facts and subject."""
    kind = item.kind if item.kind in words.WORDINGS else f"work.{item.kind}"
    facts = {"subject": item.subject_label, "order": item.subject_label, **item.facts}
    found = words.wording(kind, facts)
    return found if found.title != kind else Said("", item.kind, "", "")


@register.filter
def wording(code: str) -> str:
    return words.wording(code).title


@register.filter
def commas(number: int | str | None) -> str:
    """6,402; a dash for what is not there (templates make an empty text of it)."""
    return f"{number:,}" if isinstance(number, int) else "–"


@register.filter
def seconds(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else _("%(n)s s") % {"n": f"{milliseconds / 1000:.1f}"}


@register.filter
def points(value: float) -> str:
    return f"{value:.2f}"


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG attributes want it, whatever the page's language does to decimals."""
    return f"{number:g}" if abs(number) < 100000 else str(number)


@register.filter
def kind_word(kind: str) -> str:
    """A kind of work item as its wording's title says it, without the facts of any one item."""
    code = kind if kind in words.WORDINGS else f"work.{kind}"
    found = words.wording(code, words.no_facts(code)).title.strip(" ·:，：")
    return found if found and found != code else kind


@register.filter
def progress(wave: Any) -> int:
    """Tasks done of a wave's tasks, in percent; lists done where no list counts its tasks."""
    if wave.tasks:
        return round(100 * (wave.tasks_done or 0) / wave.tasks)
    return round(100 * wave.lists_done / wave.lists) if wave.lists else 0


@register.filter
def metres(millimetres: int) -> str:
    return f"{millimetres / 1000:,.0f}"


@register.filter
def absolute(number: int) -> int:
    return abs(number)


@register.filter
def in_minutes(seconds: int) -> str:
    return minutes(round(seconds / 60))


@register.filter
def minutes(count: int | None) -> str:
    """18 min, or 2 h 05 from two hours on; the sign is left to the words beside it."""
    whole = abs(count or 0)
    if whole < 120:
        return _("%(n)s min") % {"n": whole}
    return _("%(h)s h %(m)s") % {"h": whole // 60, "m": f"{whole % 60:02}"}
