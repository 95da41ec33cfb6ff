"""Words of the administrator's pages: roles, kinds, actions and what an audit entry changed."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from wms.core.desk.house import audit_words, words
from wms.core.templatetags.zhunjian import spoken

register = template.Library()


@register.filter
def role_word(code: str) -> Any:
    return words.ROLES.get(code, code)


@register.filter
def device_kind(code: str) -> Any:
    return words.DEVICE_KINDS.get(code, code)


@register.filter
def warehouse_kind(code: str) -> Any:
    return words.WAREHOUSE_KINDS.get(code, code)


@register.filter
def action_word(code: str) -> Any:
    return audit_words.ACTIONS.get(code, code)


@register.filter
def source_word(code: str) -> Any:
    return words.SOURCES.get(code, code)


@register.filter
def subject_words(subject: str) -> tuple[Any, str]:
    return audit_words.subject_parts(subject)


@register.filter
def field_word(name: str) -> Any:
    return audit_words.FIELDS.get(name, name)


@register.filter
def fact_word(value: object, name: str = "") -> Any:
    """A value of an audit entry as people read it."""
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if value in (None, "", [], {}):
        return "–"
    if name in audit_words.VALUES and isinstance(value, str):
        return spoken(audit_words.VALUES[name].get(value, value))
    if name == "warehouse" and value == "*":
        return _("every warehouse")
    if isinstance(value, list):
        return ", ".join(str(fact_word(part, name)) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{field_word(key)} {fact_word(part, key)}" for key, part in value.items())
    return value


@register.filter
def changes(entry: Any) -> list[tuple[Any, Any, Any]]:
    """What an audit entry changed: name, from, to."""
    names = [name for name in {**entry.before, **entry.after} if name != "reason"]
    zone = entry.warehouse.zone if entry.warehouse else timezone.get_default_timezone()
    return [
        (field_word(name), *(_told(side.get(name), name, zone) for side in (entry.before, entry.after)))
        for name in names
    ]


def _told(value: object, name: str, zone: tzinfo) -> Any:
    moment = moment_of(value)
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else fact_word(value, name)


def moment_of(value: object) -> datetime | None:
    """A moment as entries keep it: ISO 8601 with its zone."""
    if not isinstance(value, str) or "T" not in value:
        return None
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
