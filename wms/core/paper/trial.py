"""The test page of a printer: who it is, how fine it prints, and a barcode that proves its dots are in line."""

from __future__ import annotations

from .fitting import MM, fit_line, shorten
from .sheet import INK, WHITE, Sheet
from .words import word

TRIAL_SIZE = (100, 50)
EDGE = 4.0


def trial_page(*, name: str, code: str, barcode: str, dpi: int, way: str, language: str = "zh-hans") -> bytes:
    """PDF of one label, 100 x 50 mm. Refuses with paper.too_wide, .not_encodable, .text_too_long."""
    width, height = TRIAL_SIZE
    sheet = Sheet(width_mm=width, height_mm=height, dpi=dpi, title=code)
    room = (width - 2 * EDGE) * MM
    sheet.box(0, 0, width, 9, fill=INK)
    sheet.text(EDGE, 6.4, word("trial_page", language), 13, bold=True, ink=WHITE)
    sheet.text(width - EDGE, 6.2, f"{way} · {dpi} dpi", 10, align="right", ink=WHITE)
    size = fit_line(code, room * 0.45, (22, 18, 14, 10), bold=True)
    sheet.text(EDGE, 19, code, size, bold=True)
    sheet.text(width - EDGE, 18.6, shorten(name, room * 0.5, 13), 13, align="right")
    sheet.barcode(0, 23, width, 15, barcode)
    sheet.text(width / 2, 42, barcode, 8, align="center")
    sheet.text(width / 2, 46.5, word("trial_scan", language), 8, align="center")
    sheet.end_page()
    return sheet.pdf()
