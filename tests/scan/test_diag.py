"""The device test reads a scan as the server would, and the set-up sheet's codes are ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

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


def test_the_sheet_proves_each_setting_with_a_code_of_ours(floor: Floor) -> None:
    codes = [split(setting.proof) for setting in SETTINGS if not setting.is_square]
    assert len(codes) == 5
    assert all(code and code.is_valid and code.kind == "command" for code in codes)
    desk = signed_in(person_with((Role.MANAGER, floor.warehouse)))
    answer = desk.get("/devices/scanner-sheet.pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
