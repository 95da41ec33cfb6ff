"""[M53] A label as PDF, or as an archive with one: and nothing else is taken for a label."""

import base64
import io
import zipfile

import pytest

from wms.aliexpress.payloads import labels
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.labels import label_pdf

PDF = b"%PDF-1.4 a label"


def archive(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def document(content: bytes, kind: str = "application/pdf") -> dict[str, str]:
    return {"Content-Type": kind, "body": base64.b64encode(content).decode()}


@pytest.mark.parametrize("kind", ["application/pdf", "application/zip", ""])
def test_the_content_tells_what_it_is(kind: str) -> None:
    assert label_pdf(document(PDF, kind)) == PDF
    assert label_pdf(document(archive(label_pdf=PDF, readme_txt=b"x"), kind)) == PDF


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html>", "label_not_pdf"),
        (archive(label_pdf=b"<html>"), "label_not_pdf"),
        (archive(readme_txt=b"x"), "label_archive"),
        (archive(one_pdf=PDF, two_pdf=PDF), "label_archive"),
        (archive(label_pdf=PDF)[:40], "label_archive"),
    ],
    ids=["a page", "an archive with a page", "an archive without a label", "an archive with two", "half an archive"],
)
def test_what_is_no_label_cannot_be_read(content: bytes, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        label_pdf(document(content))


@pytest.mark.parametrize("body", ["***", "é", None])
def test_what_is_no_base64_cannot_be_read(body: str | None) -> None:
    with pytest.raises(Unreadable):
        label_pdf({"body": body})


def test_an_archive_that_unpacks_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "MAX_LABEL_BYTES", 1_000)
    with pytest.raises(Unreadable, match="label_too_large"):
        label_pdf(document(archive(label_pdf=PDF + b"0" * 100_000)))
