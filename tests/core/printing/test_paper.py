"""ZPL that decodes back to the label at each resolution, and the mark of a reprint that never covers bars."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable

import numpy
import pytest
import segno
import zxingcpp
from PIL import Image

from tests.core.paper.test_code128 import our_pattern, zint_pattern
from tests.core.paper.test_labels import BADGE, LOCATION, SKU, SLOTS, STATION, TOTE
from tests.core.paper.thermal import page_texts, scan_all, scanned
from tests.core.printing.peers import pictures_of
from tests.tools import require
from wms.core.paper import labels
from wms.core.paper.errors import PaperUnreadable
from wms.core.paper.mark import free_place, marked
from wms.core.paper.raster import dots_of, repeated
from wms.core.paper.trial import trial_page
from wms.core.paper.waybill import PostalAddress, WaybillLabel, waybill_fallback
from wms.core.paper.zpl import zpl_of
from wms.scan.codes import make

DPIS = [203, 300, 600]
WAYBILL = WaybillLabel(
    number="ZJ0000000123",
    carrier="顺丰 SF",
    service="标准",
    order_number="8123456789012345",
    sender=PostalAddress(name="张三", phone="", lines="义乌市", country="CN"),
    recipient=PostalAddress(name="Иван Петров", phone="+7", lines="Москва, Ленина 5", country="RU"),
)
ASN = labels.HandlingUnitLabel(
    code="IN-1122-03", barcode=make("document", "IN112203"), kind="到货单", warehouse="义乌一号仓"
)
KINDS: dict[str, tuple[Callable[[int], bytes], str]] = {
    "location": (lambda dpi: labels.location_labels([LOCATION], dpi=dpi), LOCATION.barcode),
    "sku": (lambda dpi: labels.sku_labels([SKU], dpi=dpi), SKU.barcode),
    "tote": (lambda dpi: labels.handling_unit_labels([TOTE], dpi=dpi), TOTE.barcode),
    "slot": (lambda dpi: labels.handling_unit_labels(SLOTS[:1], dpi=dpi), SLOTS[0].barcode),
    "asn": (lambda dpi: labels.handling_unit_labels([ASN], dpi=dpi), ASN.barcode),
    "badge": (lambda dpi: labels.badge_labels([BADGE], dpi=dpi), BADGE.barcode),
    "station": (lambda dpi: labels.station_labels([STATION], dpi=dpi), STATION.barcode),
    "waybill": (lambda dpi: waybill_fallback(WAYBILL, dpi=dpi), WAYBILL.number),
    "trial": (
        lambda dpi: trial_page(name="Zebra 一号台", code="P0001", barcode="P0001", dpi=dpi, way="RAW"),
        "P0001",
    ),
}


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_picture_of_a_zpl_label_is_the_label(kind: str, dpi: int) -> None:
    draw, barcode = KINDS[kind]
    pdf = draw(dpi)
    [(picture, copies)] = pictures_of(zpl_of(pdf, dpi=dpi, copies=2))
    page = dots_of(pdf, dpi)[0]
    assert (scanned(picture), copies) == ([barcode], 2)
    assert picture.crop((0, 0, *page.size)).tobytes() == page.convert("L").tobytes()
    assert picture.width - page.width < 8


@pytest.mark.parametrize("kind", KINDS)
def test_a_reprint_says_so_and_still_scans(kind: str) -> None:
    draw, barcode = KINDS[kind]
    paper = marked(draw(203), "补打 2 Reprint 2")
    assert [text for page in scan_all(paper, 203) for text in page] == [barcode]
    assert "补打 2 Reprint 2" in " ".join(page_texts(paper))


def test_the_mark_keeps_off_what_is_printed() -> None:
    pdf = waybill_fallback(WAYBILL)
    before, after = (numpy.asarray(dots_of(paper, 203)[0]) for paper in (pdf, marked(pdf, "补打 1")))
    assert not (~before & after).any()  # all ink of before is there
    assert (before & ~after).any()  # and the mark's beside it


def test_a_page_without_a_white_place_gets_a_slip_behind_it() -> None:
    full = io.BytesIO()
    Image.new("1", (400, 240), 0).save(full, "PDF", resolution=203)
    paper = marked(full.getvalue(), "补打 1")
    assert len(dots_of(paper, 203)) == 2
    assert "补打 1" in page_texts(paper)[1]
    assert dots_of(paper, 203)[0].getextrema() == (0, 0)


def test_a_page_that_lies_turned_gets_a_slip_too() -> None:
    import pypdfium2

    from wms.core.paper.raster import saved

    with pypdfium2.PdfDocument(waybill_fallback(WAYBILL)) as document:
        document[0].set_rotation(90)
        turned = saved(document)
    assert len(dots_of(marked(turned, "补打 1"), 203)) == 2


def test_the_place_is_as_low_as_it_can_be() -> None:
    place = free_place(Image.new("1", (400, 600), 255), "补打 1")
    assert place is not None
    assert place.top > 600 * 25.4 / 100 - 10


def test_repeated_pages_follow_each_other() -> None:
    pdf = labels.station_labels([STATION, STATION])
    assert len(dots_of(repeated(pdf, 3), 203)) == 6


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(PaperUnreadable):
        zpl_of(b"<html>", dpi=203)


@pytest.mark.parametrize("kind", KINDS)
def test_zint_draws_the_same_bars_for_each_kind_of_label(kind: str) -> None:
    _draw, barcode = KINDS[kind]
    assert our_pattern(barcode) == zint_pattern(barcode)


@pytest.mark.parametrize("text", ["https://wms.example/enrol/abc", "LA0302158", "准拣 中文"])
def test_qr_and_zint_say_the_same(text: str) -> None:
    """An encoder of other hands: same data, same symbology."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="png", scale=4, border=4)
    command = [require("zint"), "-b", "58", "--scale=2", "--quietzones", "--direct", "--filetype=png"]
    other = subprocess.run([*command, "-d", text], capture_output=True, check=True).stdout
    ours, theirs = (
        zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L")) for png in (drawn.getvalue(), other)
    )
    assert [(code.text, code.format) for code in ours] == [(code.text, code.format) for code in theirs]
    assert [code.text for code in ours] == [text]
