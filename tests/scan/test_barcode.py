"""What the characters of a scan can mean: every reading kept, every known trap of GS1 closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wms.scan.barcode import RAW_LIMIT, gtin_14, read
from wms.scan.codes import ALPHABET, BODIES, check_character, make, split

GTIN13 = "9501101530003"


@pytest.mark.parametrize(
    ("raw", "gtin"),
    [
        ("9501101530003", "09501101530003"),
        ("09501101530003", "09501101530003"),
        ("012345678905", "00012345678905"),
        ("96385074", "00000096385074"),
        ("9501101530004", ""),
        ("950110153000", ""),
        ("٩٥٠١١٠١٥٣٠٠٠٣", ""),
    ],
)
def test_gtin_8_12_13_14_are_one(raw: str, gtin: str) -> None:
    assert gtin_14(raw) == gtin


def test_full_width_digits_from_an_input_method_are_read_as_digits() -> None:
    assert read("９５０１１０１５３０００３").gtin == "09501101530003"
    assert read("ＬＡ０３０２１５Ｑ").upper == "LA030215Q"


@pytest.mark.parametrize("aim", ["]C1", "]d2", "]Q3", "]e0"])
def test_an_element_string_behind_an_aim_identifier(aim: str) -> None:
    text = read(f"{aim}0109501101530003172812311" + "0AB12\x1d21SN9")
    assert (text.gtin, text.lot_code, text.serial, str(text.expires_on)) == (
        "09501101530003",
        "AB12",
        "SN9",
        "2028-12-31",
    )
    assert text.symbology == aim[1:]


def test_the_group_separator_may_be_a_bar_character_where_an_aim_identifier_stands() -> None:
    assert (read("]C10109501101530003" + "10AB12|21SN9").lot_code, read("]C110AB12|21SN9").serial) == ("AB12", "SN9")


@pytest.mark.parametrize("raw", ["10ABC123", "990000123456", "21SN0001", "37ABC"])
def test_a_plain_text_that_begins_like_an_identifier_is_no_element_string(raw: str) -> None:
    assert read(raw).as_facts() == {}
    assert read(raw).plain == raw


def test_a_gtin_13_that_begins_with_95_is_a_gtin_and_not_an_internal_identifier() -> None:
    assert read(GTIN13).as_facts() == {"gtin": "09501101530003"}


def test_wrong_check_digits_inside_an_element_string_are_not_taken() -> None:
    assert read("010950110153000410ABC").gtin == ""
    assert read("]C1010950110153000410ABC").gtin == ""
    assert read("]C100106141411234567890").sscc == ""
    assert read("00106141411234567897").sscc == "106141411234567897"


def test_an_impossible_date_is_not_taken() -> None:
    assert read("]d2010950110153000317270230").expires_on is None


def test_an_input_method_that_ate_a_scan_is_noticed() -> None:
    assert read("拉la0102").is_input_method
    assert not read("LA0102").is_input_method


def test_only_what_was_keyed_is_a_quantity() -> None:
    assert read("12", "keyed").quantity == 12
    assert read("12").quantity is None
    assert read("9501101530003", "keyed").quantity is None
    assert read("-1", "keyed").quantity is None


def test_client_texts_keep_their_case_and_own_codes_do_not_need_it() -> None:
    assert read("Lot-a1 ").plain == "Lot-a1"
    assert read(make("location", "A03-02-15").lower()).own == split(make("location", "A03-02-15"))


def test_a_scan_longer_than_the_limit_is_cut_and_marked() -> None:
    text = read("A" * (RAW_LIMIT + 1))
    assert (text.is_too_long, len(text.raw)) == (True, RAW_LIMIT)


@given(st.text(max_size=600))
def test_reading_never_raises_whatever_the_bytes(raw: str) -> None:
    read(raw).as_facts()


@given(st.sampled_from(sorted(BODIES)), st.data())
def test_a_made_code_is_split_again(kind: str, data: st.DataObject) -> None:
    body = data.draw(st.from_regex(BODIES[kind], fullmatch=True).filter(str.isascii))
    own = split(make(kind, body) if kind != "location" else make("location", body))
    assert own is not None
    assert (own.kind, own.is_valid) == (kind, True)


@given(st.text(ALPHABET, min_size=2, max_size=16), st.data())
def test_the_check_character_finds_every_single_wrong_character(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([character for character in ALPHABET if character != text[position]]))
    changed = text[:position] + other + text[position + 1 :]
    assert check_character(changed) != check_character(text)


def test_the_published_example_of_iso_7064() -> None:
    """ISO 7064 mod 37,36: A12425GABC1234002 has the check character M (IFPI's GRid standard prints it)."""
    assert check_character("A12425GABC1234002") == "M"


@pytest.mark.parametrize(
    ("kind", "body"), [("handling_unit", "123"), ("cart", "12345"), ("badge", "ABCDEF"), ("command", "")]
)
def test_a_body_of_another_shape_is_refused(kind: str, body: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        make(kind, body)
