"""A column of a table: its names in both languages, and how its text becomes a value or a told problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

SCIENTIFIC = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d+$")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
YES = frozenset({"1", "y", "yes", "true", "是", "有", "√", "✓"})
NO = frozenset({"0", "n", "no", "false", "否", "无", "×"})
DAY_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日")
EXACT_DIGITS = 15  # a spreadsheet's number keeps no more; a longer code must be text

Parser = Callable[[str], Any]


class BadValue(Exception):
    """A text that is no value of its column: the code of the reason and its facts."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code = code
        self.facts = facts
        super().__init__(code)


@dataclass(frozen=True, kw_only=True)
class Column:
    """`parse` gets the trimmed text, never empty; a blank cell is None, and refused where `is_required`.

    `example_en` stands where the example is a word of the page's language; every word that a page shows is read by
    `parse`, in whatever language the file is.
    """

    name: str
    zh: str
    en: str
    parse: Parser
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    example: str = ""
    example_en: str = ""

    def example_in(self, *, is_chinese: bool) -> str:
        return self.example if is_chinese else self.example_en or self.example

    def said(self, value: Any, *, is_chinese: bool) -> str:
        """A value as a page shows it: a choice in its words, whole numbers with their thousands set apart."""
        if isinstance(self.parse, Choice) and value is not None:
            return self.parse.said(value, is_chinese=is_chinese)
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        return "" if value is None else str(value)

    @property
    def names(self) -> tuple[str, ...]:
        return self.zh, self.en, self.name, *self.aliases


def plain(name: str) -> str:
    """How column names are compared: without case, blanks, brackets with their content, and underscores."""
    bare = re.sub(r"[（(\[【].*?[)）\]】]", "", name)
    return re.sub(r"[\s_*\-]+", "", bare).casefold()


def text(limit: int) -> Parser:
    def parse(raw: str) -> str:
        if CONTROL.search(raw):
            raise BadValue("intake.bad_characters")
        if len(raw) > limit:
            raise BadValue("intake.too_long", limit=limit, length=len(raw))
        return raw

    return parse


def code(limit: int, pattern: str = r"[^\s]+") -> Parser:
    """A code as printed: no blanks inside, and no number that a spreadsheet has rounded."""
    allowed = re.compile(pattern)
    bounded = text(limit)

    def parse(raw: str) -> str:
        if SCIENTIFIC.match(raw):
            raise BadValue("intake.scientific")
        if not allowed.fullmatch(bounded(raw)):
            raise BadValue("intake.bad_characters")
        return raw

    return parse


def whole(low: int, high: int) -> Parser:
    def parse(raw: str) -> int:
        digits = raw.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+", raw) else raw
        digits = re.sub(r"\.0+$", "", digits)
        if not re.fullmatch(r"-?\d{1,12}", digits, re.ASCII):
            raise BadValue("intake.not_whole")
        number = int(digits)
        if not low <= number <= high:
            raise BadValue("intake.out_of_range", low=low, high=high)
        return number

    return parse


def amount(low: str, high: str) -> Parser:
    """Money with at most two digits behind the point, as text with both: "12.5" is "12.50"."""

    def parse(raw: str) -> str:
        digits = raw.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", raw) else raw
        if not re.fullmatch(r"-?\d{1,9}(\.\d{1,2}0*)?", digits, re.ASCII):
            raise BadValue("intake.not_amount")
        found = Decimal(digits)
        if not Decimal(low) <= found <= Decimal(high):
            raise BadValue("intake.out_of_range", low=f"{Decimal(low):,}", high=f"{Decimal(high):,}")
        return f"{found:.2f}"

    return parse


def flag(raw: str) -> bool:
    word = raw.casefold()
    if word not in YES | NO:
        raise BadValue("intake.not_yes_no")
    return word in YES


def day(raw: str) -> str:
    """An ISO day. Values stay JSON-safe from the file to the chunk."""
    for form in DAY_FORMS:
        try:
            found = datetime.strptime(raw, form).date()  # noqa: DTZ007  a day without a clock
        except ValueError:
            continue
        if found >= date(2000, 1, 1):
            return found.isoformat()
    raise BadValue("intake.not_day")


class Choice:
    """One of a few values, said by its code or by any of its words: the first is Chinese, the second English."""

    def __init__(self, words: Mapping[str, tuple[str, ...]]) -> None:
        self.words = words
        self.known = {plain(word): value for value, said in words.items() for word in (value, *said)}

    def __call__(self, raw: str) -> Any:
        if plain(raw) not in self.known:
            shown = [" / ".join(said[index] for said in self.words.values()) for index in (0, 1)]
            raise BadValue("intake.not_choice", choices=shown)
        return self.known[plain(raw)]

    def said(self, value: Any, *, is_chinese: bool) -> str:
        return self.words.get(value, (value, value))[0 if is_chinese else 1]


class Choices(Choice):
    """Several, between any of 、，,;/ — a sorted list."""

    def __call__(self, raw: str) -> Any:
        parts = [part for part in re.split(r"[、，,;；/|+]", raw) if plain(part)]
        if not parts:
            raise BadValue("intake.required")
        return sorted({str(super(Choices, self).__call__(part)) for part in parts})

    def said(self, value: Any, *, is_chinese: bool) -> str:
        told = [super(Choices, self).said(one, is_chinese=is_chinese) for one in value]
        return ("、" if is_chinese else ", ").join(told)
