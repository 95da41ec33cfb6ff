"""One call on the wire: the outer deadline [M13], HTTPS only [M21], no redirects, and what each broken answer means."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs

import pytest

from wms.aliexpress import client
from wms.aliexpress.errors import GatewayAddressWrong, GatewayPlainText
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.signing import sign

METHOD = "aliexpress.solution.order.get"
Talk = Callable[[socket.socket, bytes], None]


@pytest.fixture(autouse=True)
def _fresh_connections() -> Iterator[None]:
    yield
    while client._made:
        client._made.pop().close()


@contextmanager
def server(talk: Talk) -> Iterator[str]:
    """A loopback server that answers each request with `talk`; its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            threading.Thread(target=_answer, args=(connection, talk), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/sync"
    finally:
        over.set()
        thread.join()
        listener.close()


def _answer(connection: socket.socket, talk: Talk) -> None:
    with connection:
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(65_536)
        head, _, body = asked.partition(b"\r\n\r\n")
        length = next(
            int(row.split(b":")[1]) for row in head.lower().split(b"\r\n") if row.startswith(b"content-length")
        )
        while len(body) < length:
            body += connection.recv(65_536)
        try:
            talk(connection, head + b"\r\n\r\n" + body)
        except OSError:
            return  # the client has hung up, as it should


def told(body: Any, status: str = "200 OK", **headers: str) -> Talk:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}
    head = f"HTTP/1.1 {status}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    return lambda connection, _asked: connection.sendall(head.encode() + content)


def ask(url: str, method: str = METHOD, *, seconds: float | None = None, **parameters: str) -> client.Answer:
    return client.call(url, "123456", "helloworld", method, parameters, token="50000t", seconds=seconds)


def failure_of_call(url: str, *, seconds: float | None = None) -> PlatformFailure:
    with pytest.raises(PlatformFailure) as caught:
        ask(url, seconds=seconds)
    return caught.value


def test_an_answer_comes_with_its_request_id_and_times() -> None:
    with server(told({"result": {"success": True}, "request_id": "r-1"})) as url:
        answer = ask(url)

    assert (answer.body["result"], answer.request_id) == ({"success": True}, "r-1")
    assert answer.sent_at <= answer.answered_at


@pytest.mark.parametrize(("method", "path"), [(METHOD, "/sync"), ("/auth/token/create", "/rest/auth/token/create")])
def test_a_call_is_a_signed_form_at_its_entry(method: str, path: str) -> None:
    seen: list[bytes] = []

    def talk(connection: socket.socket, asked: bytes) -> None:
        seen.append(asked)
        told({"code": "0"})(connection, asked)

    with server(talk) as url:
        ask(url, method, code="3_x", description="Посылка №1", empty="")
    head, _, body = seen[0].partition(b"\r\n\r\n")
    form = {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}

    assert head.split(b"\r\n")[0] == f"POST {path} HTTP/1.1".encode()
    assert form.pop("sign") == sign("helloworld", form, api=method if "/" in method else "")
    assert (form["description"], form["code"], form["app_key"]) == ("Посылка №1", "3_x", "123456")
    assert "empty" not in form
    is_business = "/" not in method
    assert ("session" in form, "method" in form, "simplify" in form) == (is_business,) * 3


def test_a_trickling_answer_ends_at_the_deadline_of_three_seconds() -> None:
    def talk(connection: socket.socket, asked: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(100):
            connection.sendall(b" ")
            time.sleep(0.1)

    with server(talk) as url:
        began = time.monotonic()
        failure = failure_of_call(url)
        took = time.monotonic() - began

    assert (failure.kind, failure.code) == (FailureKind.UNCLEAR, "transport.deadline")
    assert 2.9 <= took <= 3.3


def _drip_head(connection: socket.socket, asked: bytes) -> None:
    for piece in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 200:
        connection.sendall(bytes([piece]))
        time.sleep(0.02)


def _silent(connection: socket.socket, asked: bytes) -> None:
    connection.settimeout(2)
    connection.recv(1)


@pytest.mark.parametrize("talk", [_drip_head, _silent])
def test_headers_and_silence_are_under_the_same_deadline(talk: Talk) -> None:
    with server(talk) as url:
        began = time.monotonic()
        failure = failure_of_call(url, seconds=0.3)
        took = time.monotonic() - began

    assert (failure.kind, failure.code) == (FailureKind.UNCLEAR, "transport.deadline")
    assert took <= 0.6


def _refused_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}/sync"


