"""A loopback floor without the kit: real templates and scripts, every scan written down, failures on order.

The scripts must hold whatever the server does; here a test can make it lose an answer, break, or sign everybody out.
"""

from __future__ import annotations

import json
import mimetypes
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone, translation

from wms.core.messages import Said

DETAIL = """<section class="sign"><p class="sign-do">{% icon "pin" %}取</p><p class="sign-code">{{ view.subtitle }}</p>
</section>{% if view.detail.pad %}{% include "rf/_keypad.html" with unit="件" %}{% endif %}"""
PERSON = SimpleNamespace(name="李明霞", initial="李", theme="light")
WAREHOUSE = SimpleNamespace(name_zh="深圳龙华仓", name_en="Shenzhen Longhua")
SCREEN = SimpleNamespace(name="fake", surface="rf")
ACTIONS = [
    {"key": "1", "command": "XSHORTA", "label": "少货", "icon": "warning", "kind": "act"},
    {"key": "F2", "command": "XUNDOB", "label": "撤回上一扫", "icon": "undo", "kind": "act"},
]
Fault = Callable[[dict[str, Any]], "tuple[int, dict[str, Any]] | None"]


class FakeFloor:
    """What the server knows. `faults` are asked first, each with the scan's body; None lets it through."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.posts: list[dict[str, Any]] = []
        self.judged: dict[str, dict[str, Any]] = {}
        self.last_seq: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.refuse: dict[str, tuple[str, Said, dict[str, Any]]] = {}
        self.version = 1
        self.delay_seconds = 0.0
        self.gate = threading.Event()  # closed: scans arrive and wait
        self.gate.set()
        self.arrived = 0
        self.pad = False
        self.data: dict[str, Any] = {}
        self.surface = "rf"
        self.sign_ins: list[dict[str, Any]] = []

    @property
    def accepted(self) -> list[str]:
        """The raw texts that counted, in the order of judgement."""
        return [answer["raw"] for answer in self.judged.values() if answer["verdict"] == "ok"]

    def context(self, said: Said | None, code: str, facts: dict[str, Any]) -> dict[str, Any]:
        is_stop = said is not None and said.tone in {"wrong", "stop"}
        return {
            "screen": SimpleNamespace(name="fake", surface=self.surface),
            "actor": SimpleNamespace(person=PERSON, warehouse=WAREHOUSE, station=None, device=None),
            "work": "fake:1",
            "step": "item",
            "version": self.version,
            "view": {
                "title": "拣货",
                "subtitle": f"A03-02-{self.version:02d}",
                "done": self.version,
                "total": 18,
                "prompt": f"扫商品码 {self.version}",
                "rail": [{"label": "库位", "state": "done"}, {"label": "商品", "state": "now"}],
                "actions": ACTIONS,
                "detail": {"pad": self.pad},
                "data": self.data,
            },
            "said": said,
            "facts": facts,
            "is_stop": is_stop,
            "shows_step": code in {"scan.stale", "scan.chain_broken", "scan.parked"},
            "server_time": timezone.now().isoformat(),
            "detail_template": engines["django"].from_string(DETAIL),
        }

    def page(self) -> str:
        with translation.override("zh-hans"):
            return render_to_string(f"{self.surface}/screen.html", self.context(None, "", {}))

    def scan(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Judge as the kit would: known id, number, chain, then the refusals that the test has laid out."""
        with self.lock:
            self.posts.append(body)
            for fault in list(self.faults):
                answered = fault(body)
                if answered is not None:
                    return answered
            return self._judge(body)

    def _judge(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        known = self.judged.get(body["id"])
        if known:
            return 200, known
        last = self.last_seq.get(body["run"], 0)
        if body["seq"] != last + 1:
            return 200, self._answer(body, "gap", "scan.gap", Said("stop", "有扫描还没传到", "", ""), {})
        self.last_seq[body["run"]] = body["seq"]
        before = self.judged.get(body["after"] or "")
        if body.get("give_up"):
            said = Said("stop", "这一扫没处理成", "什么都没变", "从这一步重新扫")
            answer = self._answer(body, "refused", "scan.parked", said, {})
        elif body["after"] and (before is None or before["verdict"] != "ok"):
            said = Said("stop", "前一扫没成", "什么都没变", "从这一步重新扫")
            answer = self._answer(body, "refused", "scan.chain_broken", said, {})
        elif body["raw"] in self.refuse:
            code, said, facts = self.refuse[body["raw"]]
            answer = self._answer(body, "refused", code, said, facts)
        else:
            self.version += 1
            answer = self._answer(body, "ok", "pick.taken", Said("ok", "对", "", ""), {})
        self.judged[body["id"]] = answer
        return 200, answer

    def _answer(
        self, body: dict[str, Any], verdict: str, code: str, said: Said, facts: dict[str, Any]
    ) -> dict[str, Any]:
        context = self.context(said, code, facts)
        with translation.override("zh-hans"):
            html = render_to_string(f"{self.surface}/_regions.html", context)
        return {
            "id": body["id"],
            "raw": body["raw"],
            "verdict": verdict,
            "code": code,
            "tone": said.tone,
            "text": said.text,
            "work": context["work"],
            "step": context["step"],
            "version": context["version"],
            "data": {**self.data, "prompt": context["view"]["prompt"], "facts": facts},
            "html": html,
        }


class Door(BaseHTTPRequestHandler):
    """HTTP around a FakeFloor."""

    floor: FakeFloor
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            self._send(200 if found else 404, Path(found).read_bytes() if found else b"", mimetypes.guess_type(path)[0])
        elif path == "/sw.js":
            self._send(200, Path(finders.find("js/sw.js")).read_bytes(), "text/javascript")
        elif path.endswith("/ping"):
            self._json(200, {"server_time": timezone.now().isoformat()})
        elif path.endswith("/signin/"):
            self._send(200, self._sign_in_page(), "text/html; charset=utf-8")
        else:
            self._send(200, self.floor.page().encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
        if self.path.endswith("/signin/"):
            self.floor.sign_ins.append(body)
            if body["pin"] != "1234":
                answer = {
                    "code": "person.wrong_pin",
                    "tone": "wrong",
                    "text": "PIN 不对 · 还可试 4 次",
                    "act": "重新输入",
                }
                self._json(401, answer)
                return
            now = timezone.now().isoformat()
            signed = {"person": "token-b", "name": "王磊", "initial": "王", "issued_at": now, "expires_at": now}
            self._json(200, {**signed, "server_time": now, "next": "/rf/fake/"})
            return
        assert self.headers["X-Requested-With"] == "scan"
        self.floor.arrived += 1
        self.floor.gate.wait(20)
        time.sleep(self.floor.delay_seconds)
        status, answer = self.floor.scan(body)
        if status == 0:  # the answer is lost on its way
            self.close_connection = True
            self.connection.close()
            return
        self._json(status, answer)

    def _sign_in_page(self) -> bytes:
        device = SimpleNamespace(code="PDA-017", warehouse=WAREHOUSE, station=None)
        context = {"device": device, "said": None, "server_time": timezone.now().isoformat()}
        with translation.override("zh-hans"):
            return render_to_string("rf/signin.html", context).encode()

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: int, content: bytes, kind: str | None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind or "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)


class RunningFloor:
    """A FakeFloor on a free loopback port."""

    def __init__(self) -> None:
        self.floor = FakeFloor()
        door = type("BoundDoor", (Door,), {"floor": self.floor})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), door)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)
