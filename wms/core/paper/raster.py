"""A PDF's pages as dots, as a print head burns them; the one door to PDFium."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
from PIL import Image

from .errors import PaperUnreadable

BLACK_BELOW = 128

# PDFium knows no threads: whoever touches it, in whatever thread of a web process, holds this.
_pdfium = threading.RLock()


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document while it is open; other threads wait. Refuses with paper.unreadable what is no PDF."""
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(pdf)
            try:
                yield document
            finally:
                document.close()
        except pypdfium2.PdfiumError:  # also of a page that cannot be drawn
            raise PaperUnreadable() from None


def dots_of(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Each page as one bit a dot (mode "1", ink is 0), on the printer's own grid: nothing is stretched."""
    with opened(pdf) as document:
        return [burnt(page.render(scale=dpi / 72).to_pil()) for page in document]


def repeated(pdf: bytes, copies: int) -> bytes:
    """Each page `copies` times, one after the other."""
    with opened(pdf) as source:
        pages = [index for index in range(len(source)) for _ in range(copies)]
        target = pypdfium2.PdfDocument.new()
        target.import_pages(source, pages)
        return saved(target)


def saved(document: pypdfium2.PdfDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def burnt(picture: Image.Image) -> Image.Image:
    grey = picture.convert("L")
    return grey.point([0 if level < BLACK_BELOW else 255 for level in range(256)]).convert(
        "1", dither=Image.Dither.NONE
    )