def test_without_a_connection_nothing_was_sent() -> None:
    failure = failure_of_call(_refused_port())

    assert (failure.kind, failure.code) == (FailureKind.NOT_SENT, "transport.connecterror")


@pytest.mark.parametrize(
    ("talk", "code"),
    [
        (lambda connection, asked: None, "transport.remoteprotocolerror"),
        (told({}, Location="https://elsewhere.invalid/sync", status="302 Found"), "transport.http_302"),
        (told({}, status="307 Temporary Redirect", Location="/rest"), "transport.http_307"),
        (told({"result": {}}, status="500 Internal Server Error"), "transport.http_500"),
        (told(b"<html>busy</html>"), "answer.not_json"),
        (told(b'{"result":{"a"', **{"Content-Length": "14"}), "answer.not_json"),
        (told(b'{"result":{"a"', **{"Content-Length": "99"}), "transport.remoteprotocolerror"),
        (told(b"not gzip", **{"Content-Encoding": "gzip"}), "transport.decodingerror"),
    ],
)
def test_a_broken_answer_is_unclear(talk: Talk, code: str) -> None:
    with server(talk) as url:
        failure = failure_of_call(url, seconds=2)

    assert (failure.kind, failure.code) == (FailureKind.UNCLEAR, code)


def test_an_endless_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_ANSWER_BYTES", 1_000)
    with server(told(b" " * 1_001)) as url:
        failure = failure_of_call(url)

    assert (failure.kind, failure.code) == (FailureKind.UNCLEAR, "answer.too_long")


def test_no_proxy_of_the_surroundings_sees_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, _refused_port())
    with server(told({"result": {}})) as url:
        assert ask(url).body["result"] == {}


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("https://api-sg.aliexpress.com/sync", "https://api-sg.aliexpress.com"),
        ("https://api-sg.aliexpress.com/rest/", "https://api-sg.aliexpress.com"),
        ("https://eco.taobao.com/router/rest", "https://eco.taobao.com"),
        ("https://api-sg.aliexpress.com", "https://api-sg.aliexpress.com"),
        ("https://gateway.example/platform/sync", "https://gateway.example/platform"),
        ("http://127.0.0.1:8123/sync", "http://127.0.0.1:8123"),
        ("http://[::1]:8123/sync", "http://[::1]:8123"),
        ("http://localhost:8123/sync", "http://localhost:8123"),
    ],
)
def test_an_address_is_taken_by_any_of_its_entries(address: str, base: str) -> None:
    assert client.base_address(address) == base


@pytest.mark.parametrize(
    "address",
    ["http://api-sg.aliexpress.com/sync", "http://10.0.0.7/sync", "http://0.0.0.0:1/sync", "http://localhost.example/"],
)
def test_plain_http_to_another_machine_is_refused(address: str) -> None:
    with pytest.raises(GatewayPlainText) as caught:
        ask(address)

    assert caught.value.code == "platform.plain_text"


def test_plain_http_to_this_machine_is_refused_where_the_setting_does_not_allow_it(settings: Any) -> None:
    settings.ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK = False

    with pytest.raises(GatewayPlainText):
        client.base_address("http://127.0.0.1:8123/sync")


@pytest.mark.parametrize(
    "address",
    [
        "", "api-sg.aliexpress.com/sync", "ftp://api-sg.aliexpress.com", "https://", "https://user:pw@host/sync",
        "https://host/sync?x=1", "https://host/#x", "https://host:99999/sync", "https://host:port/", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(GatewayAddressWrong):
        client.base_address(address)
