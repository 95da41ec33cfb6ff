"""Barcode pictures scan, and hold nothing that the pages' content security policy forbids."""

import re
import xml.etree.ElementTree as ET

import pytest
import zxingcpp
from django.utils.safestring import SafeString
from PIL import Image, ImageDraw

from wms.core.paper.errors import BarcodeNotEncodable
from wms.core.paper.pictures import barcode_svg, qr_svg

NAMESPACE = "{http://www.w3.org/2000/svg}"


def rasterised(svg: str) -> Image.Image:
    """Draw the picture's rectangles as a browser would, stretched to its width and height."""
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    wide, high = int(root.get("width")), int(root.get("height"))
    _x, _y, modules_wide, modules_high = map(int, root.get("viewBox").split())
    across, down = wide / modules_wide, high / modules_high
    picture = Image.new("L", (wide, high), 255)
    pen = ImageDraw.Draw(picture)
    for match in re.finditer(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z", root.find(f"{NAMESPACE}path").get("d")):
        x, y, width, height, back = map(int, match.groups())
        assert width == back
        pen.rectangle((x * across, y * down, (x + width) * across - 1, (y + height) * down - 1), fill=0)
    return picture


def read(svg: str) -> list[tuple[str, str]]:
    codes = zxingcpp.read_barcodes(rasterised(svg), text_mode=zxingcpp.TextMode.Plain)
    return [(code.format.name, code.text) for code in codes]


@pytest.mark.parametrize("text", ["LA0302158", "X-OK", "D2026112200427", 'A"<&>B'])
def test_a_barcode_picture_scans(text: str) -> None:
    assert read(barcode_svg(text)) == [("Code128", text)]


@pytest.mark.parametrize("text", ["LA0302158", "https://wms.example/enrol?t=abc&x=1", "准拣 <龘>"])
def test_a_qr_picture_scans(text: str) -> None:
    assert [text_read for _format, text_read in read(qr_svg(text))] == [text]


@pytest.mark.parametrize("svg", [barcode_svg('A"<script>'), qr_svg('A"<script>')])
def test_a_picture_is_safe_markup_without_style_or_script(svg: str) -> None:
    assert isinstance(svg, SafeString)
    root = ET.fromstring(svg)  # noqa: S314 - our own text
    assert root.get("aria-label") == 'A"<script>'
    assert {element.tag for element in root.iter()} == {f"{NAMESPACE}{tag}" for tag in ("svg", "rect", "path")}
    assert not [name for element in root.iter() for name in element.attrib if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("text", ["", "准拣", "A\nB"])
def test_what_code_128_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(BarcodeNotEncodable) as refused:
        barcode_svg(text)
    assert refused.value.code == "paper.not_encodable"


@pytest.mark.parametrize("text", ["", "x" * 5000])
def test_what_a_qr_code_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(BarcodeNotEncodable):
        qr_svg(text)
