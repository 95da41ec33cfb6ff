"""What a message says, in one language and for no channel in particular: one notice, several, or a sample."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from wms.core.messages import Said, say
from wms.core.messages.notices import SEVERITIES, TEXTS
from wms.core.words import Pair
from wms.notices.models import Notice
from wms.notices.states import Severity
from wms.notices.wording import said_in

HOME_ZONE = "Asia/Shanghai"  # of notices that are about no warehouse


@dataclass(frozen=True)
class Line:
    """One notice as a person reads it."""

    severity: Severity
    mark: str  # the word of its severity
    title: str
    note: str
    act: str
    place: str
    at: str
    url: str


@dataclass(frozen=True)
class Letter:
    """`id` is the same at every try of the same message."""

    id: uuid.UUID
    language: str
    title: str
    lines: tuple[Line, ...]
    notices: tuple[Notice, ...]

    @property
    def kind(self) -> str:
        if not self.notices:
            return "sample"
        return "notice" if len(self.notices) == 1 else "digest"

    @property
    def is_urgent(self) -> bool:
        return any(line.severity == Severity.URGENT for line in self.lines)


def letter_of(notices: Sequence[Notice], *, batch: uuid.UUID, language: str, now: datetime) -> Letter:
    """The gravest first; without any notice a sample, which says so."""
    if not notices:
        line = _sample(language, now)
        return Letter(batch, language, line.title, (line,), ())
    ranked = tuple(sorted(notices, key=lambda notice: (-notice.severity, notice.told_at, notice.pk)))
    lines = tuple(_line(notice, language) for notice in ranked)
    title = f"[{lines[0].mark}] {lines[0].title}"
    if len(lines) > 1:
        title = spoken(TEXTS["digest"], language).format(count=len(lines), first=lines[0].title)
    return Letter(batch, language, title, lines, ranked)


def spoken(pair: Pair, language: str) -> str:
    return pair[0] if language.startswith("zh") else pair[1]


def _line(notice: Notice, language: str) -> Line:
    said = said_in(notice, language)
    severity = Severity(notice.severity)
    house = notice.warehouse
    zone = house.zone if house else ZoneInfo(HOME_ZONE)
    return Line(
        severity=severity,
        mark=spoken(SEVERITIES[severity], language),
        title=said.title or notice.kind,
        note=said.note,
        act=said.act,
        place=spoken((house.name_zh, house.name_en), language) if house else spoken(TEXTS["everywhere"], language),
        at=f"{notice.told_at.astimezone(zone):%Y-%m-%d %H:%M}",
        url=address_of(notice),
    )


def address_of(notice: Notice) -> str:
    """Where the notice stands at the desk; empty while PUBLIC_URL is not set."""
    return f"{settings.PUBLIC_URL}{reverse('notices:notice', args=[notice.pk])}" if settings.PUBLIC_URL else ""


def _sample(language: str, now: datetime) -> Line:
    said: Said = say("notice.sample", {}, language)
    mark = spoken(SEVERITIES[Severity.INFO], language)
    at = f"{now.astimezone(ZoneInfo(HOME_ZONE)):%Y-%m-%d %H:%M}"
    return Line(Severity.INFO, mark, said.title, said.note, said.act, "", at, "")
