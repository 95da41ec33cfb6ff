"""The embedded typeface, and honesty about the characters that it does not hold."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

FONT_DIR = Path(__file__).resolve().parents[3] / "static" / "fonts"
REGULAR = "ZhunjianSans-Regular"
BOLD = "ZhunjianSans-Bold"

# A box as wide as a Chinese character, standing on the baseline: nobody takes it for a letter.
TOFU_EM = 1.0
TOFU_INSET_EM = 0.1
TOFU_HEIGHT_EM = 0.8


def typeface(bold: bool = False) -> TTFont:
    """The registered font, loaded at first use and then kept: reading one takes 30 ms."""
    return _load(BOLD if bold else REGULAR)


@cache
def _load(name: str) -> TTFont:
    font = TTFont(name, str(FONT_DIR / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font


def clean(text: str) -> str:
    """Text as it can be printed: composed (NFC), one line, no control, direction or variation signs, single blanks."""
    composed = unicodedata.normalize("NFC", text)
    kept = []
    for char in composed:
        if unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f":
            continue
        kept.append(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char)
    return " ".join("".join(kept).split())


def has_glyph(char: str) -> bool:
    return ord(char) in typeface().face.charToGlyph


def missing_characters(text: str) -> tuple[str, ...]:
    """The characters of the text that print as an empty box, each once, in reading order."""
    return tuple(dict.fromkeys(char for char in clean(text) if not has_glyph(char)))


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in points at that size in points, boxes for missing characters included."""
    font = typeface(bold)
    known = "".join(char for char in text if has_glyph(char))
    return font.stringWidth(known, size) + (len(text) - len(known)) * TOFU_EM * size


def draw_text(canvas: Canvas, x: float, y: float, text: str, size: float, *, bold: bool = False) -> float:
    """Draw from (x, y), all in points, and return the x behind the last character."""
    for known, run in _runs(text):
        if known:
            canvas.setFont(typeface(bold).fontName, size)
            canvas.drawString(x, y, run)
            x += typeface(bold).stringWidth(run, size)
            continue
        canvas.setLineWidth(size * 0.06)
        for _char in run:
            inset = TOFU_INSET_EM * size
            canvas.rect(x + inset, y, TOFU_EM * size - 2 * inset, TOFU_HEIGHT_EM * size, stroke=1, fill=0)
            x += TOFU_EM * size
    return x


def _runs(text: str) -> list[tuple[bool, str]]:
    runs: list[tuple[bool, str]] = []
    for char in text:
        known = has_glyph(char)
        if runs and runs[-1][0] == known:
            runs[-1] = (known, runs[-1][1] + char)
        else:
            runs.append((known, char))
    return runs
