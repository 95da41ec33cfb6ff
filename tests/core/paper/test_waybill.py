"""Our own parcel label: the number scans, the address is never cut."""

import dataclasses

import pytest

from wms.core.paper.errors import BarcodeTooWide, TextTooLong
from wms.core.paper.waybill import PostalAddress, WaybillLabel, waybill_fallback

from .thermal import page_texts, scan_all, size_mm

LABEL = WaybillLabel(
    number="ZJ26112200042",
    carrier="顺丰速运",
    service="标快",
    order_number="M-20261122-0007",
    sender=PostalAddress(name="义乌一号仓", phone="0579-8555 1234", lines="浙江省金华市义乌市杨村路 300 号 3 号楼"),
    recipient=PostalAddress(
        name="María José Fernández-Álvarez",
        phone="+34 612 345 678",
        lines="Calle de la Princesa 27, Escalera B, 4º izquierda, 28008 Madrid",
        country="西班牙 Spain",
    ),
    weight_grams=1412,
    parcel_index=2,
    parcel_count=3,
    contents=("磁吸手机壳 远峰蓝 × 1", "钢化膜 × 2"),
    warehouse="义乌一号仓",
)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_waybill_scans(dpi: int) -> None:
    pdf = waybill_fallback(LABEL, dpi=dpi)
    assert scan_all(pdf, dpi) == [["ZJ26112200042"]]
    assert size_mm(pdf) == pytest.approx((100, 150), abs=25.4 / dpi)


def test_everything_that_the_carrier_needs_is_on_it() -> None:
    text = squeezed(page_texts(waybill_fallback(LABEL))[0])
    assert squeezed(LABEL.recipient.lines) in text
    for part in (LABEL.recipient.name, LABEL.recipient.phone, LABEL.sender.lines, LABEL.order_number, "第2/3件"):
        assert squeezed(part) in text
    assert "1,412g" in text
    assert "自制面单" in text


def test_a_long_address_shrinks_and_stays_whole() -> None:
    lines = "Avenida de los Reyes Católicos número doscientos cuarenta y siete, urbanización Las Palmeras, " * 4
    label = dataclasses.replace(LABEL, recipient=dataclasses.replace(LABEL.recipient, lines=lines.strip(" ,")))
    pdf = waybill_fallback(label)
    assert squeezed(label.recipient.lines) in squeezed(page_texts(pdf)[0])
    assert scan_all(pdf, 203) == [["ZJ26112200042"]]


def test_an_address_that_cannot_fit_is_refused_rather_than_cut() -> None:
    with pytest.raises(TextTooLong) as refused:
        waybill_fallback(
            dataclasses.replace(LABEL, recipient=dataclasses.replace(LABEL.recipient, lines="很长的地址" * 400))
        )
    assert refused.value.code == "paper.text_too_long"


def test_a_name_in_letters_that_the_font_lacks_still_prints() -> None:
    label = dataclasses.replace(LABEL, recipient=dataclasses.replace(LABEL.recipient, name="محمد علي 龘"))
    assert scan_all(waybill_fallback(label), 203) == [["ZJ26112200042"]]


def test_a_number_too_wide_to_scan_is_refused() -> None:
    with pytest.raises(BarcodeTooWide):
        waybill_fallback(dataclasses.replace(LABEL, number="ABCDEFGHIJ" * 5))


def test_the_same_content_gives_the_same_bytes() -> None:
    assert waybill_fallback(LABEL) == waybill_fallback(LABEL)
