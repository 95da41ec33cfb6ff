"""Making text fit: wrap, shrink, shorten. What may never be cut shrinks or is refused, never shortened."""

import re
from collections.abc import Sequence

from .errors import TextTooLong
from .fonts import clean, text_width

MM = 72 / 25.4  # points in a millimetre
LEADING = 1.25
ELLIPSIS = "…"

# Words of alphabets stay whole; a closing mark never starts a line; all else may break anywhere, as Chinese does.
_LETTERS = r"!-~\u00a1-\u052f\u1e00-\u1eff"
_PIECE = re.compile(rf"[{_LETTERS}]+[ ]?|[^{_LETTERS}][，。、；：！？）】》〉」』”’…·%]*")


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Lines of the cleaned text, each at most `width` points wide. A word wider than the line is broken."""
    lines: list[str] = []
    line = ""
    for piece in _PIECE.findall(clean(text)):
        if text_width((line + piece).rstrip(), size, bold=bold) <= width:
            line += piece
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = ""
        for char in piece:
            if line and text_width((line + char).rstrip(), size, bold=bold) > width:
                lines.append(line)
                line = ""
            line += char
    if line.strip():
        lines.append(line.rstrip())
    return lines


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """One line; what does not fit ends in an ellipsis."""
    text = clean(text)
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text + ELLIPSIS, size, bold=bold) > width:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrap_shortened(text: str, width: float, size: float, *, lines: int, bold: bool = False) -> list[str]:
    """At most `lines` lines; the last one ends in an ellipsis when there was more."""
    wrapped = wrap(text, width, size, bold=bold)
    if len(wrapped) <= lines:
        return wrapped
    if lines < 1:
        return []
    kept = wrapped[:lines]
    last = kept[-1]
    while last and text_width(last + ELLIPSIS, size, bold=bold) > width:
        last = last[:-1]
    return [*kept[:-1], last.rstrip() + ELLIPSIS]


def fit_line(text: str, width: float, sizes: Sequence[float], *, bold: bool = False) -> float:
    """The largest of the sizes (points) at which the text stands on one line of `width` points.

    Refuses with paper.text_too_long: codes and names of people are never cut.
    """
    text = clean(text)
    for size in sorted(sizes, reverse=True):
        if text_width(text, size, bold=bold) <= width:
            return size
    raise TextTooLong(text=text)


def fit_lines(
    text: str, width: float, height: float, sizes: Sequence[float], *, bold: bool = False
) -> tuple[float, list[str]]:
    """The largest size at which the whole text fits into width x height points, and its lines.

    Refuses with paper.text_too_long: addresses and variants are never cut.
    """
    for size in sorted(sizes, reverse=True):
        lines = wrap(text, width, size, bold=bold)
        if len(lines) * size * LEADING <= height:
            return size, lines
    raise TextTooLong(text=clean(text))
