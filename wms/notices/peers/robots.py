"""The robots of group chats: DingTalk, WeCom, Feishu. Their refusals come as HTTP 200 with a code that is not 0."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from wms.notices.letters import Letter, Line
from wms.notices.outcomes import SENT, Outcome, failed, retry
from wms.notices.peers.wire import Reply, post
from wms.notices.states import ChannelKind

JSON_HEADERS = {"Content-Type": "application/json; charset=utf-8"}
RATE_REST_SECONDS = 60.0  # each robot takes 20 messages a minute or fewer, and says so with a code
MARKDOWN_TRAPS = str.maketrans({"[": "［", "]": "］", "<": "＜", ">": "＞", "`": "｀", "@": "＠"})


@dataclass(frozen=True)
class Robot:
    """`most_bytes` of text in a message; `later` are codes that pass by themselves; `codes` where they stand."""

    request: Callable[[str, str, Letter, datetime], tuple[str, dict[str, Any]]]
    codes: tuple[str, ...]
    words: tuple[str, ...]
    later: frozenset[int]


def dingtalk_sign(secret: str, milliseconds: str) -> str:
    """HMAC-SHA256 of "<milliseconds>\\n<secret>" under the secret, in base64, ready for the address."""
    text = f"{milliseconds}\n{secret}".encode()
    return quote_plus(base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()))


def feishu_sign(secret: str, seconds: str) -> str:
    """HMAC-SHA256 of nothing under the key "<seconds>\\n<secret>", in base64."""
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def _dingtalk(address: str, secret: str, letter: Letter, now: datetime) -> tuple[str, dict[str, Any]]:
    if secret:
        stamp = str(int(now.timestamp() * 1000))
        address += f"{'&' if '?' in address else '?'}timestamp={stamp}&sign={dingtalk_sign(secret, stamp)}"
    text = markdown_of(letter, 18_000)
    return address, {"msgtype": "markdown", "markdown": {"title": safe(letter.title)[:100], "text": text}}


def _wecom(address: str, secret: str, letter: Letter, now: datetime) -> tuple[str, dict[str, Any]]:
    return address, {"msgtype": "markdown", "markdown": {"content": markdown_of(letter, 4_000)}}


def _feishu(address: str, secret: str, letter: Letter, now: datetime) -> tuple[str, dict[str, Any]]:
    stamp = str(int(now.timestamp()))
    content = [parts for line in _kept(letter, 18_000) for parts in _feishu_parts(line)]
    language = "zh_cn" if letter.language.startswith("zh") else "en_us"
    body: dict[str, Any] = {
        "msg_type": "post",
        "content": {"post": {language: {"title": letter.title[:200], "content": content}}},
    }
    return address, ({"timestamp": stamp, "sign": feishu_sign(secret, stamp)} if secret else {}) | body


ROBOTS = {
    ChannelKind.DINGTALK: Robot(_dingtalk, ("errcode",), ("errmsg",), frozenset({-1, 130101, 130102})),
    ChannelKind.WECOM: Robot(_wecom, ("errcode",), ("errmsg",), frozenset({-1, 45009, 45033})),
    ChannelKind.FEISHU: Robot(
        _feishu, ("code", "StatusCode"), ("msg", "StatusMessage"), frozenset({9499, 11232, 11247, 99991400})
    ),
}


def send(kind: str, address: str, secret: str, letter: Letter, now: datetime) -> Outcome:
    robot = ROBOTS[ChannelKind(kind)]
    url, body = robot.request(address, secret, letter, now)
    reply = post(url, headers=JSON_HEADERS, content=json.dumps(body, ensure_ascii=False).encode())
    return reply if isinstance(reply, Outcome) else read(robot, reply)


def read(robot: Robot, reply: Reply) -> Outcome:
    """Taken only when the answer says 0: HTTP 200 alone means nothing here."""
    if reply.status == 429 or reply.status >= 500:
        return retry(f"HTTP {reply.status}", RATE_REST_SECONDS if reply.status == 429 else None, reply.text)
    try:
        said = json.loads(reply.body)
        code = next(said[name] for name in robot.codes if name in said)
    except (ValueError, TypeError, StopIteration):
        return failed(f"notice.unreadable: HTTP {reply.status}", reply.text)
    words = next((str(said[name]) for name in robot.words if said.get(name)), "")
    if code == 0 and not isinstance(code, bool) and reply.status == 200:
        return Outcome(SENT, answer=f"{code} {words}".strip()[:300])
    error = f"{code} {words}".strip()
    return retry(error, RATE_REST_SECONDS) if code in robot.later else failed(error)


def safe(text: str) -> str:
    """Text of the house inside markdown: no link, mention, quote or code of its own making."""
    return " ".join(text.translate(MARKDOWN_TRAPS).split())


def markdown_of(letter: Letter, most_bytes: int) -> str:
    kept = _kept(letter, most_bytes)
    head = f"### {safe(letter.title)}\n\n"
    text = head + "\n\n".join(_markdown(line) for line in kept)
    more = len(letter.lines) - len(kept)
    return f"{text}\n\n+ {more}" if more else text


def _markdown(line: Line) -> str:
    facts = " · ".join(safe(part) for part in (line.note, line.act, line.place, line.at) if part)
    title = f"**{safe(line.mark)}** {safe(line.title)}"
    return f"- {title}\n  {facts}" + (f"\n  [{line.at}]({line.url})" if line.url else "")


def _kept(letter: Letter, most_bytes: int) -> list[Line]:
    """As many lines as fit, at least one: the gravest stand first."""
    kept: list[Line] = []
    left = most_bytes - len(letter.title.encode()) * 2
    for line in letter.lines:
        left -= len(_markdown(line).encode()) + 4
        if left < 0 and kept:
            break
        kept.append(line)
    return kept


def _feishu_parts(line: Line) -> list[list[dict[str, str]]]:
    facts = " · ".join(part for part in (line.note, line.act, line.place, line.at) if part)
    rows = [[{"tag": "text", "text": f"{line.mark} {line.title}"}], [{"tag": "text", "text": facts}]]
    if line.url:
        rows[1].append({"tag": "a", "text": f" {line.at}", "href": line.url})
    return rows
