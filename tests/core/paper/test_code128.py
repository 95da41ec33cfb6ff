"""Each bar edge on a dot, modules as wide as fit, and an independent encoder that agrees."""

import random
import subprocess

import pytest

from tests.tools import require
from wms.core.paper import code128
from wms.core.paper.errors import BarcodeNotEncodable, BarcodeTooWide, PaperError
from wms.core.paper.sheet import Sheet

from .thermal import grey_pages, printed_pages, runs, scanned

TEXTS = ["LA0302158", "T00001237", "SKU-100234-BLU", "X-OK", "X-UNDO", "D2026112200427", "U00127", "W03K", "1", "A b~"]
DPIS = [203, 300, 600]


def drawn(text: str, dpi: int, width_mm: float = 100.0) -> bytes:
    sheet = Sheet(width_mm=width_mm, height_mm=30, dpi=dpi, title="t")
    sheet.barcode(0, 5, width_mm, 20, text)
    sheet.end_page()
    return sheet.pdf()


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("text", TEXTS)
def test_every_bar_edge_lies_on_a_dot(text: str, dpi: int) -> None:
    page = grey_pages(drawn(text, dpi), dpi)[0]
    row = [page.getpixel((x, page.height // 2)) for x in range(page.width)]
    assert [level for level in row if 8 < level < 247] == []
    row = [level // 128 for level in row]
    found = runs(row)
    symbol = code128.plan(text, dpi=dpi, width_dots=page.width)
    assert len(found) == len(symbol.widths) + 2
    assert tuple(length for _level, length in found[1:-1]) == tuple(w * symbol.module_dots for w in symbol.widths)
    assert found[0][1] >= 10 * symbol.module_dots
    assert found[-1][1] >= 10 * symbol.module_dots


@pytest.mark.parametrize("dpi", DPIS)
@pytest.mark.parametrize("text", TEXTS)
def test_what_is_drawn_scans_as_it_was_given(text: str, dpi: int) -> None:
    assert scanned(printed_pages(drawn(text, dpi), dpi)[0]) == [text]


@pytest.mark.parametrize("dpi", DPIS)
def test_modules_are_as_wide_as_the_room_allows(dpi: int) -> None:
    modules = sum(code128.module_widths("LA0302158")) + 20
    least = code128.module_dots_min(dpi)
    for dots in (least, least + 1, least + 5):
        assert code128.plan("LA0302158", dpi=dpi, width_dots=modules * dots).module_dots == dots
        assert code128.plan("LA0302158", dpi=dpi, width_dots=modules * (dots + 1) - 1).module_dots == dots


@pytest.mark.parametrize(("dpi", "least"), [(203, 2), (300, 2), (600, 4)])
def test_a_module_is_at_least_two_dots_and_never_too_thin_for_a_scanner(dpi: int, least: int) -> None:
    assert code128.module_dots_min(dpi) == least
    assert least * 25.4 / dpi >= 0.165


@pytest.mark.parametrize("dpi", DPIS)
def test_one_dot_too_little_room_is_refused(dpi: int) -> None:
    modules = sum(code128.module_widths("LA0302158")) + 20
    with pytest.raises(BarcodeTooWide) as refused:
        code128.plan("LA0302158", dpi=dpi, width_dots=modules * code128.module_dots_min(dpi) - 1)
    assert refused.value.code == "paper.too_wide"
    assert isinstance(refused.value, PaperError)
    assert refused.value.facts["text"] == "LA0302158"


@pytest.mark.parametrize("text", ["", "准拣", "A\tB", "A\x1dB", "é", "\xf1123"])
def test_what_a_scanner_could_not_type_is_refused(text: str) -> None:
    with pytest.raises(BarcodeNotEncodable) as refused:
        code128.module_widths(text)
    assert refused.value.code == "paper.not_encodable"


def test_an_unknown_resolution_is_a_bug_not_a_refusal() -> None:
    with pytest.raises(ValueError, match="dpi"):
        code128.plan("A", dpi=180, width_dots=1000)


def zint_pattern(text: str) -> str:
    """The module pattern that zint draws, 1 for a bar."""
    dumped = subprocess.run(
        [require("zint"), "-b", "20", "-d", text, "--dump"], capture_output=True, text=True, check=True
    )
    bits = "".join(f"{int(nibble, 16):04b}" for nibble in dumped.stdout.replace(" ", "").strip())
    return bits.rstrip("0")


def our_pattern(text: str) -> str:
    return "".join("10"[position % 2] * width for position, width in enumerate(code128.module_widths(text)))


@pytest.mark.parametrize("text", [*TEXTS, "ZJ26112200042", "00012345678901234567"])
def test_zint_draws_the_same_modules(text: str) -> None:
    assert our_pattern(text) == zint_pattern(text)


def test_no_pattern_is_longer_than_that_of_zint() -> None:
    # The two may change code sets at different places, but neither should waste a module.
    generator = random.Random(128)
    texts = ["".join(generator.choice("ACLSTX0123456789-") for _ in range(generator.randint(1, 18))) for _ in range(40)]
    assert [text for text in texts if len(our_pattern(text)) > len(zint_pattern(text))] == []
