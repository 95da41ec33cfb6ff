"""A scan that comes before the scripts do must not travel in an address: it would stand in logs and histories."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

SCAN_FORM = re.compile(r"<form\b[^>]*\bdata-scan[\s>][^>]*>?")


def test_no_scan_line_is_submitted_by_the_browser_itself() -> None:
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    forms = [form for page in pages for form in SCAN_FORM.findall(page.read_text(encoding="utf-8"))]
    assert len(forms) >= 8
    assert [form for form in forms if 'method="dialog"' not in form] == []
