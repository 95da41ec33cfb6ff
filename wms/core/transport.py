"""One deadline over a whole call [M13]: look-up, connection, handshake, headers and each drip of the body.

httpx bounds every single read, so a server that drips one byte a second holds a call for ever. Here each step on the
wire gets only what is left of the call.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

import httpcore
import httpx

T = TypeVar("T")
Choose = Callable[[str, int], str]

POOL_SIZE, KEEP_ALIVE_SECONDS = 16, 20.0

_ends: ContextVar[float] = ContextVar("call_ends")


class DeadlinePassed(Exception):
    """The call has used its time up."""


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Everything that happens on the wire inside ends within `seconds`, or raises."""
    token = _ends.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ends.reset(token)


def seconds_left() -> float:
    """Raises DeadlinePassed when there is nothing left."""
    left = _ends.get() - time.monotonic()
    if left <= 0:
        raise DeadlinePassed
    return left


class _Stream(httpcore.NetworkStream):
    """A connection whose every step takes at most what is left."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, seconds_left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, seconds_left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        shake = partial(self._inner.start_tls, ssl_context, server_hostname, seconds_left())
        return _Stream(_within_deadline(shake))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.NetworkBackend):
    """`choose` turns a host and port into the address that is dialled: it may refuse; certificates keep the name."""

    def __init__(self, choose: Choose | None) -> None:
        self._inner = httpcore.SyncBackend()
        self._choose = choose

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = seconds_left()

        def dial() -> httpcore.NetworkStream:
            target = self._choose(host, port) if self._choose else host
            return self._inner.connect_tcp(target, port, left, local_address, socket_options)

        return _Stream(_within_deadline(dial))


def _within_deadline(work: Callable[[], httpcore.NetworkStream]) -> httpcore.NetworkStream:
    """Neither name look-up nor handshake can be bounded from outside: a thread does it, late success is closed."""
    done = threading.Event()
    lock = threading.Lock()
    outcome: list[httpcore.NetworkStream | Exception] = []
    given_up = False

    def dial() -> None:
        result: httpcore.NetworkStream | Exception
        try:
            result = work()
        except Exception as error:
            result = error
        with lock:
            if given_up and isinstance(result, httpcore.NetworkStream):
                result.close()
            outcome.append(result)
        done.set()

    threading.Thread(target=dial, name="dial", daemon=True).start()
    done.wait(seconds_left())
    with lock:
        given_up = not outcome
    if given_up:
        raise httpcore.ConnectTimeout
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]


class _Body(httpx.SyncByteStream):
    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()


class DeadlineTransport(httpx.BaseTransport):
    """A pool of kept connections; raises httpcore's errors, and DeadlinePassed.

    `choose(host, port)` looks a name up and picks the address to dial, in place of the system's own way.
    """

    def __init__(self, choose: Choose | None = None) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=POOL_SIZE,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=_Backend(choose),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions={"timeout": {"pool": seconds_left()}},
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer.stream))

    def close(self) -> None:
        self._pool.close()
