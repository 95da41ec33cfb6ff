"""The import's bench: every row that it counts is written, and gone after the undoing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wms.ops.bench.intake import measure


@pytest.mark.django_db
def test_all_rows_are_brought_in_and_undone(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    (record,) = measure(30)
    assert (record["state"], record["written"], record["undone_to"]) == ("applied", 30, 0)
    assert record["seconds"] >= record["seconds_to_write"] > 0
