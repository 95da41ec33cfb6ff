"""Which version of the pages is served: the changelog's, and a short digest of the scripts and sheets."""

from __future__ import annotations

import hashlib
import re
from functools import cache

from django.conf import settings

HEADING = re.compile(r"^## (\d+\.\d+\.\d+)", re.MULTILINE)


@cache
def app_version() -> str:
    """Like "0.1.0+3f9a1c2e"; read once a process. A page kept on a handheld goes on telling its own."""
    found = HEADING.search((settings.BASE_DIR / "CHANGELOG.md").read_text(encoding="utf-8"))
    digest = hashlib.sha256()
    for folder in ("js", "css"):
        for path in sorted((settings.BASE_DIR / "static" / folder).glob("*.*")):
            digest.update(path.read_bytes())
    return f"{found.group(1) if found else '0'}+{digest.hexdigest()[:8]}"
