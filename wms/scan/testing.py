"""A handheld for tests and for simulate: it numbers its scans, remembers what it saw, and chains like the page does."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Post = Callable[[str, dict[str, Any]], tuple[int, dict[str, Any]]]


@dataclass
class Handheld:
    """`post(path, body)` sends JSON and returns (status, answer). One screen at a time; open() reads its page anew."""

    post: Post
    person: str
    surface: str = "rf"
    screen: str = ""
    run: str = field(default_factory=lambda: uuid.uuid4().hex)
    seq: int = 0
    seen: dict[str, Any] = field(default_factory=lambda: {"work": None, "step": "", "version": 0})
    last: dict[str, Any] = field(default_factory=dict)
    status: int = 0

    def open(self, screen: str, *, work: str | None, step: str, version: int) -> Handheld:
        """Look at a screen: from now on this is what the person has seen."""
        self.screen, self.seen = screen, {"work": work, "step": step, "version": version}
        return self

    def body(self, raw: str, /, **changes: Any) -> dict[str, Any]:
        """The next scan's body; takes the next number."""
        self.seq += 1
        return {
            "id": str(uuid.uuid4()),
            "run": self.run,
            "seq": self.seq,
            "seen": dict(self.seen),
            "after": None,
            "raw": raw,
            "symbology": "",
            "captured_at": datetime.now(UTC).isoformat(),
            "person": self.person,
            **changes,
        }

    def send(self, body: dict[str, Any]) -> dict[str, Any]:
        self.status, self.last = self.post(f"/{self.surface}/{self.screen}/scan", body)
        if self.status == 200 and self.last["verdict"] in {"ok", "refused", "stale"}:
            self.seen = {key: self.last[key] for key in ("work", "step", "version")}
        return self.last

    def scan(self, raw: str, /, **changes: Any) -> dict[str, Any]:
        """Scan and read the answer."""
        return self.send(self.body(raw, **changes))


def django_post(client: Any, device_token: str) -> Post:
    """Through Django's test client, as an enrolled device."""

    def post(path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        response = client.post(
            path, json.dumps(body), content_type="application/json", headers={"Authorization": f"Device {device_token}"}
        )
        return response.status_code, response.json()

    return post
