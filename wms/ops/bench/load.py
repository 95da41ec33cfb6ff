"""Handhelds that scan at a set rate whether or not the server keeps up (an open loop), and how long each scan took.

A scan's time begins when it was due, so that a server which falls behind cannot hide it.
"""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from wms.scan.testing import Handheld, Post

JITTER = 0.5  # of the pause between two scans of one person, either way
TIMEOUT_SECONDS, KEEP_ALIVE_SECONDS = 30, 8
WARM_UP_SCANS = 3


@dataclass
class Labels:
    """Everything that is scanned, by what a screen shows; totes are handed out once."""

    location: dict[str, str]
    sku: dict[str, str]
    totes: dict[str, str]
    free: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def free_tote(self) -> str:
        with self.lock:
            return self.totes[self.free.pop()]


@dataclass
class Tally:
    """Milliseconds of each judged scan, its code, and what was no judged scan at all."""

    milliseconds: list[float] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)

    def percentile(self, share: float) -> float:
        ranked = sorted(self.milliseconds)
        return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 1) if ranked else 0.0


class Picker:
    """A person at a handheld who reads the screen and scans what it asks for, cart to cart."""

    def __init__(self, post: Post, person: str, cart: str, labels: Labels) -> None:
        self.handheld = Handheld(post=post, person=person).open("pick", work=None, step="cart", version=0)
        self.cart, self.labels = cart, labels
        self.data: dict[str, Any] = {}

    def next_label(self) -> str:
        """What the present step wants."""
        step = self.handheld.seen["step"]
        if step == "cart":
            return self.cart
        if step == "slot":
            return self.labels.totes[self.data["tote"]] if self.data.get("tote") else self.labels.free_tote()
        if step == "location":
            return self.labels.location[self.data["location"]]
        return self.labels.sku[self.data["sku"]] if step == "item" else self.labels.totes[self.data["tote"]]

    def scan(self) -> str:
        """One scan; its code, or what went wrong instead of a verdict."""
        answer = self.handheld.scan(self.next_label())
        if self.handheld.status != 200:
            return f"http {self.handheld.status}"
        self.data = answer["data"]
        return str(answer["code"])

    def get_ready(self) -> None:
        """Take work, set the totes, and scan a little, as fast as it goes."""
        while self.handheld.seen["step"] in {"cart", "slot"}:
            if (code := self.scan()) not in {"pick.started", "pick.tote_set", "pick.ready"}:
                raise RuntimeError(f"a walk could not begin: {code} {self.handheld.last}")
        for _ in range(WARM_UP_SCANS):
            self.scan()


def keep_alive_post(port: int, device_token: str) -> Post:
    """JSON over one connection that stays open as long as it is used, as a browser keeps it."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    headers = {"Content-Type": "application/json", "Authorization": f"Device {device_token}"}
    used_at = 0.0

    def post(path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        nonlocal used_at
        if time.monotonic() - used_at > KEEP_ALIVE_SECONDS:
            line.close()  # the server would hang up on it; the next request dials anew
        used_at = time.monotonic()
        line.request("POST", path, json.dumps(body), headers)
        response = line.getresponse()
        content = response.read()
        return response.status, json.loads(content) if response.status in {200, 409} else {}

    return post


def scan_openly(pickers: Sequence[Picker], *, rate: float, seconds: float, seed: int) -> Tally:
    """All pickers together make `rate` scans a second for `seconds`; each keeps his own pace, with jitter."""
    tally, lock = Tally(), threading.Lock()
    begin = time.monotonic() + 0.2
    threads = []
    for number, picker in enumerate(pickers):
        dues = _dues(random.Random(f"{seed}/{number}"), len(pickers) / rate, seconds)
        work = _shift(picker, [begin + due for due in dues], tally, lock)
        threads.append(threading.Thread(target=work, name=f"picker-{number}", daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def _dues(rng: random.Random, pause: float, seconds: float) -> list[float]:
    dues, at = [], rng.random() * pause
    while at < seconds:
        dues.append(at)
        at += pause * rng.uniform(1 - JITTER, 1 + JITTER)
    return dues


def _shift(picker: Picker, dues: Sequence[float], tally: Tally, lock: threading.Lock) -> Callable[[], None]:
    def work() -> None:
        for due in dues:
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                code, error = picker.scan(), ""
            except (OSError, http.client.HTTPException, LookupError) as problem:
                code, error = "", type(problem).__name__
            spent = (time.monotonic() - due) * 1000
            with lock:
                if error or code.startswith("http "):
                    tally.errors[error or code] += 1
                else:
                    tally.codes[code] += 1
                    tally.milliseconds.append(spent)

    return work
