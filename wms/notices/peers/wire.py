"""One guarded POST: a whole deadline of 3 s, no redirect, no proxy, a short look at the answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

import httpcore
import httpx

from wms.core.transport import DeadlinePassed, DeadlineTransport, deadline, seconds_left
from wms.notices.errors import ChannelAddressForbidden, ChannelAddressWrong, ChannelPlainText
from wms.notices.outcomes import Outcome, failed, retry, unclear
from wms.notices.peers.addresses import AddressForbidden, check_address, choose

SECONDS = 3.0
MOST_ANSWER_BYTES = 65_536
NOT_SENT = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout, OSError)


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes
    retry_after: str = ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace").strip()


def post(url: str, *, headers: Mapping[str, str], content: bytes, seconds: float = SECONDS) -> Reply | Outcome:
    """The other side's answer, or the outcome when there is none: "retry" only where nothing can have arrived."""
    try:
        address = check_address(url)
    except (ChannelAddressWrong, ChannelPlainText, ChannelAddressForbidden) as refusal:
        return failed(refusal.code)
    try:
        with (
            deadline(seconds),
            _client().stream("POST", address, headers=dict(headers), content=content) as response,
        ):
            body = _read(response)
    except AddressForbidden:
        return failed("notice.address_forbidden")
    except NOT_SENT as error:
        return retry(f"notice.unreachable: {_name(error)}")
    except (DeadlinePassed, httpcore.TimeoutException):
        return unclear("notice.no_answer")
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.HTTPError, httpx.InvalidURL) as error:
        return unclear(f"notice.broken: {_name(error)}")
    return Reply(response.status_code, body, response.headers.get("Retry-After", ""))


def _read(response: httpx.Response) -> bytes:
    """As much as is needed to tell what was said; a longer answer is cut."""
    content = bytearray()
    for piece in response.iter_raw():
        content += piece
        seconds_left()
        if len(content) >= MOST_ANSWER_BYTES:
            break
    return bytes(content[:MOST_ANSWER_BYTES])


def _name(error: Exception) -> str:
    return type(error).__name__


_made: list[httpx.Client] = []
_making = threading.Lock()


def _client() -> httpx.Client:
    """One a process, made at the first message: after any fork."""
    with _making:
        if not _made:
            headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "zhunjian"}
            transport = DeadlineTransport(choose)
            _made.append(httpx.Client(transport=transport, headers=headers, follow_redirects=False, trust_env=False))
        return _made[0]
