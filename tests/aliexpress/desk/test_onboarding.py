"""[M18] The checklist and its papers; [M2] the certification's end and its renewal."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.aliexpress.desk.conftest import Desk, signed_in
from tests.factories.inventory import StockedWarehouseFactory
from wms.aliexpress import papers, tasks
from wms.aliexpress.models import OnboardingPaper, ShopAccount
from wms.aliexpress.selectors.onboarding import Step, stages
from wms.core.models import Message, Warehouse, WorkItem
from wms.core.states import Role

PDF = b"%PDF-1.4 licence"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "onboarding"


def save(desk: Desk, kind: str = "licence", content: bytes | None = PDF, name: str = "x.pdf", **told: str) -> str:
    body: dict[str, Any] = dict(told)
    if content is not None:
        body["file"] = SimpleUploadedFile(name, content)
    return desk.client.post(f"/onboarding/{desk.shop.pk}/{kind}/", body, follow=True).content.decode()


def day(days: int) -> str:
    return (timezone.localdate(timezone=Warehouse.objects.get(code="SZ").zone) + timedelta(days=days)).isoformat()


def step(desk: Desk, key: str) -> Step:
    found = stages(desk.shop, desk.warehouse, ShopAccount.objects.select_related("shop__warehouse").get())
    return next(step for stage in found for step in stage.steps if step.key == key)


def test_a_paper_needs_its_file_and_its_end(desk: Desk, folder: Path) -> None:
    assert (step(desk, "licence").state, step(desk, "licence").lacks) == ("missing", "file")
    save(desk, number="91440300")
    assert step(desk, "licence").lacks == "end"
    save(desk, content=None, number="91440300", expires_on=day(400))
    assert step(desk, "licence").state == "done"
    paper = OnboardingPaper.objects.get()
    assert (paper.number, paper.content_type, papers.read(paper.file)) == ("91440300", "application/pdf", PDF)
    assert [path.name for path in folder.iterdir()] == [paper.file]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<script>alert(1)</script>", "licence.pdf", "licence.pdf is no PDF, JPG or PNG"),
        (b"MZ\x90", "a.png", "a.png is no PDF, JPG or PNG"),
        (b"%PDF-" + b"x" * papers.MAX_BYTES, "big.pdf", "big.pdf is over 10 MB"),
    ],
)
def test_m18_what_is_no_paper_is_refused_and_nothing_is_kept(
    desk: Desk, folder: Path, content: bytes, name: str, said: str
) -> None:
    assert said in save(desk, content=content, name=name)
    assert OnboardingPaper.objects.count() == 0
    assert not folder.exists()


def test_a_wrong_date_is_refused_before_the_file_is_kept(desk: Desk, folder: Path) -> None:
    assert "2027/01/31 is no date" in save(desk, expires_on="2027/01/31")
    assert not folder.exists()


def test_a_name_with_a_path_never_leaves_the_folder_and_a_new_file_replaces_the_old(desk: Desk, folder: Path) -> None:
    save(desk, name="../../evil.pdf")
    save(desk, content=b"\x89PNG\r\n\x1a\nnew", name="b.png")
    paper = OnboardingPaper.objects.get()
    assert (paper.content_type, [path.name for path in folder.iterdir()]) == ("image/png", [paper.file])


def test_only_keepers_save_and_fetch_and_the_file_is_never_shown_inline(desk: Desk) -> None:
    save(desk)
    paper = OnboardingPaper.objects.get()
    answer = desk.client.get(f"/onboarding/papers/{paper.pk}/")
    assert (answer.content, answer.headers["X-Content-Type-Options"]) == (PDF, "nosniff")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="licence.pdf"'
    _, manager = signed_in(desk.warehouse, Role.MANAGER)
    assert manager.get("/onboarding/").status_code == 200
    assert manager.get(f"/onboarding/papers/{paper.pk}/").status_code == 403
    assert manager.post(f"/onboarding/{desk.shop.pk}/licence/", {}).status_code == 403
    _, stranger = signed_in(StockedWarehouseFactory(code="W9"))
    assert stranger.get(f"/onboarding/papers/{paper.pk}/").status_code == 404
    assert stranger.post(f"/onboarding/{desk.shop.pk}/licence/", {}).status_code == 404


@pytest.mark.parametrize(
    ("days", "state", "is_open", "is_urgent"),
    [(31, "done", False, False), (30, "warn", True, False), (7, "warn", True, True), (1, "warn", True, True),
     (-1, "missing", True, True)],
)  # fmt: skip
def test_m18_a_papers_end_becomes_work_in_time(
    desk: Desk, days: int, state: str, is_open: bool, is_urgent: bool
) -> None:
    save(desk, expires_on=day(days))
    tasks.watch_papers()
    assert step(desk, "licence").state == state
    rows = list(WorkItem.objects.filter(kind="paper_expires").values_list("state", "is_urgent"))
    assert rows == ([("open", is_urgent)] if is_open else [])
    save(desk, content=None, expires_on=day(400))
    assert not WorkItem.objects.filter(kind="paper_expires", state="open").exists()


def test_m2_the_certifications_date_is_the_warehouses_and_tells_held_orders(desk: Desk) -> None:
    save(desk, kind="certification", expires_on=day(90))
    assert Warehouse.objects.get(code="SZ").certified_until_on.isoformat() == day(90)
    assert Message.objects.filter(topic="warehouse.certified", key=str(desk.warehouse.pk)).count() == 1


def test_m18_stages_two_and_three_are_checked_live(desk: Desk) -> None:
    assert [step(desk, key).lacks for key in ("authorised", "orders", "first_sync", "first_push", "verified")] == [
        "not_authorised", "not_pulled", "days", "not_shown", "to_verify",
    ]  # fmt: skip
    ShopAccount.objects.update(access_token="t", orders_seen_until=timezone.now())
    desk.sells("A", 1, confirmed=1)
    desk.sells("B", 1, state="idle").binding.__class__.objects.filter(seller_sku="B").update(state="unverified")
    assert [step(desk, key).state for key in ("authorised", "orders")] == ["done", "done"]
    assert step(desk, "first_push").facts == {"n": 1, "of": 2}
    assert step(desk, "verified").facts == {"n": 1, "of": 2}
    assert step(desk, "conflicts").state == "done"


def test_the_page_shows_each_step_with_what_is_missing(desk: Desk) -> None:
    page = desk.said(desk.get("/onboarding/"))
    assert page.count("no file yet") == 6
    assert "0 of 0 verified" in page
