"""Every sentence that the floor hears, one per code: tone, Chinese, English (design/UI.md section 5).

A wording has a title (what is the matter, 2-8 characters in Chinese), a note (did something change), and an act
(the one thing to do now). `{facts}` are filled in from the refusal's or outcome's facts; a fact that is a code has its
words in the wording's `codes`, and `{units:unit|units}` in English is a number with its noun. Tests walk
every OperationRefused subclass and every outcome code and fail where a code has no wording here, or stands twice.
"""

from __future__ import annotations

import re
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

__all__ = ["DONE", "OK", "STOP", "WORDINGS", "WRONG", "Said", "Wording", "facts_in", "say"]

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
NAMES = {"line", "byte"}  # numbers that name a place in a file, as Excel and editors show it
PROBLEMS = {**picking.PROBLEMS, **waves.PROBLEMS, **picking_floor.PROBLEMS, **floors.PROBLEMS}
WORDINGS: dict[str, Wording] = {code: words for room in ROOMS for code, words in room.WORDINGS.items()}


FACT = re.compile(r"\{(\w+)[:}]")


def facts_in(*texts: str) -> list[str]:
    """The names of the facts that texts ask for."""
    return FACT.findall(" ".join(texts))


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
    filled = _Facts({name: _spoken(name, _worded(wording, name, value), index) for name, value in facts.items()})
    if problem := problem_words(code, facts):
        filled["problem"] = problem[index].format_map(filled)

    def text(pair: tuple[str, str] | None) -> str:
        return pair[index].format_map(filled) if pair else ""

    return Said(wording.tone, text(wording.title), text(wording.note), text(wording.act))


def problem_words(code: str, facts: Mapping[str, Any]) -> tuple[str, str] | None:
    """What precisely is wrong, for codes whose `problem` is a short code itself; still to be filled with facts."""
    return PROBLEMS.get(code, {}).get(str(facts.get("problem")))


def _worded(wording: Wording, name: str, value: Any) -> Any:
    """The words of a fact that is a code; a code without words is shown as it is."""
    return wording.codes[name].get(str(value), value) if name in wording.codes else value


def _spoken(name: str, value: Any, index: int) -> Any:
    """A fact may itself be a pair of texts, as a list or tuple of two strings."""
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(part, str) for part in value):
        return _Text(value[index])
    if isinstance(value, int) and not isinstance(value, bool) and name not in NAMES:
        return _Count(value)
    return _Text(value)


class _Count(int):
    """Thousands are set apart. `{units:unit|units}` puts the noun behind it that goes with its number."""

    def __format__(self, nouns: str) -> str:
        one, _, many = nouns.partition("|")
        return f"{int(self):,} {one if self == 1 else many}" if many else f"{int(self):,}"


class _Text(str):
    """What is no number: a code, a name, or a number that is not known; many may be meant."""

    def __format__(self, nouns: str) -> str:
        return f"{self!s} {nouns.partition('|')[2]}".strip() if nouns else str(self)


class _Facts(dict[str, Any]):
    """A fact that is not there is shown by its name, so that a wording never raises at a picker."""

    def __missing__(self, key: str) -> _Text:
        return _Text("{" + key + "}")
