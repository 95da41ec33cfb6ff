"""What the front has shown, change by change: so that anybody can ask what it showed at any second.

One line a change, appended beside the journal: `[when, shop, SKU, units shown, cause, accepted state]`. Causes: push (a
seller's accepted state), sold, returned (an unpaid order closed), hand (control).
"""

import json
import os
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

KEPT = 200_000


class FrontLog:
    """Kept in memory, newest last; with a path also on disk, from where it is read at the start."""

    def __init__(self, path: str | None) -> None:
        self._rows: list[list] = []
        self._file = Path(path) if path else None
        self._handle: int | None = None
        if self._file is not None:
            if self._file.exists():
                self._rows = list(_lines(self._file))[-KEPT:]
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._rewrite(self._file)

    def _rewrite(self, file: Path) -> None:
        """Only what is kept, beside the old one and renamed over it: the file does not grow for ever."""
        self.close()
        beside = file.with_name(file.name + ".new")
        self._handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for row in self._rows:
            self._write(row)
        os.replace(beside, file)

    def _write(self, row: list) -> None:
        if self._handle is not None:
            os.write(self._handle, json.dumps(row, separators=(",", ":")).encode() + b"\n")

    def record(self, when: float, shop: str, sku_code: str, units: int, cause: str, state: dict | None = None) -> None:
        """Keep one change."""
        row = [when, shop, sku_code, units, cause, state]
        self._rows.append(row)
        self._write(row)
        if len(self._rows) >= 2 * KEPT:
            del self._rows[:-KEPT]
            if self._file is not None:
                self._rewrite(self._file)

    def shown_at(self, shop: str, moment: float) -> dict[str, int]:
        """Units by SKU that a shop's front showed at a moment, of all SKUs that had changed by then."""
        until = bisect_right(self._rows, moment, key=lambda row: row[0])
        return {sku_code: units for _, owner, sku_code, units, *_ in self._rows[:until] if owner == shop}

    def between(self, shop: str, since: float, until: float, sku_code: str = "") -> list[dict]:
        """The changes of a shop in a time, oldest first."""
        names = ("at", "shop", "sku", "shown", "cause", "state")
        return [
            dict(zip(names, row, strict=True))
            for row in self._rows
            if row[1] == shop and since <= row[0] <= until and sku_code in ("", row[2])
        ]

    def close(self) -> None:
        """Give the file back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _lines(file: Path) -> Iterator[list]:
    for line in file.read_bytes().split(b"\n"):
        try:
            row = json.loads(line)
        except ValueError:
            continue  # torn by a kill: nothing had been answered for it
        if isinstance(row, list) and len(row) == 6:
            yield row
