"""The mark of a reprint on the paper itself: in a white place of each page, never over what is printed there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pypdfium2
from PIL import Image

from .fitting import MM
from .fonts import text_width
from .raster import burnt, opened, saved
from .sheet import Sheet

LOOK_DPI = 100
SIZES = (10.0, 8.0, 6.5)  # points; the smallest can still be read at 203 dpi
FRAME_MM = 1.0  # between the text and the frame around it
BESIDE_MM, ABOVE_MM = 4.0, 0.8  # white around the frame; beside bars it is their quiet zone
EDGE_MM = 1.5  # heads do not print the last of a label
MARK_DPI = 600  # of the sheet that the mark is drawn on: text only, no bars


@dataclass(frozen=True)
class Place:
    """The frame of the mark: left and top edge, width and height in mm, and its type in points."""

    left: float
    top: float
    width: float
    height: float
    size: float


def marked(pdf: bytes, text: str) -> bytes:
    """The same pages with `text` in a white place of each; a page without one is followed by a slip that says it.

    Nothing is scaled or moved, so that bars stay on their dots. Refuses with paper.unreadable.
    """
    with opened(pdf) as source:
        for index in range(len(source) - 1, -1, -1):
            page = source[index]
            width, height = page.get_size()
            place = free_place(burnt(page.render(scale=LOOK_DPI / 72).to_pil()), text) if _lies_plain(page) else None
            with opened(_drawn(text, width / MM, height / MM, place or _slip(text))) as slip:
                if place:
                    page.insert_obj(slip.page_as_xobject(0, source).as_pageobject())
                    page.gen_content()
                else:
                    source.import_pages(slip, [0], index + 1)
        return saved(source)


def free_place(page: Image.Image, text: str) -> Place | None:
    """The lowest white place, rightmost of these, in which the text stands with white around it; largest type first."""
    ink = ~numpy.asarray(page.convert("1"), dtype=bool)
    beyond = _dots(BESIDE_MM - EDGE_MM)  # past the edge of the paper it is white too
    sums = numpy.pad(numpy.pad(ink, ((0, 0), (beyond, beyond))).cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    for size in SIZES:
        width, height = _frame(text, size)
        across, down = _dots(width + 2 * BESIDE_MM), _dots(height + 2 * ABOVE_MM)
        if across >= sums.shape[1] or down >= page.height - _dots(EDGE_MM):
            continue
        held = sums[down:, across:] - sums[:-down, across:] - sums[down:, :-across] + sums[:-down, :-across]
        tops, lefts = numpy.nonzero(held[: len(held) - _dots(EDGE_MM)] == 0)
        if len(tops):
            left = (int(lefts[-1]) - beyond) * 25.4 / LOOK_DPI + BESIDE_MM
            return Place(left, int(tops[-1]) * 25.4 / LOOK_DPI + ABOVE_MM, width, height, size)
    return None


def _dots(length_mm: float) -> int:
    return round(length_mm * LOOK_DPI / 25.4)


def _lies_plain(page: pypdfium2.PdfPage) -> bool:
    """Is the page drawn as it lies, from a corner at (0, 0)? On others a place that was seen is not where it seems."""
    return page.get_rotation() == 0 and tuple(page.get_mediabox()[:2]) == (0, 0)


def _frame(text: str, size: float) -> tuple[float, float]:
    return text_width(text, size, bold=True) / MM + 2 * FRAME_MM, size * 1.1 / MM + FRAME_MM


def _slip(text: str) -> Place:
    return Place(2.0, 2.0, *_frame(text, SIZES[0]), SIZES[0])


def _drawn(text: str, width_mm: float, height_mm: float, place: Place) -> bytes:
    sheet = Sheet(width_mm=width_mm, height_mm=height_mm, dpi=MARK_DPI, title=text)
    sheet.box(place.left, place.top, place.width, place.height, line_mm=0.25)
    base = place.top + place.height / 2 + place.size * 0.36 / MM
    sheet.text(place.left + place.width / 2, base, text, place.size, bold=True, align="center")
    sheet.end_page()
    return sheet.pdf()
