"""The A4 sheet of commands that hangs beside a bench or a charging rack."""

from collections.abc import Sequence
from dataclasses import dataclass

from .errors import NothingToPrint
from .fitting import MM, fit_line, wrap_shortened
from .sheet import Sheet
from .words import word

A4 = (210, 297)
MARGIN = 12.0
COLUMNS = 2
ROWS = 5
HEAD = 18.0
# Air between the cards: a wide scanner beam must not catch the neighbour's bars.
GAP = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLabel:
    """`title` says what the scan does ("撤销上一扫"), `hint` when to use it."""

    title: str
    barcode: str
    hint: str = ""


def command_sheet(labels: Sequence[CommandLabel], *, heading: str, dpi: int = 600, language: str = "zh-hans") -> bytes:
    """PDF of A4 sheets, ten commands each. Refuses with paper.nothing_to_print, .too_wide, .text_too_long."""
    if not labels:
        raise NothingToPrint()
    sheet = Sheet(width_mm=A4[0], height_mm=A4[1], dpi=dpi, title=heading)
    per_page = COLUMNS * ROWS
    pages = [labels[start : start + per_page] for start in range(0, len(labels), per_page)]
    for number, page in enumerate(pages, start=1):
        size = fit_line(heading, 140 * MM, range(10, 21), bold=True)
        sheet.text(MARGIN, MARGIN + 7, heading, size, bold=True)
        count = word("page", language, page=number, pages=len(pages))
        sheet.text(A4[0] - MARGIN, MARGIN + 7, count, 9, align="right")
        for position, label in enumerate(page):
            _draw_card(sheet, label, position)
        sheet.end_page()
    return sheet.pdf()


def _draw_card(sheet: Sheet, label: CommandLabel, position: int) -> None:
    width = (A4[0] - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
    height = (A4[1] - 2 * MARGIN - HEAD - (ROWS - 1) * GAP) / ROWS
    left = MARGIN + position % COLUMNS * (width + GAP)
    top = MARGIN + HEAD + position // COLUMNS * (height + GAP)
    sheet.box(left, top, width, height, line_mm=0.3)
    size = fit_line(label.title, (width - 8) * MM, range(8, 19), bold=True)
    sheet.text(left + 4, top + 8.4, label.title, size, bold=True)
    for line, text in enumerate(wrap_shortened(label.hint, (width - 8) * MM, 8.5, lines=2)):
        sheet.text(left + 4, top + 13.2 + line * 3.9, text, 8.5)
    sheet.barcode(left + 4, top + 20, width - 8, height - 26.5, label.barcode)
    sheet.text(left + width / 2, top + height - 2.6, label.barcode, 9, align="center")
