"""Code 128 whose every edge lies on a dot of the print head: off the grid, thin bars do not scan."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from .errors import BarcodeNotEncodable, BarcodeTooWide

DPIS = (203, 300, 600)
QUIET_MODULES = 10
# Below two dots a head's own tolerance eats the bar; below 0.165 mm ordinary scanners give up whatever the head can do.
MODULE_DOTS_MIN = 2
MODULE_MM_MIN = 0.165


@dataclass(frozen=True, slots=True)
class Symbol:
    """A planned Code 128: `widths` alternate bar and space in modules; one module is `module_dots` dots."""

    text: str
    widths: tuple[int, ...]
    module_dots: int
    dpi: int

    @property
    def modules(self) -> int:
        return sum(self.widths)

    @property
    def module_mm(self) -> float:
        return self.module_dots * 25.4 / self.dpi

    @property
    def bars_dots(self) -> int:
        return self.modules * self.module_dots

    @property
    def width_dots(self) -> int:
        """Bars and both quiet zones."""
        return (self.modules + 2 * QUIET_MODULES) * self.module_dots


def module_widths(text: str) -> tuple[int, ...]:
    """Bar, space, bar, … in modules for printable ASCII. Refuses with paper.not_encodable."""
    if not text or any(not " " <= char <= "~" for char in text):
        raise BarcodeNotEncodable(text=text)
    code = Code128(text, barWidth=1, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    return tuple(ord(letter.lower()) - ord("a") + 1 for letter in code.decomposed)


def module_dots_min(dpi: int) -> int:
    """Fewest dots of a module at that resolution. An unknown one is a ValueError."""
    if dpi not in DPIS:
        raise ValueError(f"no printer of ours has {dpi} dpi")
    return max(MODULE_DOTS_MIN, math.ceil(MODULE_MM_MIN * dpi / 25.4))


def plan(text: str, *, dpi: int, width_dots: int) -> Symbol:
    """The symbol with the widest modules that fit into `width_dots` with both quiet zones of 10 modules.

    Refuses with paper.too_wide, paper.not_encodable.
    """
    least = module_dots_min(dpi)
    widths = module_widths(text)
    dots = width_dots // (sum(widths) + 2 * QUIET_MODULES)
    if dots < least:
        raise BarcodeTooWide(text=text, dpi=dpi, width_mm=round(width_dots * 25.4 / dpi, 1))
    return Symbol(text=text, widths=widths, module_dots=dots, dpi=dpi)


def bars(symbol: Symbol) -> Iterator[tuple[int, int]]:
    """(start, width) in dots of each bar, counted from the first bar."""
    at = 0
    for position, width in enumerate(symbol.widths):
        if position % 2 == 0:
            yield at * symbol.module_dots, width * symbol.module_dots
        at += width


def draw(canvas: Canvas, symbol: Symbol, *, left_dots: int, bottom_dots: int, height_dots: int) -> None:
    """Draw the bars; `left_dots` is the left edge of the first bar. Whole dots only, so nothing can leave the grid."""
    point = 72 / symbol.dpi
    path = canvas.beginPath()
    for start, width in bars(symbol):
        path.rect((left_dots + start) * point, bottom_dots * point, width * point, height_dots * point)
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
