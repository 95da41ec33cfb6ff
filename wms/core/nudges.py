"""The embedded broker: kombu's folder of files, made safe for several writers and readers (PROTOCOLS 3, ADR 0014).

As kombu ships it, a reader can meet a half-written file (and its worker exits), and a temporary folder on another
file system loses messages. It carries nudges only: what it loses costs one sweep.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

LONGEST_WAIT_SECONDS = 0.3  # between two looks at "should I stop?"; kombu's 2 s are what made Ctrl-C slow


class Channel(filesystem.Channel):
    """Both steps of a message's life are one rename inside one folder: it is there wholly, and taken once."""

    supports_fanout = False

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        """A queue is addressed by its name: no table of bindings that two processes could tear."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        folder = Path(self.data_folder_out)
        name = f"{monotonic_ns():020d}_{uuid.uuid4().hex}.{queue}.msg"
        unfinished = folder / f".{name}"
        unfinished.write_text(dumps(payload), encoding="utf-8")
        unfinished.rename(folder / name)

    def _get(self, queue: str) -> Any:
        folder = Path(self.data_folder_in)
        ending = f".{queue}.msg"
        for name in sorted(name for name in os.listdir(folder) if name.endswith(ending) and name[0] != "."):
            taken = folder / f".taken.{name}"
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            text = taken.read_text(encoding="utf-8")
            taken.unlink()
            return loads(text)
        raise Empty


class Transport(filesystem.Transport):
    """For broker_transport = "wms.core.nudges:Transport"."""

    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None) -> None:
        wait = LONGEST_WAIT_SECONDS if timeout is None else min(timeout, LONGEST_WAIT_SECONDS)
        super().drain_events(connection, timeout=wait)


def empty(folder: Path) -> None:
    """Make the folder, and throw away what an earlier run left: its work stands in the database."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        if file.is_file():
            file.unlink(missing_ok=True)
