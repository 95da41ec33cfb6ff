"""What a file can be, and what is said when it is something else."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from inventory.models import Sku
from tests.intake.conftest import Desk, csv_bytes, problems, xlsx_bytes
from wms.intake import limits
from wms.intake.errors import FileTooLarge
from wms.intake.kinds import all_kinds
from wms.intake.store import keep

pytestmark = pytest.mark.django_db

HEAD = ["SKU 编码", "中文名称", "英文名称", "重量（克）"]
ROW = ["TEE-BLU", "蓝色T恤", "Blue tee", 180]


def refused(at_desk: Desk, content: bytes, name: str = "file.csv") -> tuple[str, dict[str, Any]]:
    row = at_desk.bring("skus", content, name)
    assert row.state == "failed"
    assert Sku.objects.count() == 0
    return row.refusal_code, row.refusal_facts


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_are_found(at_desk: Desk, encoding: str, found: str, separator: str) -> None:
    row = at_desk.bring("skus", csv_bytes([HEAD, ROW], separator=separator, encoding=encoding))
    assert (row.state, row.encoding, row.separator, row.new_rows) == ("checked", found, separator, 1)
    assert row.sample[0]["values"]["name_zh"] == "蓝色T恤"


def test_a_workbook_is_read_as_it_shows(at_desk: Desk) -> None:
    row = at_desk.bring("skus", xlsx_bytes([["商品资料"], HEAD, ROW]), "goods.xlsx")
    assert (row.state, row.file_format, row.new_rows) == ("checked", "xlsx", 1)
    assert (row.sample[0]["line"], row.sample[0]["values"]["weight_grams"]) == (3, 180)


def test_english_headers_and_blanks_between_rows(at_desk: Desk) -> None:
    row = at_desk.bring("skus", [["sku code", "NAME", ""], ["A-1", "Tee", ""], ["", "", ""], ["A-2", "Cap", ""]])
    assert [entry["line"] for entry in row.sample] == [2, 4]


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        (b"", "intake.file_empty", None),
        (b"  \r\n", "intake.file_empty", None),
        (OLE + b"\0" * 600, "intake.file_wrong_kind", "xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "intake.file_encrypted", None),
        (b"%PDF-1.7\n", "intake.file_wrong_kind", "PDF"),
        (b"\x89PNG\r\n\x1a\n0000", "intake.file_wrong_kind", "picture"),
        (b"\x00\x01\x02\x03" * 400, "intake.file_wrong_kind", "text"),
        (b"PK\x03\x04 cut off", "intake.workbook_broken", None),
        (b"sku,name\r\n\xff\xff\xff\xff,x", "intake.text_unreadable", None),
        ("SKU 编码,中文名称\r\nA-1,\"没有合上".encode(), "intake.file_broken", None),
        ("SKU 编码,中文名称\r\n".encode(), "intake.no_rows", None),
        ("没有,表头\r\n1,2".encode(), "intake.header_missing", None),
        ("中文名称,英文名称\r\nx,y".encode(), "intake.header_missing", None),
        ("SKU 编码,中文名称,重里\r\nA-1,x,3".encode(), "intake.header_unknown", None),
        ("SKU 编码,中文名称,sku code\r\nA-1,x,A-1".encode(), "intake.header_twice", None),
    ],
)  # fmt: skip
def test_a_file_of_the_wrong_kind_is_told_apart(at_desk: Desk, content: bytes, code: str, found: str | None) -> None:
    refusal, facts = refused(at_desk, content)
    assert refusal == code
    if found:
        assert found in facts["found"][1]


def test_an_unknown_column_names_the_one_that_it_looks_like(at_desk: Desk) -> None:
    _code, facts = refused(at_desk, "SKU 编码,中文名称,重里（克）\r\nA-1,x,3".encode())
    assert (facts["unknown"], facts["known"]) == ("重里（克）", ["重量（克）", "Weight (g)"])


def test_a_zip_bomb_is_refused_by_its_own_list(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_MEGABYTES", 1)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 3_000_000)
    code, facts = refused(at_desk, buffer.getvalue(), "goods.xlsx")
    assert (code, facts["megabytes"], facts["limit"]) == ("intake.file_swells", 3, 1)


def test_merged_cells_are_named(at_desk: Desk) -> None:
    content = xlsx_bytes([HEAD, ROW], lambda book, sheet: sheet.merge_range("A4:B5", "x"))
    assert refused(at_desk, content, "goods.xlsx") == ("intake.merged_cells", {"cells": "A4:B5"})


def test_a_formula_is_refused_by_its_cell(at_desk: Desk) -> None:
    content = xlsx_bytes([HEAD, ROW], lambda book, sheet: sheet.write_formula("D3", "=D2*2", None, 360))
    row = at_desk.bring("skus", content, "goods.xlsx")
    assert (3, "weight_grams", "intake.formula") in problems(row)
    assert row.problems.get(column="weight_grams").facts == {"cell": "D3"}
    text = at_desk.bring("skus", [HEAD, ["A-1", "=1+1", "x", 2]])
    assert problems(text) == [(2, "name_zh", "intake.formula")]


def test_a_number_that_lost_digits_is_refused(at_desk: Desk) -> None:
    row = at_desk.bring("skus", xlsx_bytes([HEAD, [12345678901234567890, "x", "x", 1]]), "goods.xlsx")
    assert problems(row) == [(2, "code", "intake.rounded")]
    text = at_desk.bring("skus", [HEAD, ["6.90123E+12", "x", "x", 1]])
    assert problems(text) == [(2, "code", "intake.scientific")]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_too_many_rows_are_refused_at_the_limit(at_desk: Desk, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ROWS", 5)
    monkeypatch.setattr(limits, "HEADER_WITHIN", 1)
    rows = [HEAD, *([f"A-{n}", "x", "x", 1] for n in range(20))]
    content = csv_bytes(rows) if form == "csv" else xlsx_bytes(rows)
    assert refused(at_desk, content, f"goods.{form}") == ("intake.too_many_rows", {"limit": 5})


def test_a_file_over_the_limit_leaves_nothing(settings: Any) -> None:
    settings.UPLOAD_MAX_MEGABYTES = 1
    with pytest.raises(FileTooLarge):
        keep([b"x" * 600_000, b"x" * 600_000])
    assert list((settings.MEDIA_ROOT / "intake").iterdir()) == []


def test_cells_in_words(at_desk: Desk) -> None:
    rows = [
        ["SKU", "中文名称", "英文名称", "重量（克）", "管批次", "管效期"],
        ["", "x", "x", 1, "", ""],
        ["A B", "x", "x", "1.5", "maybe", ""],
        ["A-2", "x" * 201, "x", "-3", "", "是"],
        ["A-3", "x", "x", "1,200", "是", "是"],
        ["A-4", "", "", "", "", ""],
        ["A-5", "x", "x", 1, "", "", "beyond"],
    ]
    content = "\r\n".join("\t".join(map(str, row)) for row in rows).encode()
    row = at_desk.bring("skus", content)
    assert problems(row) == [
        (2, "code", "intake.required"),
        (3, "code", "intake.bad_characters"),
        (3, "weight_grams", "intake.not_whole"),
        (3, "tracks_lots", "intake.not_yes_no"),
        (4, "name_zh", "intake.too_long"),
        (4, "weight_grams", "intake.out_of_range"),
        (6, "name_zh", "intake.required"),
        (7, "", "intake.cell_without_column"),
    ]
    assert (row.new_rows, row.bad_rows) == (1, 5)


def test_duplicates_and_conflicts_name_both_lines(at_desk: Desk) -> None:
    row = at_desk.bring("skus", [HEAD, ROW, ROW, [*ROW[:3], 999]])
    assert problems(row) == [(3, "", "intake.duplicate"), (4, "", "intake.conflict")]
    assert [problem.facts for problem in row.problems.order_by("line")] == [{"line": 2}, {"line": 2}]


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "否"), ("en", "no")])
def test_the_templates_example_is_not_imported(at_desk: Desk, desk: Any, language: str, word: str) -> None:
    desk.cookies["language"] = language
    for form, name in (("csv", "t.csv"), ("xlsx", "t.xlsx")):
        content = b"".join(desk.get(f"/intake/template/skus.{form}"))
        row = at_desk.bring("skus", content, name)
        assert (row.state, problems(row)) == ("checked", [(2, "", "intake.example_row")])
    assert f"<td>{word}</td>" in desk.get("/intake/new/skus/").content.decode()


def test_every_example_is_read_and_speaks_the_pages_language() -> None:
    for kind in all_kinds():
        for column in kind.columns:
            english = column.example_in(is_chinese=False)
            for example in filter(None, (column.example, english)):
                column.parse(example)
            assert english.isascii() or column.name.endswith("_zh"), (kind.name, column.name)
