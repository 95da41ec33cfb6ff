"""The form of a sentence that the floor hears: its tone, and each text in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Pair = tuple[str, str]  # zh-Hans, English
OK, WRONG, STOP, DONE = "ok", "wrong", "stop", "done"
NOTHING_COUNTED = ("未计数，可以放心换", "Nothing was counted")
NOTHING_CHANGED = ("什么都没变", "Nothing was changed")


@dataclass(frozen=True)
class Wording:
    """What a code says. Each text is a pair (zh-Hans, English). `codes`: the words of facts that are codes."""

    tone: str
    title: Pair
    note: Pair | None = None
    act: Pair | None = None
    codes: Mapping[str, Mapping[str, Pair]] = field(default_factory=dict)
