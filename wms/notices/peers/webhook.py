"""The signed webhook: HMAC-SHA256 over timestamp and raw body (docs/notices.md has a verifying example)."""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from datetime import datetime
from typing import Any

from wms.notices.letters import Letter, address_of
from wms.notices.models import Notice
from wms.notices.outcomes import SENT, Outcome, failed, retry
from wms.notices.peers.wire import Reply, post
from wms.notices.states import Severity
from wms.notices.wording import said_in

REPLAY_WINDOW_SECONDS = 300  # receivers refuse an older timestamp
LONGEST_WAIT_SECONDS = 3600.0
LATER = {408, 425, 429}


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Hexadecimal HMAC-SHA256 of `<timestamp>.<body>`."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def body_of(letter: Letter) -> bytes:
    """The JSON that travels; a receiver knows a message again by its `id`."""
    facts = {
        "id": str(letter.id),
        "type": letter.kind,
        "title": letter.title,
        "notices": [_facts(notice, letter.language) for notice in letter.notices],
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def headers_of(letter: Letter, secret: str, body: bytes, now: datetime) -> dict[str, str]:
    timestamp = str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "X-Zhunjian-Delivery": str(letter.id),
        "X-Zhunjian-Timestamp": timestamp,
    }
    return headers | ({"X-Zhunjian-Signature": f"v1={sign(secret, timestamp, body)}"} if secret else {})


def send(address: str, secret: str, letter: Letter, now: datetime) -> Outcome:
    body = body_of(letter)
    reply = post(address, headers=headers_of(letter, secret, body, now), content=body)
    return reply if isinstance(reply, Outcome) else read(reply)


def read(reply: Reply) -> Outcome:
    """2xx is taken; what may pass is tried again; a redirect or a refusal is told."""
    if 200 <= reply.status < 300:
        return Outcome(SENT, answer=f"HTTP {reply.status} {reply.text}"[:300].strip())
    error = f"HTTP {reply.status}"
    if reply.status in LATER or reply.status >= 500:
        return retry(error, _wait(reply.retry_after), reply.text)
    return failed(error, reply.text)


def _wait(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    return min(max(seconds, 1.0), LONGEST_WAIT_SECONDS) if math.isfinite(seconds) else None


def _facts(notice: Notice, language: str) -> dict[str, Any]:
    said = said_in(notice, language)
    return {
        "id": notice.pk,
        "rung": notice.rung,
        "kind": notice.kind,
        "severity": Severity(notice.severity).name.lower(),
        "warehouse": notice.warehouse.code if notice.warehouse else None,
        "shop": notice.shop.code if notice.shop else None,
        "subject": notice.subject_label,
        "title": said.title,
        "note": said.note,
        "act": said.act,
        "times": notice.times,
        "first_at": notice.first_at.isoformat(),
        "last_at": notice.last_at.isoformat(),
        "facts": notice.facts,
        "url": address_of(notice),
    }
