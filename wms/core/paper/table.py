"""Tables on A4 whose rows are never split and whose codes are never cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from .errors import TextTooLong
from .fitting import LEADING, MM, shorten, wrap, wrap_shortened
from .fonts import text_width
from .shapes import slot_mark
from .sheet import Sheet

PAD = 1.6
CHIP_HEIGHT = 5.4
HEAD_HEIGHT = 7.0
HEAD_PT = 8.5
BAND_HEIGHT, BAND_PT = 8.4, 12.0


@dataclass(frozen=True, slots=True)
class Line:
    """A text in a cell; `most` lines and then an ellipsis, or None: whole, whatever it takes."""

    text: str
    size: float = 9.5
    bold: bool = False
    boxed: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A slot's shape in its colour, its number, and the units that go there."""

    mark: int
    number: str
    units: int


@dataclass(frozen=True, slots=True)
class Cell:
    lines: tuple[Line, ...] = ()
    chips: tuple[Chip, ...] = ()
    tick: bool = False
    band: str = ""  # a heading over the whole row, which it is never parted from by a page's end


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: float
    align: str = "left"


Row = tuple[Cell, ...]
Printed = list[tuple[str, Line]]


def _printed(cell: Cell, width: float) -> Printed:
    room = (width - 2 * PAD) * MM
    printed: Printed = []
    for line in cell.lines:
        inner = room - 2 * PAD * MM if line.boxed else room
        if line.most is None:
            texts = wrap(line.text, inner, line.size, bold=line.bold)
        else:
            texts = wrap_shortened(line.text, inner, line.size, lines=line.most, bold=line.bold)
        printed += [(text, line) for text in texts]
    return printed


def _line_height(line: Line) -> float:
    return line.size * LEADING / MM + (1.0 if line.boxed else 0.0)


def row_height(row: Row, columns: Sequence[Column]) -> float:
    """Millimetres that the row takes with all that it says."""
    heights = [2 * PAD + 5.0]
    for cell, column in zip(row, columns, strict=True):
        text = sum(_line_height(line) for _text, line in _printed(cell, column.width))
        heights.append(text + len(cell.chips) * CHIP_HEIGHT + 2 * PAD)
    return max(heights) + (BAND_HEIGHT if _band(row) else 0.0)


def _band(row: Row) -> str:
    return next((cell.band for cell in row if cell.band), "")


def paginate(rows: Sequence[Row], columns: Sequence[Column], *, first: float, later: float) -> list[list[Row]]:
    """Rows for each page; `first` and `later` are the heights in mm that the pages have for rows.

    Refuses with paper.text_too_long when one row alone is higher than a page.
    """
    pages: list[list[Row]] = [[]]
    left = first
    for row in rows:
        height = row_height(row, columns)
        if height > min(first, later):
            raise TextTooLong(text=max((line.text for cell in row for line in cell.lines), key=len, default=""))
        if height > left:
            pages.append([])
            left = later
        pages[-1].append(row)
        left -= height
    return pages


def draw_head(sheet: Sheet, columns: Sequence[Column], *, x: float, y: float) -> float:
    """Column titles between two rules; returns the y below."""
    width = sum(column.width for column in columns)
    sheet.rule(x, y, width, line_mm=0.5)
    left = x
    for column in columns:
        sheet.text(_anchor(column, left), y + 4.8, column.title, HEAD_PT, bold=True, align=column.align)
        left += column.width
    sheet.rule(x, y + HEAD_HEIGHT - 0.3, width, line_mm=0.25)
    return y + HEAD_HEIGHT


def draw_row(sheet: Sheet, row: Row, columns: Sequence[Column], *, x: float, y: float) -> float:
    """One row with a thin rule below it; returns the y below."""
    bottom = y + row_height(row, columns)
    if band := _band(row):
        width = sum(column.width for column in columns)
        room = (width - 2 * PAD) * MM
        sheet.text(x + PAD, y + 6.0, shorten(band, room, BAND_PT, bold=True), BAND_PT, bold=True)
        y += BAND_HEIGHT
        sheet.rule(x, y - 0.3, width, line_mm=0.35)
    left = x
    for cell, column in zip(row, columns, strict=True):
        _draw_cell(sheet, cell, column, left, y)
        left += column.width
    sheet.rule(x, bottom - 0.1, left - x, line_mm=0.1)
    return bottom


def _anchor(column: Column, left: float) -> float:
    return {"left": left + PAD, "center": left + column.width / 2, "right": left + column.width - PAD}[column.align]


def _draw_cell(sheet: Sheet, cell: Cell, column: Column, left: float, y: float) -> None:
    if cell.tick:
        sheet.box(left + column.width / 2 - 2.5, y + PAD, 5, 5, line_mm=0.35)
    at = y + PAD
    for text, line in _printed(cell, column.width):
        high = _line_height(line)
        base = at + high / 2 + line.size * 0.37 / MM
        x = _anchor(column, left)
        if line.boxed:
            wide = text_width(text, line.size, bold=line.bold) / MM + 2 * PAD
            sheet.box(x, at + 0.3, wide, high - 0.4, line_mm=0.25)
            x += PAD
        sheet.text(x, base, text, line.size, bold=line.bold, align=column.align)
        at += high
    for chip in cell.chips:
        _draw_chip(sheet, chip, left + PAD, at, column.width - 2 * PAD)
        at += CHIP_HEIGHT


def _draw_chip(sheet: Sheet, chip: Chip, x: float, y: float, width: float) -> None:
    mark = slot_mark(chip.mark)
    side = CHIP_HEIGHT - 0.8
    sheet.box(x, y, side, side, fill=mark.fill, line_mm=0.2)
    sheet.shape(mark.shape, x + side / 2, y + side / 2, side * 0.36, ink=mark.ink)
    sheet.text(x + side + 1.5, y + 3.7, chip.number, 10, bold=True)
    sheet.text(x + width, y + 3.7, f"× {chip.units}", 10, align="right")
