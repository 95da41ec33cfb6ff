"""Every time on a page is the warehouse's: the server's own clock is UTC."""

from __future__ import annotations

import re

from tests import catalogues

# A moment is one by its name, or by the hours that are shown of it.
MOMENT = re.compile(r'([\w.|:]+)\|date:"([^"]*)"')
HOURS = re.compile(r"(?<!\\)[GHghis]")


def test_moments_are_told_in_the_warehouses_zone() -> None:
    wrong = [
        f"{path.relative_to(catalogues.ROOT)}: {found[1]}|date:{found[2]}"
        for path in catalogues.project_files(".html", ".txt")
        for found in MOMENT.finditer(path.read_text(encoding="utf-8"))
        if "timezone:" not in found[1] and (found[1].endswith("_at") or HOURS.search(found[2]))
    ]
    assert wrong == []
