"""A handheld or bench over HTTP: it sends until it is answered, exactly as the page does."""

from __future__ import annotations

import contextlib
import random
import time
from typing import Any

import httpx

from wms.scan.codes import make
from wms.scan.testing import Handheld

GIVE_UP_SECONDS, RETRY_SECONDS = 180.0, 0.2
SENT_TWICE, ANSWER_LOST = 0.02, 0.02  # shares of all scans, whatever the rate of wrong ones
HANDS_SECONDS = (0.1, 0.4)  # from one scan to the next: faster than anybody, but not a flood
IMPATIENT_SECONDS = 0.005  # gone before an answer can come
COMMANDS = (
    *("ELSEWHERE", "HOLD", "MISSING", "RETRY", "SHORT", "NOSTOCK", "CLOSE", "DONE", "PARK", "CANCEL", "UNDO"),
    "GOON",
)
COMMAND = {name: make("command", name) for name in COMMANDS}


class SystemGone(Exception):
    """Nobody has answered for three minutes."""


class Device:
    """One enrolled device with one signed-in person."""

    def __init__(self, url: str, device: dict[str, Any], person: dict[str, Any], rng: random.Random) -> None:
        self.url, self.rng, self.name = url, rng, person["name"]
        self.surface = "station" if device["kind"] == "station" else "rf"
        self.header = {"Authorization": f"Device {device['token']}"}
        self.client = httpx.Client(base_url=url, timeout=20, cookies={"device": device["token"]})
        self.badge, self.pin = person["badge"], person["pin"]
        self.scanner = Handheld(post=self._post, person="", surface=self.surface)
        self.sign_in()

    def sign_in(self) -> None:
        """Badge and PIN; the token goes into each scan and into the cookie of page reads."""
        answer = self._until_answered("POST", f"/{self.surface}/signin/", {"badge": self.badge, "pin": self.pin})
        if "person" not in answer[1]:
            raise SystemGone(f"{self.name} cannot sign in: {answer}")
        self.scanner.person = answer[1]["person"]
        self.client.cookies.set("person", answer[1]["person"])

    def looks(self, screen: str) -> dict[str, Any]:
        """The screen as it is now; from here on this is what the person has seen."""
        status, shown = self._until_answered("GET", f"/{self.surface}/{screen}/progress", None)
        if status == 401:
            self.sign_in()
            return self.looks(screen)
        self.scanner.open(screen, work=shown["work"], step=shown["step"], version=shown["version"])
        return shown

    def scans(self, screen: str, raw: str, **changes: Any) -> dict[str, Any]:
        """One scan. Now and then its answer is lost, or it is sent twice: the same scan gets the same verdict."""
        time.sleep(self.rng.uniform(*HANDS_SECONDS))
        if self.scanner.screen != screen:
            self.looks(screen)
        body = self.scanner.body(raw, **changes)
        chance = self.rng.random()
        if chance < ANSWER_LOST:
            self._sends_in_vain(f"/{self.surface}/{screen}/scan", body)
        answer = self.scanner.send(body)
        if 1 - chance < SENT_TWICE:
            again = self.scanner.send(body)
            if (again["verdict"], again["code"]) != (answer["verdict"], answer["code"]):
                raise AssertionError(f"a repeated scan was judged anew: {answer['code']} -> {again['code']}")
            answer = again
        return answer

    def _sends_in_vain(self, path: str, body: dict[str, Any]) -> None:
        """The scan leaves, nothing comes back: whether it was judged is not known here."""
        with contextlib.suppress(httpx.TransportError):
            self.client.post(path, json=body, headers=self.header, timeout=IMPATIENT_SECONDS)

    def commands(self, screen: str, name: str) -> dict[str, Any]:
        return self.scans(screen, COMMAND[name])

    def _post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        status, answer = self._until_answered("POST", path, body)
        if status == 401:
            self.sign_in()
            return self._until_answered("POST", path, {**body, "person": self.scanner.person})
        if answer.get("verdict") in {"gap", "conflict"} or status >= 400:
            raise AssertionError(f"{self.name} {path}: {status} {answer}")
        return status, answer

    def _until_answered(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        ends = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < ends:
            try:
                response = self.client.request(method, path, json=body, headers=self.header)
                if response.status_code < 500:
                    return response.status_code, response.json()
            except (httpx.TransportError, ValueError):
                pass
            time.sleep(RETRY_SECONDS)
        raise SystemGone(f"{method} {path}")
