"""[M15] Evidence: found, shown whole, exported, signed, never edited, purged in batches."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.aliexpress.desk.conftest import Desk, signed_in, sku_of
from tests.factories.inventory import BarcodeFactory, StockedWarehouseFactory
from wms.aliexpress import evidence as kept
from wms.aliexpress import signatures, tasks
from wms.aliexpress.models import Evidence, EvidenceKey, SigningKey
from wms.aliexpress.signatures import signed, verify
from wms.core.cause import Cause
from wms.core.transactions import unit_of_work


def keep(desk: Desk, method: str = "aliexpress.inventory.state.push", **more: Any) -> Evidence:
    now = more.pop("at", timezone.now())
    facts: dict[str, Any] = {
        "request": {"inventory": "{\"quantity\": 5}"}, "response": {"ok": True}, "request_id": "r-1", "sent_at": now,
        "answered_at": now + timedelta(milliseconds=412), "outcome": "ok", "cause": Cause.task("stock_push"),
        "subject_skus": [], "order_numbers": [],
    }  # fmt: skip
    return kept.record(desk.account, method, **{**facts, **more})


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sku": "A"}, ["r-a"]),
        ({"order": "8190 5521"}, ["r-b"]),
        ({"request_id": "r-a"}, ["r-a"]),
        ({"outcome": "refused"}, ["r-b"]),
        ({"method": "m.read"}, ["r-b"]),
        ({"sku": "A", "outcome": "refused"}, []),
        ({"since": "not a time"}, ["r-b", "r-a"]),
        ({"text": "8190 5521"}, ["r-b"]),
        ({"text": "A"}, ["r-a"]),
        ({"text": "r-a"}, ["r-a"]),
        ({"text": "6900000100011"}, ["r-a"]),
        ({"text": "nothing"}, []),
        ({}, ["r-b", "r-a"]),
    ],
)
def test_m15_each_field_of_the_search_narrows(desk: Desk, query: dict[str, str], found: list[str]) -> None:
    BarcodeFactory(sku=sku_of(desk.sells("A", 0)), value="06900000100011", kind="gtin")
    keep(desk, subject_skus=["A"], request_id="r-a")
    keep(desk, "m.read", order_numbers=["81905521"], request_id="r-b", outcome="refused", code="isv.x")
    answer = desk.get("/evidence/", **query)
    assert [row.request_id for row in answer.context["page"]] == found


def test_a_search_by_time_takes_what_lies_between(desk: Desk) -> None:
    now = timezone.now()
    for hours in (1, 3, 5):
        keep(desk, at=now - timedelta(hours=hours), request_id=f"r-{hours}")
    local = now.astimezone(desk.warehouse.zone)
    since, until = (f"{local - timedelta(hours=hours):%Y-%m-%dT%H:%M}" for hours in (4, 2))
    answer = desk.get("/evidence/", since=since, until=until)
    assert [row.request_id for row in answer.context["page"]] == ["r-3"]


def test_a_time_that_is_none_narrows_nothing_and_is_told(desk: Desk) -> None:
    keep(desk)
    assert "Not understood, so not narrowed by: From" in desk.said(desk.get("/evidence/", since="yesterday"))


def test_a_hundred_exchanges_ask_no_more_queries_than_one(desk: Desk) -> None:
    keep(desk)
    desk.get("/evidence/", size="200")  # what a process asks once
    with CaptureQueriesContext(connection) as alone:
        desk.get("/evidence/", size="200")
    for number in range(99):
        keep(desk, f"m.{number % 7}", subject_skus=[f"S{number}"])
    with CaptureQueriesContext(connection) as many:
        assert len(desk.get("/evidence/", size="200").context["page"]) == 100
    assert len(many) == len(alone)


def test_the_signed_pdf_is_offered_for_one_order_or_sku(desk: Desk) -> None:
    keep(desk, subject_skus=["A&B"])
    assert "Signed PDF" not in desk.said(desk.get("/evidence/"))
    assert 'bundle/?sku=A%26B"' in desk.said(desk.get("/evidence/", sku="A&B"))
    assert 'bundle/?sku=A%26B"' in desk.said(desk.get("/evidence/", text="A&B"))
    found_by_request = desk.said(desk.get("/evidence/", text="r-1"))
    assert ("A&amp;B" not in found_by_request, "Signed PDF" in found_by_request) == (True, False)


def test_one_exchange_shows_request_answer_times_and_cause(desk: Desk) -> None:
    row = keep(desk, subject_skus=["A"], code="", request={"access_token": "very-secret", "body": '{"quantity": 5}'})
    page = desk.said(desk.get(f"/evidence/{row.pk}/"))
    assert "412 ms" in page
    assert "stock push" in page
    assert "&quot;quantity&quot;: 5" in page
    assert "very-secret" not in page


def test_a_foreign_warehouses_exchange_is_not_found(desk: Desk) -> None:
    row = keep(desk, subject_skus=["A"])
    _, stranger = signed_in(StockedWarehouseFactory(code="W9"))
    assert stranger.get(f"/evidence/{row.pk}/").status_code == 404
    assert stranger.get("/evidence/bundle/", {"sku": "A"}).status_code == 404
    assert list(stranger.get("/evidence/").context["page"]) == []


def test_csv_has_what_the_search_finds_and_no_formula(desk: Desk) -> None:
    keep(desk, subject_skus=["A"], request_id="=1+1")
    keep(desk, subject_skus=["B"])
    rows = list(csv.reader(io.StringIO(desk.get("/evidence/", sku="A", export="csv").getvalue().decode("utf-8-sig"))))
    assert len(rows) == 2
    assert json.loads(rows[1][rows[0].index("Request")]) == {"inventory": {"quantity": 5}}
    assert rows[1][rows[0].index("Request ID")] == "'=1+1"


def test_a_bundle_is_a_pdf_whose_signature_holds_until_a_byte_is_changed(desk: Desk, tmp_path: Path) -> None:
    for number in range(3):
        keep(desk, order_numbers=["8190"], request_id=f"r{number}", response={"buyer": "张*", "lines": list(range(40))})
    answer = desk.get("/evidence/bundle/", order="8190")
    data = answer.content
    assert (answer.status_code, data[:5]) == (200, b"%PDF-")
    verdict = verify(data)
    assert (verdict.state, verdict.facts["subject"], verdict.facts["exchanges"]) == ("intact", "order:8190", 3)
    middle = len(data) // 2
    assert verify(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]).state == "changed"
    assert verify(data.replace(b'"exchanges": 3', b'"exchanges": 2')).state == "changed"
    good = tmp_path / "a.pdf"
    good.write_bytes(data)
    call_command("verify_evidence", str(good), stdout=io.StringIO())
    (tmp_path / "b.pdf").write_bytes(data.replace(b"%PDF-", b"%PDF=", 1))
    with pytest.raises(SystemExit):
        call_command("verify_evidence", str(tmp_path / "b.pdf"), stdout=io.StringIO())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", signatures.MARK + b"{}", signatures.MARK + b"[1]", b"x" * 10])
def test_what_carries_no_signature_is_said_to(desk: Desk, data: bytes) -> None:
    assert verify(data).state == "unsigned"


def test_another_installations_signature_is_told_apart(desk: Desk) -> None:
    data = signed(b"%PDF-1.4 x", subject="sku:A", exchanges=1, at=timezone.now())
    SigningKey.objects.all().delete()
    assert verify(data).state == "foreign"


def test_the_check_page_judges_an_upload(desk: Desk) -> None:
    data = signed(b"%PDF-1.4 x", subject="sku:A", exchanges=1, at=timezone.now())
    upload = SimpleUploadedFile("a.pdf", data, content_type="application/pdf")
    page = desk.client.post("/evidence/check/", {"file": upload}).content.decode()
    assert "unchanged since it was signed here" in page
    assert "No file was chosen" in desk.client.post("/evidence/check/", {}).content.decode()


def test_the_private_key_never_lies_in_the_open(desk: Desk) -> None:
    signed(b"x", subject="s", exchanges=1, at=timezone.now())
    private = SigningKey.objects.get().private_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM aliexpress_signingkey")
        assert private not in cursor.fetchone()[0]


@pytest.mark.parametrize("table", ["aliexpress_evidence", "aliexpress_evidencekey"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id + 1000", "DELETE FROM {}"])
def test_m15_evidence_is_append_only_in_the_database_itself(desk: Desk, table: str, sql: str) -> None:
    keep(desk, subject_skus=["A"])
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))


def test_purge_takes_old_exchanges_a_batch_a_transaction_and_rests_between(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    monkeypatch.setattr(kept, "PURGE_BATCH", 2)
    monkeypatch.setattr(tasks.time, "sleep", rests.append)
    old = timezone.now() - timedelta(days=181)
    for number in range(5):
        keep(desk, at=old, subject_skus=[f"S{number}"])
    young = keep(desk, subject_skus=["A"], at=timezone.now() - timedelta(days=179))
    tasks.purge()
    assert list(Evidence.objects.values_list("pk", flat=True)) == [young.pk]
    assert EvidenceKey.objects.count() == 1
    assert rests == [tasks.PURGE_REST_SECONDS] * 3
