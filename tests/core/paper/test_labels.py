"""Each label prints at each resolution so that a scanner reads exactly what it was given."""

import dataclasses

import pytest

from wms.core.paper import labels
from wms.core.paper.errors import BarcodeTooWide, NothingToPrint, TextTooLong

from .thermal import page_texts, printed_pages, scan_all, scanned, size_mm

DPIS = [203, 300, 600]
LOCATION = labels.LocationLabel(
    code="A03-02-15", barcode="LA0302158", check_digits="47", arrow="up", warehouse="义乌一号仓", zone="A 区"
)
SKU = labels.SkuLabel(
    sku_code="CASE-15PM-BLU",
    barcode="CASE-15PM-BLU",
    name="磁吸手机壳 iPhone 15 Pro Max 远峰蓝 加厚防摔",
    variant="远峰蓝 / iPhone 15 Pro Max",
)
TOTE = labels.HandlingUnitLabel(code="T0000123", barcode="T00001237", kind="周转箱", warehouse="义乌一号仓")
SLOTS = [
    labels.HandlingUnitLabel(
        code=f"C07-{mark}", barcode=f"SC07{mark}K", kind="格口", slot=labels.SlotFace(mark=mark, number=f"A-0{mark}")
    )
    for mark in range(1, 9)
]
BADGE = labels.BadgeLabel(
    person_name="欧阳晓萌", person_code="P0012", barcode="U00127", role="拣货员", warehouse="义乌一号仓"
)
STATION = labels.StationLabel(name="打包台 3", code="W03", barcode="W03K", warehouse="义乌一号仓")
COMMANDS = [labels.CommandLabel(title="撤销上一扫", barcode=f"X-UNDO{n}", hint="扫错但还没走开") for n in range(13)]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("size", labels.LOCATION_SIZES)
@pytest.mark.parametrize("arrow", ["", "up", "down"])
def test_location_labels_scan(dpi: int, size: labels.Size, arrow: str) -> None:
    other = dataclasses.replace(LOCATION, code="B12-01-07-L", barcode="LB120107L9", arrow=arrow)
    pdf = labels.location_labels([LOCATION, other], dpi=dpi, size=size)
    assert scan_all(pdf, dpi) == [["LA0302158"], ["LB120107L9"]]
    assert size_mm(pdf) == pytest.approx(size, abs=25.4 / dpi)


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("size", labels.SKU_SIZES)
def test_sku_labels_scan(dpi: int, size: labels.Size) -> None:
    assert scan_all(labels.sku_labels([SKU], dpi=dpi, size=size), dpi) == [["CASE-15PM-BLU"]]


@pytest.mark.parametrize("dpi", DPIS)
def test_tote_and_slot_labels_scan(dpi: int) -> None:
    pdf = labels.handling_unit_labels([TOTE, *SLOTS], dpi=dpi)
    assert scan_all(pdf, dpi) == [["T00001237"], *([slot.barcode] for slot in SLOTS)]


@pytest.mark.parametrize("dpi", DPIS)
def test_badges_and_stations_scan(dpi: int) -> None:
    assert scan_all(labels.badge_labels([BADGE], dpi=dpi), dpi) == [["U00127"]]
    assert scan_all(labels.station_labels([STATION], dpi=dpi), dpi) == [["W03K"]]


@pytest.mark.parametrize("dpi", DPIS)
def test_each_command_of_a_sheet_scans(dpi: int) -> None:
    pages = printed_pages(labels.command_sheet(COMMANDS, heading="打包台口令卡", dpi=dpi), dpi)
    found = [text for page in pages for text in scanned(page)]
    assert len(pages) == 2
    assert sorted(found) == sorted(label.barcode for label in COMMANDS)


def test_a_location_label_says_code_check_digits_and_place() -> None:
    text = squeezed(page_texts(labels.location_labels([LOCATION]))[0])
    for part in ("A03-", "02-15", "47", "校验", "义乌一号仓·A区"):
        assert part in text
    assert "Check" in page_texts(labels.location_labels([LOCATION], language="en"))[0]


def test_up_and_down_arrows_differ_on_the_printed_label() -> None:
    up, down = (
        printed_pages(labels.location_labels([dataclasses.replace(LOCATION, arrow=arrow)]), 203)[0]
        for arrow in ("up", "down")
    )
    assert up.tobytes() != down.tobytes()


