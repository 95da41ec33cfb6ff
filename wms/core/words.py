"""Words for codes that pages show: pairs (zh-Hans, English), and choices of filters and forms made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from wms.core.templatetags.zhunjian import spoken

Pair = tuple[str, str]


def word(table: Mapping[str, Pair], code: str) -> str:
    """The word of a code in the page's language; a code without one is shown as it is."""
    return str(spoken(table.get(code, (code, code))))


def choices_of(table: Mapping[str, Pair], only: Iterable[str] = ()) -> Callable[[], list[tuple[str, str]]]:
    """The choices of a filter or form, in the language of whoever opens it; `only` some codes, when they are given."""
    codes = tuple(only) or tuple(table)

    def choices() -> list[tuple[str, str]]:
        return [(code, word(table, code)) for code in codes]

    return choices
