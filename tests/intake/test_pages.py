"""The pages of data in: who sees which, the border of warehouses, the whole way by clicks, sizes told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import Sku
from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from tests.intake.conftest import Desk, csv_bytes, xlsx_bytes
from wms.core.models import Assignment, Warehouse
from wms.core.outbox import drain_exchanges
from wms.core.states import Role
from wms.intake.kinds import kind_named
from wms.intake.models import Import
from wms.intake.operations.bring import LANE
from wms.intake.operations.check import check_file

pytestmark = pytest.mark.django_db

ROWS = [["SKU 编码", "中文名称"], ["A-1", "甲"], ["A-2", "乙"], ["A 3", "丙"]]


def upload(desk: Client, content: bytes, name: str = "goods.csv", kind: str = "skus") -> Any:
    return desk.post(f"/intake/new/{kind}/", {"file": SimpleUploadedFile(name, content)})


def test_the_whole_way_by_clicks(desk: Client) -> None:
    answer = upload(desk, csv_bytes(ROWS))
    row = Import.objects.get()
    assert answer.headers["Location"] == f"/intake/{row.pk}/?w=SZ"
    page = desk.get(f"/intake/{row.pk}/")
    assert b'hx-trigger="every 1s"' in page.content
    assert "HX-Refresh" not in desk.get(f"/intake/{row.pk}/progress/").headers
    drain_exchanges(LANE, 60)
    assert desk.get(f"/intake/{row.pk}/progress/").headers["HX-Refresh"] == "true"
    page = desk.get(f"/intake/{row.pk}/").content.decode()
    assert "只导入正确的 2 行，不要 1 行" in page
    assert "有不能用的字符" in page
    bad = desk.get(f"/intake/{row.pk}/bad-rows/?export=csv").getvalue().decode("utf-8-sig")
    assert bad.splitlines() == ["行号,列,内容,原因", "4,SKU 编码,A 3,有不能用的字符"]
    assert "还有 1 行有误" in desk.post(f"/intake/{row.pk}/accept/", follow=True).content.decode()
    desk.post(f"/intake/{row.pk}/accept/", {"good_rows": "1"})
    drain_exchanges(LANE, 60)
    assert list(Sku.objects.values_list("code", flat=True)) == ["A-1", "A-2"]
    desk.post(f"/intake/{row.pk}/undo/")
    drain_exchanges(LANE, 60)
    assert "已撤销" in desk.get(f"/intake/{row.pk}/").content.decode()
    assert Sku.objects.count() == 0


@pytest.mark.parametrize("form", [csv_bytes, xlsx_bytes])
def test_the_bar_goes_by_the_rows_that_are_checked(
    desk: Client, at_desk: Desk, monkeypatch: pytest.MonkeyPatch, form: Any
) -> None:
    kind = kind_named("skus")
    assert kind
    monkeypatch.setattr(kind, "check_rows", 2)
    upload(desk, form([["货品"], *ROWS, ["A-4", "丁"]]), f"goods.{'xlsx' if form is xlsx_bytes else 'csv'}")
    row, seen = Import.objects.get(), []

    def look() -> None:
        page = desk.get(f"/intake/{row.pk}/progress/")
        seen.append((page.context["percent"], page.context["row"].done_rows, page.context["total"]))

    check_file(row.pk, kind, look)
    assert seen == [(0, 0, 0), (0, 0, 4), (50, 2, 4), (100, 4, 4)]


def test_the_list_shows_who_when_counts_and_state(
    desk: Client, at_desk: Desk, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        at_desk.bring("skus", csv_bytes(ROWS), f"goods-{number}.csv")
    with django_assert_max_num_queries(22):
        page = desk.get("/intake/").content.decode()
    assert "goods-4.csv" in page
    assert "周敏" in page
    assert "待确认" in page
    assert "goods-4.csv" not in desk.get("/intake/?state=applied").content.decode()
    assert len(desk.get("/intake/?text=GOODS-3&kind=skus&state=checked").context["page"]) == 1
    lines = desk.get("/intake/?export=csv&sort=file").getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == [f"goods-{number}.csv" for number in range(5)]


def test_bad_rows_are_a_list_found_by_column_reason_and_value(desk: Client, at_desk: Desk) -> None:
    bad = [[f"B {number:02d}", ""] for number in range(21)]
    row = at_desk.bring("skus", csv_bytes([["SKU 编码", "重量"], ["A-1", "x"], ["A-2", ""], ["A-2", ""], *bad]))
    address = f"/intake/{row.pk}/bad-rows/"

    def lines(query: str) -> list[int]:
        return [problem.line for problem in desk.get(f"{address}?{query}").context["page"]]

    assert len(lines("")) == row.problems.count() == 24
    assert lines("column=weight_grams") == [2]
    assert lines("text=b+20") == [25]
    assert lines("text=25") == [25]
    assert lines("code=intake.duplicate") == [4]
    assert lines("column=code&sort=-line&size=25")[:2] == [25, 24]
    page = desk.get(address).content.decode()
    assert "第 … 行" in page
    first = desk.get(f"/intake/{row.pk}/")
    assert (len(first.context["problems"]), first.context["findings"]) == (20, 24)
    assert "全部 24 处" in first.content.decode()
    with CaptureQueriesContext(connection) as all_of_them:
        desk.get(address)
    with CaptureQueriesContext(connection) as one:
        desk.get(f"{address}?text=25")
    assert len(all_of_them) == len(one)


def test_a_refused_file_is_told_on_its_page(desk: Client, at_desk: Desk) -> None:
    row = at_desk.bring("skus", b"%PDF-1.7", "goods.csv")
    page = desk.get(f"/intake/{row.pk}/").content.decode()
    assert "goods.csv 不是能导入的表格：PDF 文件" in page
    assert "什么都没变" in page


def test_a_foreign_warehouses_import_is_not_there(desk: Client, at_desk: Desk) -> None:
    row = at_desk.bring("skus", csv_bytes(ROWS))
    Import.objects.filter(pk=row.pk).update(warehouse=StockedWarehouseFactory())
    for path in ("", "progress/", "bad-rows/"):
        assert desk.get(f"/intake/{row.pk}/{path}").status_code == 404
    for act in ("accept", "cancel", "undo"):
        assert desk.post(f"/intake/{row.pk}/{act}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "skus", "locations"),
    [(Role.MANAGER, 200, 200), (Role.ADMINISTRATOR, 200, 200), (Role.OPERATOR, 200, 403), (Role.PICKER, 403, 403)],
)
def test_kinds_belong_to_roles(client: Client, house: Warehouse, role: str, skus: int, locations: int) -> None:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=house, role=role)
    client.force_login(person)
    assert client.get("/intake/new/skus/").status_code == skus
    assert client.get("/intake/new/locations/").status_code == locations
    assert client.get("/intake/new/nothing/").status_code == (403 if role == Role.PICKER else 404)


def test_an_upload_over_the_limit_is_refused_before_it_is_read(desk: Client, settings: Any, media: Any) -> None:
    settings.UPLOAD_MAX_MEGABYTES = 1
    answer = upload(desk, b"x" * 1_300_000)
    assert answer.status_code == 413
    assert "文件约 2 MB，上限 1 MB" in answer.content.decode()
    assert not media.exists()
    assert Import.objects.count() == 0


def test_a_form_without_a_file_is_told(desk: Client) -> None:
    assert desk.post("/intake/new/skus/").status_code == 400
