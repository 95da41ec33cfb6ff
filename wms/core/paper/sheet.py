"""A canvas measured in millimetres from the top left, whose barcodes and edges keep to the printer's dots."""

import io
import math

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from . import code128
from .fitting import MM
from .fonts import clean, draw_text, text_width
from .shapes import draw_shape

INK = "#000000"
WHITE = "#ffffff"


class Sheet:
    """Pages of one size. Lengths are millimetres, type sizes points; y grows downwards.

    The page is a whole number of dots wide and high, else a rasteriser stretches it and blurs each bar.
    """

    def __init__(self, *, width_mm: float, height_mm: float, dpi: int, title: str) -> None:
        code128.module_dots_min(dpi)
        self.dpi = dpi
        self.width_mm, self.height_mm = width_mm, height_mm
        self.width_dots = math.floor(width_mm * dpi / 25.4)
        self.height_dots = math.floor(height_mm * dpi / 25.4)
        self._height = self.height_dots * 72 / dpi
        self._buffer = io.BytesIO()
        # A hair short of the last dot: rasterisers round up in single precision, and would add a dot and stretch all.
        size = tuple(math.floor(dots * 72_000 / dpi - 1) / 1000 for dots in (self.width_dots, self.height_dots))
        self.canvas = Canvas(self._buffer, pagesize=size, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setCreator("准拣 Zhunjian")

    def end_page(self) -> None:
        self.canvas.showPage()

    def pdf(self) -> bytes:
        self.canvas.save()
        return self._buffer.getvalue()

    def dots(self, length_mm: float) -> int:
        return round(length_mm * self.dpi / 25.4)

    def snapped(self, length_mm: float) -> float:
        """Points of the nearest dot."""
        return self.dots(length_mm) * 72 / self.dpi

    def text(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, align: str = "left", ink: str = INK
    ) -> float:
        """Draw one line with its baseline at y and return its width in millimetres."""
        text = clean(text)
        width = text_width(text, size, bold=bold)
        shift = {"left": 0.0, "center": width / 2, "right": width}[align]
        self.canvas.setFillColor(HexColor(ink))
        self.canvas.setStrokeColor(HexColor(ink))
        draw_text(self.canvas, x * MM - shift, self._height - y * MM, text, size, bold=bold)
        return width / MM

    def box(self, x: float, y: float, width: float, height: float, *, fill: str = "", line_mm: float = 0.0) -> None:
        """A rectangle with its top left corner at (x, y), filled or with a black frame inside its edge, or both."""
        left, top = self.snapped(x), self._height - self.snapped(y)
        wide, high = self.snapped(x + width) - left, top - (self._height - self.snapped(y + height))
        if fill:
            self.canvas.setFillColor(HexColor(fill))
            self.canvas.rect(left, top - high, wide, high, stroke=0, fill=1)
        if line_mm:
            thick = max(self.dots(line_mm), 1) * 72 / self.dpi
            self.canvas.setStrokeColor(HexColor(INK))
            self.canvas.setLineWidth(thick)
            self.canvas.rect(left + thick / 2, top - high + thick / 2, wide - thick, high - thick, stroke=1, fill=0)

    def rule(self, x: float, y: float, width: float, *, line_mm: float = 0.25) -> None:
        """A horizontal line of whole dots below y."""
        self.box(x, y, width, max(self.dots(line_mm), 1) * 25.4 / self.dpi, fill=INK)

    def shape(self, shape: str, x: float, y: float, radius: float, *, ink: str = INK) -> None:
        draw_shape(self.canvas, shape, x * MM, self._height - y * MM, radius * MM, HexColor(ink))

    def barcode(self, x: float, y: float, width: float, height: float, text: str, *, align: str = "center") -> float:
        """Draw Code 128 into the field at (x, y), quiet zones inside the field; return the drawn bars' left edge in mm.

        Refuses with paper.too_wide, paper.not_encodable.
        """
        left, right = math.ceil(round(x * self.dpi / 25.4, 6)), math.floor(round((x + width) * self.dpi / 25.4, 6))
        left, right = max(left, 0), min(right, self.width_dots)
        symbol = code128.plan(text, dpi=self.dpi, width_dots=right - left)
        spare = right - left - symbol.width_dots
        first = left + {"left": 0, "center": spare // 2, "right": spare}[align]
        first += code128.QUIET_MODULES * symbol.module_dots
        top, tall = self.dots(y), self.dots(height)
        code128.draw(
            self.canvas,
            symbol,
            left_dots=first,
            bottom_dots=self.height_dots - top - tall,
            height_dots=tall,
        )
        return first * 25.4 / self.dpi
