"""The loopback HTTP server: routes, keep-alive, and the faults that strike the wire itself."""

import gzip
import hmac
import json
import os
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import wms.aliexpress.sandbox.methods  # noqa: F401  (fills the gateway's register)
from wms.aliexpress.sandbox import consent, pages
from wms.aliexpress.sandbox.control import Control, ControlRefused
from wms.aliexpress.sandbox.faults import Faults
from wms.aliexpress.sandbox.gateway import Gateway
from wms.aliexpress.sandbox.generator import Ticker
from wms.aliexpress.sandbox.pushes import Pusher
from wms.aliexpress.sandbox.state import World
from wms.aliexpress.sandbox.wire import Request, encode, merge

HOST = "127.0.0.1"
MAX_BODY_BYTES = 20_000_000
GZIP_FROM_BYTES = 1_400
TRICKLE_PIECES = 25
JSON = "application/json;charset=utf-8"
HTML = "text/html; charset=utf-8"
GARBAGE = b"<html><head><title>Maintenance</title></head><body><h1>System is busy</h1></body></html>"


class Sandbox:
    """One running imitation: `with Sandbox(seed=1) as sandbox: sandbox.url`. Port 0 takes a free one.

    `poll_seconds` is how long shutting down may take; a test that starts many wants it short.
    """

    def __init__(
        self,
        port: int = 0,
        seed: int = 1,
        orders_per_minute: float = 0,
        shops: tuple[str, ...] | None = None,
        data_file: str | None = None,
        poll_seconds: float = 0.5,
    ) -> None:
        self._poll_seconds = poll_seconds
        self.world = World(seed, shops, data_file)
        self.world.settings["orders_per_minute"] = orders_per_minute
        self.faults = Faults(seed, self.world.now)
        self.gateway = Gateway(self.world, self.faults)
        self.control = Control(self.world, self.gateway)
        self.ticker = Ticker(self.world, self.faults)
        self.pusher = Pusher(self.world, self.faults)
        self._server = _Server((HOST, port), _Handler)
        self._server.sandbox = self
        self.port = self._server.server_address[1]
        self.url = f"http://{HOST}:{self.port}"
        self._thread: threading.Thread | None = None

    def run(self) -> None:
        """Serve until `shut_down` is called from another thread."""
        self.ticker.start()
        self.pusher.start()
        try:
            self._server.serve_forever(poll_interval=self._poll_seconds)
        finally:
            self.ticker.stop()
            self.pusher.stop()
            self._server.server_close()
            self.world.close()

    def shut_down(self) -> None:
        """End `run`."""
        self._server.shutdown()

    def __enter__(self) -> "Sandbox":
        self._thread = threading.Thread(target=self.run, name="sandbox", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.shut_down()
        if self._thread:
            self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    sandbox: Sandbox

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no news."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Tengine/Aserver"
    sys_version = ""
    timeout = 75
    disable_nagle_algorithm = True
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """The page shows recent calls; nothing is written to the console."""

    def do_GET(self) -> None:
        """Any GET."""
        self._route("GET")

    def do_POST(self) -> None:
        """Any POST."""
        self._route("POST")

    def _route(self, verb: str) -> None:
        length = self.headers.get("Content-Length") or "0"
        if self.headers.get("Transfer-Encoding") or not length.isdigit() or int(length) > MAX_BODY_BYTES:
            self.close_connection = True
            self._send(411, JSON, b'{"error":"content_length"}')
            return
        body = self.rfile.read(int(length))
        parts = urlsplit(self.path)
        if parts.path.startswith("/_control/"):
            self._control(verb, parts.path.removeprefix("/_control/"), parts.query, body)
        elif parts.path in ("/sync", "/router/rest", "/rest") or parts.path.startswith("/rest/"):
            self._gateway(parts.path, parts.query, body)
        else:
            given = merge(parts.query, self.headers.get("Content-Type", ""), body)
            if parts.path == "/oauth/authorize":
                self._page(consent.authorize(self.server.sandbox.world, given))
            elif parts.path in ("/", "/switch"):
                self._page(pages.respond(self.server.sandbox, verb, parts.path, given))
            else:
                self._send(404, JSON, b'{"error":"not_found"}')

    def _page(self, answer: tuple[int, str, str | None]) -> None:
        status, html, location = answer
        self._send(status, HTML, html.encode(), {"Location": location} if location else {})

    def _control(self, verb: str, name: str, query: str, body: bytes) -> None:
        sandbox = self.server.sandbox
        token = self.headers.get("X-Sandbox-Control", "")
        if not hmac.compare_digest(token.encode(), sandbox.world.control_token.encode()):
            self._send(401, JSON, b'{"error":"control_token"}')
            return
        try:
            given = json.loads(body or b"{}")
            if not isinstance(given, dict):
                raise ControlRefused(400, "json")
            status, answer = 200, sandbox.control.run(verb, name, dict(parse_qsl(query)), given)
        except ValueError:
            status, answer = 400, {"error": "json"}
        except ControlRefused as refused:
            status, answer = refused.status, refused.answer
        self._send(status, JSON, encode(answer))

    def _gateway(self, path: str, query: str, body: bytes) -> None:
        faults, kind = self.server.sandbox.faults, self.headers.get("Content-Type", "")
        route = "/rest" if path.startswith("/rest") else path
        request = Request(route, path.removeprefix("/rest") if route == "/rest" else "", merge(query, kind, body))
        if faults.hit("http_500", request.method):
            self._send(500, "text/plain", b"Internal Server Error")
            return
        if faults.hit("html_garbage", request.method):
            self._send(200, HTML, GARBAGE)
            return
        answer = encode(self.server.sandbox.gateway.answer(request))
        time.sleep(faults.hit("latency", request.method) or 0)
        if faults.hit("lost_answer", request.method):
            self._cut()
        elif faults.hit("reset_mid_body", request.method):
            self.connection.sendall(self._head(200, JSON, len(answer), {}) + answer[: len(answer) // 2])
            self._cut(with_reset=True)
        elif faults.hit("truncated_json", request.method):
            self._send(200, JSON, answer[: len(answer) // 2])
        else:
            self._send(200, JSON, answer, trickle=faults.hit("slow_trickle", request.method))

    def _cut(self, with_reset: bool = False) -> None:
        """Let go of the connection without (the rest of) an answer."""
        self.close_connection = True
        if with_reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            os.close(self.connection.detach())

    def _head(self, status: int, kind: str, length: int, extra: dict[str, str]) -> bytes:
        lines = {"Server": self.server_version, "Content-Type": kind, "Content-Length": str(length), **extra}
        if self.close_connection:
            lines["Connection"] = "close"
        reason = self.responses.get(status, ("",))[0]
        text = f"HTTP/1.1 {status} {reason}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return (text + "\r\n").encode("latin-1", "replace")

    def _send(
        self, status: int, kind: str, body: bytes, extra: dict[str, str] | None = None, trickle: float | None = None
    ) -> None:
        extra = dict(extra or {})
        if len(body) >= GZIP_FROM_BYTES and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, extra["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        head = self._head(status, kind, len(body), extra)
        if not trickle:
            self.connection.sendall(head + body)
            return
        self.connection.sendall(head)
        step = -(-len(body) // TRICKLE_PIECES)
        for start in range(0, len(body), step):
            self.connection.sendall(body[start : start + step])
            time.sleep(trickle / TRICKLE_PIECES)
