"""The device test reads a scan as the server would, and the set-up sheet's codes are ours."""

from __future__ import annotations

from typing import Any

import pytest
import zxingcpp
from django.test import Client

from tests.core.paper.thermal import printed_pages
from tests.core.people.conftest import person_with, signed_in
from tests.scan.conftest import Floor
from wms.core.states import Role
from wms.scan.codes import make, split
from wms.scan.desk.sheet import SETTINGS

pytestmark = pytest.mark.django_db


def read(floor: Floor, raw: object) -> tuple[int, Any]:
    answer = floor.client.post(
        "/rf/diag/read",
        {"raw": raw},
        content_type="application/json",
        headers={"Authorization": f"Device {floor.device_token}"},
    )
    return answer.status_code, answer.json()


def test_a_scan_is_read_without_a_person(floor: Floor) -> None:
    code = make("badge", "U000001")
    assert read(floor, code) == (200, {"rows": [["自有码", "U000001 ✓"], ["原文", code]]})
    rows = dict(read(floor, "]C10106901234567892" + "10L7\x1d21S9")[1]["rows"])
    assert (rows["GTIN"], rows["批次"], rows["序列号"]) == ("06901234567892", "L7", "S9")


@pytest.mark.parametrize("raw", [None, "", 7, "x" * 5000])
def test_what_is_no_scan_is_told(floor: Floor, raw: object) -> None:
    status, answer = read(floor, raw)
    assert (status, answer["code"]) == (400, "input.invalid")


def test_a_stranger_reads_nothing(floor: Floor) -> None:
    answer = Client().post("/rf/diag/read", {"raw": "x"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "device.unknown")
    assert Client().get("/rf/diag/").status_code == 302


def test_each_code_on_the_paper_proves_its_setting(floor: Floor) -> None:
    """Read off the paper by other hands, in the sheet's order; the device test waits for exactly these texts."""
    desk = signed_in(person_with((Role.MANAGER, floor.warehouse)))
    paper = desk.get("/devices/scanner-sheet.pdf")
    assert paper["Content-Type"] == "application/pdf"
    [page] = printed_pages(paper.content, 203)
    found = zxingcpp.read_barcodes(page, text_mode=zxingcpp.TextMode.Plain)
    codes = sorted(found, key=lambda code: code.position.top_left.y)
    texts = [code.text for code in codes]
    square = [code.format == zxingcpp.BarcodeFormat.QRCode for code in codes]
    assert (texts, square) == ([one.proof for one in SETTINGS], [False] * 5 + [True])
    assert texts[-1] == "XTESTGS\x1dEND"
    own = [split(text) for text in texts[:-1]]
    assert all(code and code.is_valid and code.kind == "command" for code in own)
    asked = floor.client.get("/rf/diag/", headers={"Authorization": f"Device {floor.device_token}"})
    assert [proof for _key, proof in asked.context["proofs"]] == texts
