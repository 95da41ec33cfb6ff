"""A print head and a scanner for the tests: rasterise on the dot grid, one bit a dot, then decode with zxing-cpp."""

import pypdfium2
import zxingcpp
from PIL import Image


def grey_pages(pdf: bytes, dpi: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.render(scale=dpi / 72).to_pil().convert("L") for page in document]


def printed_pages(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Black or white and nothing between, as a thermal head burns it."""
    return [burnt(page) for page in grey_pages(pdf, dpi)]


def burnt(page: Image.Image) -> Image.Image:
    return page.point(lambda level: 255 if level >= 128 else 0)


def scanned(page: Image.Image) -> list[str]:
    """Texts of all Code 128 on the page, from top to bottom."""
    found = zxingcpp.read_barcodes(
        page,
        formats=zxingcpp.BarcodeFormat.Code128,
        text_mode=zxingcpp.TextMode.Plain,
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
    )
    return [code.text for code in sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))]


def scan_all(pdf: bytes, dpi: int) -> list[list[str]]:
    return [scanned(page) for page in printed_pages(pdf, dpi)]


def page_texts(pdf: bytes) -> list[str]:
    """The words of each page, as a PDF viewer copies them."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def size_mm(pdf: bytes) -> tuple[float, float]:
    with pypdfium2.PdfDocument(pdf) as document:
        width, height = document[0].get_size()
        return width * 25.4 / 72, height * 25.4 / 72


def runs(levels: list[int]) -> list[tuple[int, int]]:
    """(level, length) of the runs in one row of pixels."""
    found: list[tuple[int, int]] = []
    for level in levels:
        if found and found[-1][0] == level:
            found[-1] = (level, found[-1][1] + 1)
        else:
            found.append((level, 1))
    return found
