"""A platform in a process of its own, small enough to lie in exactly the way that a test wants.

`POST /control {path, fault, seconds}` strikes the next request of that path once: `late` applies it so much later
and answers nobody, `hold` applies it now and answers so much later. `GET /state` tells what it holds and when each
request came in.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

front: dict[str, int] = {}
effects: dict[str, int] = {}
log: list[tuple[float, str, str]] = []
faults: dict[str, tuple[str, float]] = {}
lock = threading.Lock()


def apply(path: str, asked: dict[str, Any]) -> dict[str, Any]:
    with lock:
        if path == "/push":
            front.update(asked["states"])
        if path == "/read":
            return {"shown": {key: front[key] for key in asked["ids"] if key in front}}
        if path == "/create":
            effects[asked["key"]] = effects.get(asked["key"], 0) + 1
        if path == "/look":
            return {"exists": asked["key"] in effects}
        return {}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        with lock:
            self._answer({"front": front, "effects": effects, "log": log, "faults_left": len(faults)})

    def do_POST(self) -> None:
        came_at = time.monotonic()
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/control":
            faults[asked["path"]] = (asked["fault"], asked["seconds"])
            self._answer({})
            return
        with lock:
            log.append((came_at, self.path, self.headers["X-Kind"]))
            fault, seconds = faults.pop(self.path, ("", 0.0))
        if fault == "late":
            time.sleep(seconds)
        answer = apply(self.path, asked)
        if fault == "hold":
            time.sleep(seconds)
        self._answer(answer)

    def _answer(self, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        try:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
        except OSError:
            return  # the caller has given up: that is what the test wanted

    def log_message(self, *arguments: object) -> None:
        return


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
