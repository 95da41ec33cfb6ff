"""The sandbox's memory on disk: one append-only file of last-write-wins records that survives a kill.

Each line is one change, written in one call before it is answered for: `[[kind, key, value], …]`, value null = gone.
A line torn by a kill is ignored on reading (nothing had been answered for it). When the file has grown to several
times its live content it is rewritten beside itself and renamed over.
"""

import json
import os
from pathlib import Path

Records = dict[str, dict[str, dict]]

SLACK_RECORDS = 5_000
GROWTH = 4


class Journal:
    """Appends changes and compacts by itself; without a path it keeps nothing and costs nothing."""

    def __init__(self, path: str | os.PathLike | None) -> None:
        self.path = Path(path) if path else None
        self._handle: int | None = None
        self._written = 0

    def load(self) -> Records:
        """Read all records and leave a compact file behind."""
        records: Records = {}
        if self.path is None:
            return records
        if self.path.exists():
            for line in self.path.read_bytes().split(b"\n"):
                try:
                    changes = json.loads(line)
                except ValueError:
                    continue
                for kind, key, value in changes:
                    if value is None:
                        records.get(kind, {}).pop(key, None)
                    else:
                        records.setdefault(kind, {})[key] = value
        self._rewrite(self.path, records)
        return records

    def append(self, changes: list[tuple[str, str, dict | None]], records: Records) -> None:
        """Write one change before its answer leaves; `records` is the whole present content."""
        if self.path is None or self._handle is None or not changes:
            return
        self._write_whole(self._handle, json.dumps(changes, separators=(",", ":")).encode() + b"\n")
        self._written += len(changes)
        live = sum(len(group) for group in records.values())
        if self._written > SLACK_RECORDS + GROWTH * live:
            self._rewrite(self.path, records)

    def close(self) -> None:
        """Give the file back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _rewrite(self, path: Path, records: Records) -> None:
        self.close()
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(path.name + ".new")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for kind, group in records.items():
            for key, value in group.items():
                self._write_whole(handle, json.dumps([[kind, key, value]], separators=(",", ":")).encode() + b"\n")
        os.fsync(handle)
        os.replace(beside, path)
        self._handle = handle
        self._written = sum(len(group) for group in records.values())

    @staticmethod
    def _write_whole(handle: int, data: bytes) -> None:
        while data:
            data = data[os.write(handle, data) :]