def test_slots_stay_apart_without_colour() -> None:
    # Same number on each, so that on one-bit paper only the shape and the colour's name can tell them apart.
    same = [
        dataclasses.replace(slot, slot=labels.SlotFace(mark=mark, number="7")) for mark, slot in enumerate(SLOTS, 1)
    ]
    pages = printed_pages(labels.handling_unit_labels(same), 203)
    shapes = [page.crop((40, 25, 230, 155)) for page in pages]
    assert len({shape.tobytes() for shape in shapes}) == 8
    for shape in shapes:
        black = shape.histogram()[0] / (shape.width * shape.height)
        assert 0.05 < black < 0.95
    names = [squeezed(text) for text in page_texts(labels.handling_unit_labels(same))]
    assert all(name in text for name, text in zip("蓝黄紫青橙粉棕白", names, strict=True))


def test_a_long_name_is_shortened_and_the_variant_never() -> None:
    variant = "午夜蓝渐变星空限定款 / iPhone 15 Pro Max 与 16 Pro Max 通用 / 加厚防摔磁吸支架版"
    label = dataclasses.replace(SKU, name="超长名称" * 40, variant=variant)
    text = squeezed(page_texts(labels.sku_labels([label]))[0])
    assert squeezed(variant) in text
    assert "…" in text
    assert scan_all(labels.sku_labels([label]), 203) == [[SKU.barcode]]


def test_a_short_variant_leaves_the_name_two_lines() -> None:
    label = dataclasses.replace(SKU, name="磁吸手机壳全包镜头保护壳加厚防摔防滑防刮耐黄变超薄款", variant="蓝")
    text = squeezed(page_texts(labels.sku_labels([label]))[0])
    assert label.name in text


def test_a_variant_that_cannot_fit_is_refused_rather_than_cut() -> None:
    with pytest.raises(TextTooLong) as refused:
        labels.sku_labels([dataclasses.replace(SKU, variant="很长的规格" * 60)])
    assert refused.value.code == "paper.text_too_long"


def test_a_barcode_that_cannot_fit_is_refused_rather_than_squeezed() -> None:
    with pytest.raises(BarcodeTooWide) as refused:
        labels.sku_labels([dataclasses.replace(SKU, barcode="ABCDEFGHIJKLMNOPQRSTUVWXYZ")])
    assert refused.value.facts == {"text": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "dpi": 203, "width_mm": 49.9}


@pytest.mark.parametrize("name", ["赵龘", "José Ñandú", "李😀", "王\u200b敏"])
def test_names_beyond_the_font_print_all_the_same(name: str) -> None:
    assert scan_all(labels.badge_labels([dataclasses.replace(BADGE, person_name=name)]), 300) == [["U00127"]]


def test_a_long_location_code_shrinks_and_an_absurd_one_is_refused() -> None:
    label = dataclasses.replace(LOCATION, code="EAST2-MEZZ-A03-02-15")
    assert "02-15" in page_texts(labels.location_labels([label], size=(60, 40)))[0]
    with pytest.raises(TextTooLong):
        labels.location_labels([dataclasses.replace(LOCATION, code="ABCDEFGHIJ" * 8)])


@pytest.mark.parametrize(
    "make", [labels.location_labels, labels.sku_labels, labels.handling_unit_labels, labels.badge_labels]
)
def test_nothing_to_print_is_refused(make) -> None:
    with pytest.raises(NothingToPrint) as refused:
        make([])
    assert refused.value.code == "paper.nothing_to_print"


def test_an_empty_command_sheet_is_refused() -> None:
    with pytest.raises(NothingToPrint):
        labels.command_sheet([], heading="口令卡")


def test_unknown_sizes_and_marks_are_bugs() -> None:
    with pytest.raises(ValueError, match="60"):
        labels.location_labels([LOCATION], size=(70, 70))
    with pytest.raises(ValueError, match="9"):
        labels.handling_unit_labels([dataclasses.replace(TOTE, slot=labels.SlotFace(mark=9, number="9"))])


def test_the_same_content_gives_the_same_bytes() -> None:
    def make() -> list[bytes]:
        return [
            labels.location_labels([LOCATION]),
            labels.sku_labels([SKU]),
            labels.handling_unit_labels([TOTE, *SLOTS]),
            labels.badge_labels([BADGE]),
            labels.command_sheet(COMMANDS, heading="口令卡"),
        ]

    assert make() == make()
