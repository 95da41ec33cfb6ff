"""One signed call to the platform's gateway: HTTPS, no redirects, one deadline, errors sorted (failures.py).

It knows no account, keeps no evidence and takes no slot: session.py does.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
from django.conf import settings
from django.utils import timezone

from wms.aliexpress.errors import GatewayAddressWrong, GatewayPlainText
from wms.aliexpress.failures import FailureKind, PlatformFailure
from wms.aliexpress.payloads.envelope import open_answer
from wms.aliexpress.signing import SHA256, sign
from wms.core.transport import DeadlinePassed, DeadlineTransport, deadline, seconds_left

MAX_ANSWER_BYTES = 20_000_000
SUFFIXES = ("/sync", "/rest", "/router/rest")
NOT_SENT_ERRORS = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout, httpcore.UnsupportedProtocol)


@dataclass(frozen=True)
class Answer:
    """What the platform said; `body` is without its envelope."""

    body: dict[str, Any]
    request_id: str
    sent_at: datetime
    answered_at: datetime


def base_address(url: str) -> str:
    """The gateway's address without the entry's path. Refuses with GatewayAddressWrong, GatewayPlainText [M21].

    Plain HTTP only to this very machine, and only where the setting allows it (demo, tests).
    """
    parts = urlsplit(url.strip())
    try:
        is_right = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_right = False
    if not is_right or parts.username or parts.query or parts.fragment or parts.scheme not in {"http", "https"}:
        raise GatewayAddressWrong(address=parts.hostname or "?")
    host = parts.hostname or ""
    if parts.scheme == "http" and not (settings.ALIEXPRESS_ALLOW_PLAIN_HTTP_LOOPBACK and _is_loopback(host)):
        raise GatewayPlainText(address=host)
    path = parts.path.rstrip("/")
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        path = path.removesuffix(suffix)
    return f"{parts.scheme}://{parts.netloc}{path}"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def call(
    gateway_url: str,
    app_key: str,
    app_secret: str,
    method: str,
    parameters: Mapping[str, str],
    *,
    token: str = "",
    seconds: float | None = None,
) -> Answer:
    """Make one call and open its answer, within `seconds` at most (default ALIEXPRESS_DEADLINE_SECONDS).

    Dotted names go to /sync, names with "/" to /rest + path. Raises PlatformFailure; refuses like base_address.
    """
    is_system = "/" in method
    address = base_address(gateway_url) + (f"/rest{method}" if is_system else "/sync")
    given = {
        "app_key": app_key,
        "timestamp": str(int(time.time() * 1000)),
        "sign_method": SHA256,
        **{key: value for key, value in parameters.items() if value != ""},
    }
    if not is_system:
        given |= {"method": method, "format": "json", "v": "2.0", "simplify": "true"}
        given |= {"session": token} if token else {}
    given["sign"] = sign(app_secret, given, api=method if is_system else "")
    sent_at = timezone.now()
    content = _post(address, given, settings.ALIEXPRESS_DEADLINE_SECONDS if seconds is None else seconds)
    body, request_id = open_answer(content)
    return Answer(body, request_id, sent_at, timezone.now())


def _post(address: str, form: dict[str, str], seconds: float) -> bytes:
    try:
        with deadline(seconds), _client().stream("POST", address, data=form) as response:
            content = _read(response)
    except NOT_SENT_ERRORS as error:
        raise PlatformFailure(FailureKind.NOT_SENT, f"transport.{_name(error)}") from error
    except (DeadlinePassed, httpcore.TimeoutException) as error:
        raise PlatformFailure(FailureKind.UNCLEAR, "transport.deadline") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError) as error:
        raise PlatformFailure(FailureKind.UNCLEAR, f"transport.{_name(error)}") from error
    if response.status_code != 200:
        raise PlatformFailure(FailureKind.UNCLEAR, f"transport.http_{response.status_code}")
    return content


def _read(response: httpx.Response) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        seconds_left()  # a body that is in the buffer already must not outrun the deadline either
        if len(content) > MAX_ANSWER_BYTES:
            raise PlatformFailure(FailureKind.UNCLEAR, "answer.too_long")
    return bytes(content)


def _name(error: Exception) -> str:
    return type(error).__name__.lower()


_made: list[httpx.Client] = []
_making = threading.Lock()


def _client() -> httpx.Client:
    """One a process, made at the first call: after any fork, and not where nobody calls."""
    with _making:
        if not _made:
            headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": "zhunjian"}
            _made.append(
                httpx.Client(transport=DeadlineTransport(), headers=headers, follow_redirects=False, trust_env=False)
            )
        return _made[0]
