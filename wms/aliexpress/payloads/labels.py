"""[M53] A label off the wire: JSON text that holds base64, and in it a PDF or an archive with one."""

from __future__ import annotations

import base64
import binascii
import io
import zipfile
from typing import Any

from wms.aliexpress.payloads.envelope import Unreadable, text_of

PDF, ZIP = b"%PDF", b"PK\x03\x04"
MAX_LABEL_BYTES = 10_000_000  # unpacked: a label is a page or two, a bomb is not


def label_pdf(document: dict[str, Any]) -> bytes:
    """The PDF in a print answer's document; the content tells which, whatever its type says. Raises Unreadable."""
    try:
        content = base64.b64decode(text_of(document.get("body")), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("label") from None
    if content.startswith(ZIP):
        content = _unpacked(content)
    if not content.startswith(PDF):
        raise Unreadable("label_not_pdf")
    return content


def _unpacked(content: bytes) -> bytes:
    """The only PDF of an archive; of several nobody could say which is this parcel's."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry for entry in archive.infolist() if entry.filename.lower().endswith(".pdf")]
            if len(names) != 1:
                raise Unreadable("label_archive")
            if names[0].file_size > MAX_LABEL_BYTES:
                raise Unreadable("label_too_large")
            with archive.open(names[0]) as page:
                pdf = page.read(MAX_LABEL_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError):
        raise Unreadable("label_archive") from None
    if len(pdf) > MAX_LABEL_BYTES:
        raise Unreadable("label_too_large")
    return pdf
