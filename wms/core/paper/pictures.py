"""Barcodes as SVG for web pages: attributes only, because the pages' policy allows no inline style or script."""

from collections.abc import Iterable

import segno
from barcode.codex import Code128
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .errors import BarcodeNotEncodable

QUIET_MODULES = 10
MODULE_PX = 2
BAR_PX = 56
QR_QUIET_MODULES = 4
QR_MODULE_PX = 4


def barcode_svg(text: str) -> SafeString:
    """Code 128 of printable ASCII, 2 px a module. Refuses with paper.not_encodable."""
    if not text or any(not " " <= char <= "~" for char in text):
        raise BarcodeNotEncodable(text=text)
    modules = Code128(text).build()[0]
    runs = ((start, 0, length, 1) for start, length in _runs(modules))
    width = len(modules) + 2 * QUIET_MODULES
    path = _path((x + QUIET_MODULES, y, wide, high) for x, y, wide, high in runs)
    return _svg(text, (width, 1), (width * MODULE_PX, BAR_PX), path)


def qr_svg(text: str) -> SafeString:
    """QR code with error correction M, 4 px a module. Refuses with paper.not_encodable when it is empty or too long."""
    if not text:
        raise BarcodeNotEncodable(text=text)
    try:
        code = segno.make_qr(text, error="m")
    except ValueError as problem:
        raise BarcodeNotEncodable(text=text) from problem
    rows = ["".join("1" if module else "0" for module in row) for row in code.matrix]
    side = len(rows) + 2 * QR_QUIET_MODULES
    squares = ((x, y, wide, 1) for y, row in enumerate(rows) for x, wide in _runs(row))
    path = _path((x + QR_QUIET_MODULES, y + QR_QUIET_MODULES, wide, high) for x, y, wide, high in squares)
    return _svg(text, (side, side), (side * QR_MODULE_PX, side * QR_MODULE_PX), path)


def _runs(modules: str) -> Iterable[tuple[int, int]]:
    """(start, length) of each run of dark modules."""
    at = 0
    while (start := modules.find("1", at)) >= 0:
        end = modules.find("0", start)
        at = end if end >= 0 else len(modules)
        yield start, at - start


def _path(rects: Iterable[tuple[int, int, int, int]]) -> str:
    return "".join(f"M{x} {y}h{wide}v{high}h-{wide}z" for x, y, wide, high in rects)


def _svg(label: str, modules: tuple[int, int], pixels: tuple[int, int], path: str) -> SafeString:
    return mark_safe(  # noqa: S308 - the only foreign text is the label, escaped here
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{pixels[0]}" height="{pixels[1]}" '
        f'viewBox="0 0 {modules[0]} {modules[1]}" preserveAspectRatio="none" shape-rendering="crispEdges" '
        f'role="img" aria-label="{escape(label)}"><rect width="{modules[0]}" height="{modules[1]}" fill="#fff"/>'
        f'<path d="{path}" fill="#000"/></svg>'
    )
