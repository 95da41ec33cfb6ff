"""Text is wrapped, shrunk or shortened, and nothing that may not be cut is."""

import pytest

from wms.core.messages import WORDINGS
from wms.core.paper.errors import BarcodeNotEncodable, BarcodeTooWide, NothingToPrint, PaperError, TextTooLong
from wms.core.paper.fitting import fit_line, fit_lines, shorten, wrap, wrap_shortened
from wms.core.paper.fonts import text_width

LONG = "磁吸手机壳 iPhone 15 Pro Max 远峰蓝 加厚防摔，全包镜头。"


@pytest.mark.parametrize("width", [40, 80, 160, 1000])
def test_wrapping_loses_nothing_and_keeps_within_the_width(width: float) -> None:
    lines = wrap(LONG, width, 9)
    assert "".join(lines).replace(" ", "") == LONG.replace(" ", "")
    assert max(text_width(line, 9) for line in lines) <= width


@pytest.mark.parametrize("word", ["iPhone", "Nguyễn", "Москва", "Łódź"])
def test_words_of_alphabets_stay_whole(word: str) -> None:
    lines = wrap(f"远峰蓝 {word} 加厚", text_width("远峰蓝 ", 10) + text_width(word, 10) / 2, 10)
    assert any(word in line for line in lines)
    assert lines[0] == "远峰蓝"


def test_a_closing_mark_never_starts_a_line() -> None:
    assert wrap("加厚防摔，全包", text_width("加厚防摔", 10), 10) == ["加厚防", "摔，全包"]


def test_a_word_wider_than_the_line_is_broken() -> None:
    assert "".join(wrap("A" * 40, 50, 10)) == "A" * 40


def test_shortening_ends_in_an_ellipsis_only_when_something_was_cut() -> None:
    assert shorten("库位", 100, 10) == "库位"
    cut = shorten(LONG, 100, 10)
    assert cut.endswith("…")
    assert text_width(cut, 10) <= 100


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_lines_kept_and_the_last_says_that_more_was_there(lines: int) -> None:
    kept = wrap_shortened(LONG * 3, 100, 9, lines=lines)
    assert len(kept) == lines
    assert kept[-1].endswith("…")
    assert max(text_width(line, 9) for line in kept) <= 100


def test_no_room_for_a_line_prints_none() -> None:
    assert wrap_shortened(LONG, 100, 9, lines=0) == []


def test_the_largest_size_that_fits_is_taken() -> None:
    assert fit_line("库位", 41, [10, 20, 30]) == 20
    assert fit_lines("库位库位", 41, 51, [10, 20, 30]) == (20, ["库位", "库位"])


def test_what_may_not_be_cut_is_refused() -> None:
    with pytest.raises(TextTooLong) as refused:
        fit_line("A03-02-15" * 10, 40, [10, 12])
    assert refused.value.code == "paper.text_too_long"
    with pytest.raises(TextTooLong):
        fit_lines("库位" * 50, 40, 40, [10])


@pytest.mark.parametrize("refusal", [NothingToPrint, BarcodeTooWide, BarcodeNotEncodable, TextTooLong])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_each_refusal_has_words_that_use_its_facts(refusal: type[PaperError], language: str) -> None:
    facts = {field: f"<{field}>" for field in refusal.fields}
    wording = WORDINGS[refusal.code]
    position = ["zh-hans", "en"].index(language)
    said = " ".join(pair[position].format(**facts) for pair in (wording.title, wording.note, wording.act))
    assert ("<text>" in said) == ("text" in facts)
    assert "{" not in said
