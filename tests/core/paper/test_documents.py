"""Pick list and manifest: every row on exactly one page, heads on each, and the number scans."""

import dataclasses
from datetime import datetime, timedelta, timezone

import pytest

from wms.core.paper.documents import (
    DocumentHead,
    ManifestDocument,
    ManifestRow,
    PickListDocument,
    PickRow,
    SlotShare,
    manifest,
    pick_list,
)
from wms.core.paper.errors import NothingToPrint, TextTooLong

from .thermal import page_texts, printed_pages, scan_all, scanned, size_mm

HEAD = DocumentHead(
    number="PL-20261122-0042",
    barcode="D2026112200427",
    warehouse="义乌一号仓",
    made_at=datetime(2026, 11, 22, 14, 21, tzinfo=timezone(timedelta(hours=8))),
    made_by="王敏",
    facts=(("订单", "8"), ("截单", "16:00")),
)


def pick_row(stop: int) -> PickRow:
    return PickRow(
        stop=stop,
        location=f"A{stop:02d}-02-15",
        sku_code=f"SKU-{stop:05d}",
        name="磁吸手机壳 iPhone 15 Pro Max " * (stop % 4),
        variant=f"远峰蓝{stop}号",
        quantity_units=stop % 3 + 1,
        lot="L2026A" if stop % 2 else "",
        shares=tuple(SlotShare(mark=mark, number=str(mark), units=1) for mark in range(1, stop % 5 + 1)),
    )


def manifest_row(number: int) -> ManifestRow:
    return ManifestRow(waybill=f"LP{number:09d}CN", order=f"8{number:015d}", weight_grams=100, destination="西班牙")


PICKS = PickListDocument(head=HEAD, rows=tuple(pick_row(stop) for stop in range(1, 41)))
PARCELS = ManifestDocument(head=HEAD, carrier="无忧物流-标准", rows=tuple(manifest_row(n) for n in range(1, 61)))


@pytest.mark.parametrize("make", [lambda: pick_list(PICKS, dpi=203), lambda: manifest(PARCELS, dpi=203)])
def test_the_number_scans_on_each_page(make) -> None:
    pdf = make()
    pages = scan_all(pdf, 203)
    assert len(pages) >= 3
    assert pages == [["D2026112200427"]] * len(pages)
    assert size_mm(pdf) == pytest.approx((210, 297), abs=25.4 / 203)


@pytest.mark.parametrize("dpi", [300, 600])
def test_the_number_scans_from_finer_printers(dpi: int) -> None:
    short = dataclasses.replace(PICKS, rows=PICKS.rows[:3])
    for pdf in (pick_list(short, dpi=dpi), manifest(dataclasses.replace(PARCELS, rows=PARCELS.rows[:3]), dpi=dpi)):
        (page,) = printed_pages(pdf, dpi)
        assert scanned(page.crop((0, 0, page.width, page.height // 6))) == ["D2026112200427"]


def test_each_row_stands_whole_on_exactly_one_page() -> None:
    pages = ["".join(text.split()) for text in page_texts(pick_list(PICKS))]
    for row in PICKS.rows:
        holding = [page for page in pages if row.sku_code in page]
        assert len(holding) == 1
        assert row.location in holding[0]
        assert f"{row.variant}" in holding[0]


def test_each_page_says_who_when_where_and_which_page() -> None:
    pages = page_texts(pick_list(PICKS))
    for number, text in enumerate(pages, start=1):
        for part in (
            "PL-20261122-0042",
            "义乌一号仓",
            "2026-11-22 14:21",
            "王敏",
            f"第 {number} / {len(pages)} 页",
            "库位",
        ):
            assert part in text
    assert "截单" in pages[0]


def test_an_english_list_has_english_heads() -> None:
    text = page_texts(pick_list(PICKS, language="en"))[0]
    for part in ("Pick list", "Location", "Put into", "Made by", "Page 1 of"):
        assert part in text


def test_manifest_totals_count_all_parcels() -> None:
    text = page_texts(manifest(PARCELS))[0]
    for part in ("无忧物流-标准", "60", "6.000 kg"):
        assert part in text


@pytest.mark.parametrize("parcels", range(17, 31))
def test_signatures_stand_once_and_never_over_the_foot(parcels: int) -> None:
    document = dataclasses.replace(PARCELS, rows=PARCELS.rows[:parcels])
    pages = page_texts(manifest(document))
    assert ["承运商接收人" in page for page in pages] == [*[False] * (len(pages) - 1), True]
    assert sum(page.count("CN") for page in pages) == parcels
    assert len(pages) == (1 if parcels <= 21 else 2)


def test_a_list_without_rows_is_refused() -> None:
    with pytest.raises(NothingToPrint):
        pick_list(dataclasses.replace(PICKS, rows=()))
    with pytest.raises(NothingToPrint):
        manifest(dataclasses.replace(PARCELS, rows=()))


def test_a_row_higher_than_a_page_is_refused_rather_than_split() -> None:
    row = dataclasses.replace(pick_row(1), variant="很长的规格" * 300)
    with pytest.raises(TextTooLong):
        pick_list(dataclasses.replace(PICKS, rows=(row,)))


def test_a_time_without_zone_is_a_bug() -> None:
    head = dataclasses.replace(HEAD, made_at=HEAD.made_at.replace(tzinfo=None))
    with pytest.raises(ValueError, match="time zone"):
        pick_list(dataclasses.replace(PICKS, head=head))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert pick_list(PICKS) == pick_list(PICKS)
    assert manifest(PARCELS) == manifest(PARCELS)
