"""A gateway that is not our sandbox: it answers what a test has recorded, and has every sign computed by somebody else.

The answers follow what was captured of the real gateway and what its sellers' libraries keep as fixtures; the sign of
every request is computed again by PyPI lazop-sdk.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from wms.aliexpress import client
from wms.aliexpress.client import Answer

KEY, SECRET, TOKEN = "123456", "helloworld", "50000test"


@dataclass
class Script:
    """What each method answers next, and what was asked."""

    sign: Any
    url: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    wrong_signs: int = 0

    def judge(self, path: str, given: dict[str, str]) -> bytes:
        api = path.removeprefix("/rest") if path.startswith("/rest/") else ""
        told = given.pop("sign")
        self.wrong_signs += self.sign(SECRET, api, given) != told
        self.asked.append(given)
        answer = self.answers[api or given["method"]]
        return answer if isinstance(answer, bytes) else json.dumps(answer).encode()


def scripted(sign: Any) -> Iterator[Script]:
    """The body of a fixture."""
    made = Script(sign)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            form = self.rfile.read(int(self.headers["Content-Length"])).decode()
            path, _, query = self.path.partition("?")
            body = gzip.compress(made.judge(path, dict(parse_qsl(query) + parse_qsl(form))))
            self.send_response(200)
            for name, value in (
                ("Content-Type", "application/json;charset=utf-8"), ("Content-Encoding", "gzip"),
                ("EagleEye-TraceId", "2101"), ("Content-Length", str(len(body))),
            ):  # fmt: skip
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}/sync"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    while client._made:
        client._made.pop().close()
    assert made.wrong_signs == 0


def ask(script: Script, method: str, answer: Any, **parameters: str) -> Answer:
    script.answers[method] = answer
    return client.call(script.url, KEY, SECRET, method, parameters, token=TOKEN)
