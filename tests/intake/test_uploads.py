"""A body that is too large, or of unknown size, is refused at every page before a byte of it is read."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from django.test import Client, override_settings

from wms.aliexpress import papers
from wms.aliexpress.desk.evidence import MOST_UPLOAD
from wms.intake.uploads import FORM_BYTES

GIGABYTE = 1_000_000_000
FORM = 2_621_440
MULTIPART = "multipart/form-data; boundary=edge"


class Unread(io.BytesIO):
    """A body that fails the test when somebody reads it."""

    def read(self, *args: object) -> bytes:
        raise AssertionError("the body was read")

    readline = readlines = read  # type: ignore[assignment]


def announce(path: str, size: int | str, kind: str = MULTIPART, english: bool = False, **more: Any) -> Any:
    """POST with the CSRF check on, as a server hands it on: the check reads the form unless something stops it."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    if english:
        client.cookies["language"] = "en"
    return client.post(path, **{"wsgi.input": Unread(), "CONTENT_TYPE": kind, "CONTENT_LENGTH": str(size), **more})


@pytest.mark.parametrize(
    ("path", "most", "limit"),
    [
        ("/signin/", FORM, "2.6"),
        ("/skus/new/", FORM, "2.6"),
        ("/enrol/link/", FORM, "2.6"),
        ("/intake/7/accept/", FORM, "2.6"),
        ("/intake/new/pictures/", 50_000_000 + FORM_BYTES, "50"),
        ("/evidence/check/", MOST_UPLOAD + FORM_BYTES, "30"),
        ("/onboarding/7/agreement/", papers.MAX_BYTES + FORM_BYTES, "10"),
    ],
)
def test_each_page_has_its_limit_and_reads_nothing_beyond(
    path: str, most: int, limit: str, caplog: pytest.LogCaptureFixture
) -> None:
    for size in (most + 1, GIGABYTE):
        with caplog.at_level(logging.WARNING, "wms.request"):
            answer = announce(path, size)
        assert (answer.status_code, answer["Connection"]) == (413, "close")
        assert f"上限 {limit} MB" in answer.content.decode()
    told = [record.facts for record in caplog.records if record.message == "body refused"]
    assert [(facts["path"], facts["megabytes"], facts["limit"]) for facts in told] == [
        (path, -(-size // 1_000_000), limit) for size in (most + 1, GIGABYTE)
    ]
    with pytest.raises(AssertionError, match="the body was read"):
        announce(path, most)


def test_a_body_in_chunks_is_not_begun() -> None:
    answer = announce("/signin/", "", HTTP_TRANSFER_ENCODING="chunked")
    assert (answer.status_code, answer["Connection"]) == (411, "close")
    assert "没有说明内容长度" in answer.content.decode()
    assert "程序发的要写 Content-Length，不能分块" in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", "发来的内容超过那一页的上限"), ("en", "More was sent than that page takes")],
)
def test_what_nginx_shows_fits_every_page(client: Client, language: str, words: str) -> None:
    client.cookies["language"] = language
    page = client.get("/intake/too-large/")
    assert page.status_code == 413
    assert words in page.content.decode()
    assert " MB" not in page.content.decode()


def test_both_are_told_in_english() -> None:
    large = announce("/signin/", GIGABYTE, english=True)
    assert "About 1,000 MB were sent; this page takes 2.6 MB" in large.content.decode()
    chunks = announce("/signin/", "", english=True, HTTP_TRANSFER_ENCODING="chunked")
    assert "The length of the content is missing" in chunks.content.decode()
    assert "a program states Content-Length instead of sending chunks" in chunks.content.decode()


@override_settings(UPLOAD_MAX_MEGABYTES=1)
def test_the_limit_of_an_import_follows_the_setting() -> None:
    assert "上限 1 MB" in announce("/intake/new/skus/", 1_200_001).content.decode()


def test_doors_of_machines_answer_in_their_own_way() -> None:
    answer = announce("/api/v1/skus/", GIGABYTE, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
