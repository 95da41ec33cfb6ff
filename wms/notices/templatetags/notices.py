"""How pages and mails show notices: their words, tones, states, and what became of a telling."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import template

from wms.core.messages import Said
from wms.core.words import word
from wms.notices.deliver import trouble_words
from wms.notices.desk.lists import GRAVITY, language, state_of
from wms.notices.desk.words import CHANNEL_KINDS, NOTICE_STATES, TELLING_STATES
from wms.notices.models import Channel, Notice
from wms.notices.wording import kind_in, said_in

register = template.Library()
TONES = {1: "info", 2: "warn", 3: "stop"}
ICONS = {1: "info", 2: "warning", 3: "cross"}
STATE_TONES = {"sent": "ok", "failed": "stop", "unclear": "warn", "queued": "info", "waiting": "info"}


@register.filter
def notice_words(notice: Notice) -> Said:
    return said_in(notice, language())


@register.filter
def kind_words(kind: str) -> str:
    return kind_in(kind, language())


@register.filter
def gravity_word(severity: int | str) -> str:
    return word(GRAVITY, str(severity))


@register.filter
def gravity_tone(severity: int | str) -> str:
    return TONES[int(severity)]


@register.filter
def gravity_icon(severity: int | str) -> str:
    return ICONS[int(severity)]


@register.filter
def notice_state(notice: Notice) -> str:
    return state_of(notice)


@register.filter
def notice_state_word(state: str) -> str:
    return word(NOTICE_STATES, state)


@register.filter
def telling_word(state: str) -> str:
    return word(TELLING_STATES, state)


@register.filter
def telling_tone(state: str) -> str:
    return STATE_TONES.get(state, "")


@register.filter
def channel_kind(kind: str) -> str:
    return word(CHANNEL_KINDS, kind)


@register.filter
def trouble(error: str) -> Any:
    """An error in the page's language."""
    return trouble_words(error)[0 if language().startswith("zh") else 1]


@register.filter
def host_of(channel: Channel) -> str:
    """As much of a channel's address as may be shown: its key stays out."""
    return urlsplit(channel.address).hostname or ""
