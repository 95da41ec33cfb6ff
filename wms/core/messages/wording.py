"""The form of a sentence that the floor hears: its tone, and each text in both languages."""

from __future__ import annotations

from dataclasses import dataclass

OK, WRONG, STOP, DONE = "ok", "wrong", "stop", "done"
NOTHING_COUNTED = ("未计数，可以放心换", "Nothing was counted")
NOTHING_CHANGED = ("什么都没变", "Nothing was changed")


@dataclass(frozen=True)
class Wording:
    """What a code says. Each text is a pair (zh-Hans, English)."""

    tone: str
    title: tuple[str, str]
    note: tuple[str, str] | None = None
    act: tuple[str, str] | None = None
