"""Every sentence that the floor hears, one per code: tone, Chinese, English (design/UI.md section 5).

A wording has a title (what is the matter, 2-8 characters in Chinese), a note (did something change), and an act
(the one thing to do now). `{facts}` are filled in from the refusal's or outcome's facts. Tests walk every
OperationRefused subclass and every outcome code and fail where a code has no wording here, or stands twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wms.core.messages import (
    aliexpress,
    api,
    channel,
    desk,
    floors,
    intake,
    inventory,
    inventory_floor,
    notices,
    packing,
    paper,
    people,
    picking,
    picking_floor,
    printing,
    scan,
    serials,
    walls,
    waves,
)
from wms.core.messages.wording import DONE, OK, STOP, WRONG, Wording

__all__ = ["DONE", "OK", "STOP", "WORDINGS", "WRONG", "Said", "Wording", "say"]

ROOMS = (
    desk,
    scan,
    people,
    paper,
    printing,
    inventory,
    inventory_floor,
    picking,
    picking_floor,
    waves,
    packing,
    serials,
    aliexpress,
    channel,
    intake,
    notices,
    walls,
    floors,
    api,
)
PROBLEMS = {**picking.PROBLEMS, **waves.PROBLEMS, **picking_floor.PROBLEMS, **floors.PROBLEMS}
WORDINGS: dict[str, Wording] = {code: words for room in ROOMS for code, words in room.WORDINGS.items()}


@dataclass(frozen=True)
class Said:
    tone: str
    title: str
    note: str
    act: str

    @property
    def text(self) -> str:
        return " · ".join(part for part in (self.title, self.note) if part)


def say(code: str, facts: Mapping[str, Any], language: str) -> Said:
    """The wording of `code` in `language` ("zh-hans" or "en"), with its facts filled in."""
    wording = WORDINGS[code]
    index = 0 if language.startswith("zh") else 1
    filled = _Facts({key: _spoken(value, index) for key, value in facts.items()})
    if problem := problem_words(code, facts):
        filled["problem"] = problem[index].format_map(filled)

    def text(pair: tuple[str, str] | None) -> str:
        return pair[index].format_map(filled) if pair else ""

    return Said(wording.tone, text(wording.title), text(wording.note), text(wording.act))


def problem_words(code: str, facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """What precisely is wrong, for codes whose `problem` is a short code itself; still to be filled with facts."""
    return PROBLEMS.get(code, {}).get(str(facts.get("problem")))


def _spoken(value: Any, index: int) -> Any:
    """A fact may itself be a pair of texts, as a list or tuple of two strings."""
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(part, str) for part in value):
        return value[index]
    return value


class _Facts(dict[str, Any]):
    """A fact that is not there is shown by its name, so that a wording never raises at a picker."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
