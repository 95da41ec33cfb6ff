"""The typeface covers what the warehouse writes, owns up to what it lacks, and is small enough to ship."""

import pytest

from wms.core.paper import fonts
from wms.core.paper.fitting import MM
from wms.core.paper.sheet import Sheet
from wms.core.paper.words import LANGUAGES, WORDS, word

from .thermal import grey_pages


def gb2312() -> str:
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


def test_all_of_gb2312_latin_1_and_the_marks_of_the_screens_are_held() -> None:
    latin = "".join(map(chr, [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]))
    assert len(gb2312()) > 7000
    assert fonts.missing_characters(gb2312() + latin + "✓△★●▲■◆✚○↑↓…·—“”€￥喆堃玥祎昇") == ()


@pytest.mark.parametrize("text", ["Aleksandra Wiśniewska, Łódź", "Şükrü Çağlayan, İzmir", "Nguyễn Thị Hồng Đào"])
def test_addresses_of_europe_and_vietnam_are_held(text: str) -> None:
    assert fonts.missing_characters(text) == ()


@pytest.mark.parametrize("bold", [False, True])
def test_accented_letters_are_as_wide_as_their_bare_ones(bold: bool) -> None:
    for accented, bare in zip("śćęąŠŽİ", "sceaSZI", strict=True):
        width = fonts.text_width(bare, 100, bold=bold)
        assert fonts.text_width(accented, 100, bold=bold) == pytest.approx(width, rel=0.03)


@pytest.mark.parametrize("bold", [False, True])
def test_both_weights_hold_the_same_characters(bold: bool) -> None:
    assert set(fonts.typeface(bold).face.charToGlyph) == set(fonts.typeface(not bold).face.charToGlyph)


def test_a_weight_is_read_once() -> None:
    assert fonts.typeface() is fonts.typeface(False)
    assert fonts.typeface(True) is fonts.typeface(bold=True)
    assert fonts.typeface(True) is not fonts.typeface(False)


@pytest.mark.parametrize("name", [fonts.REGULAR, fonts.BOLD])
def test_a_weight_stays_below_two_megabytes_and_a_bit(name: str) -> None:
    assert (fonts.FONT_DIR / f"{name}.ttf").stat().st_size <= 2_200_000


def test_the_licence_and_the_changes_lie_beside_the_font() -> None:
    licence = (fonts.FONT_DIR / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "with Reserved Font Name 'Source'" in licence
    assert "Noto Sans CJK SC" in (fonts.FONT_DIR / "NOTICE").read_text(encoding="utf-8")
    assert "source" not in fonts.typeface().face.familyName.decode().lower()


def test_missing_characters_come_once_each_in_reading_order() -> None:
    assert fonts.missing_characters("赵龘喆😀龘ß玥") == ("龘", "😀")


def test_clean_composes_and_drops_what_has_no_ink() -> None:
    assert fonts.clean("  Jose\u0301\t\u200b\u202eA\nB\ufe0f  C ") == "José A B C"


def test_a_missing_character_is_as_wide_as_a_chinese_one() -> None:
    assert fonts.text_width("龘", 10) == 10
    assert fonts.text_width("A龘B", 10) == pytest.approx(fonts.text_width("AB", 10) + 10)


def test_a_missing_character_prints_as_a_visible_box() -> None:
    sheet = Sheet(width_mm=20, height_mm=20, dpi=300, title="t")
    sheet.text(5, 15, "龘", 24)
    sheet.end_page()
    page = grey_pages(sheet.pdf(), 300)[0].point(lambda level: 0 if level >= 128 else 255)
    left, top, right, bottom = page.getbbox()
    em = 24 / MM * 300 / 25.4
    assert right - left == pytest.approx(0.8 * em, rel=0.12)
    assert bottom - top == pytest.approx(0.8 * em, rel=0.12)
    inside = page.crop((left + 12, top + 12, right - 12, bottom - 12))
    assert inside.getbbox() is None


def test_each_fixed_word_exists_in_both_languages_and_prints() -> None:
    for key, texts in WORDS.items():
        assert len(texts) == len(LANGUAGES), key
        assert all(texts), key
        assert fonts.missing_characters("".join(texts)) == (), key


def test_an_unknown_language_is_a_bug() -> None:
    with pytest.raises(ValueError, match="fr"):
        word("page", "fr")
