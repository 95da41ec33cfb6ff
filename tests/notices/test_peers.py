"""Each protocol's signature against a vector made by other hands, what its answers mean, and which addresses are none.

The vectors were made with `openssl dgst -sha256 -hmac` (and `-macopt hexkey:` for Feishu, whose key is no text).
"""

from __future__ import annotations

import json
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from wms.core.refusals import OperationRefused
from wms.notices.letters import Letter, Line
from wms.notices.outcomes import FAILED, RETRY, SENT
from wms.notices.peers import addresses, robots, webhook
from wms.notices.peers.wire import Reply, post
from wms.notices.states import ChannelKind, Severity

AT = datetime.fromtimestamp(1_796_000_000, UTC)


def letter(count: int = 1, **changes: str) -> Letter:
    facts = {"title": "短拣", "note": "A-01", "act": "补货", "place": "深圳仓", "at": "2026-11-30 08:00", "url": ""}
    lines = tuple(Line(Severity.WARNING, "警告", **{**facts, **changes}) for _ in range(count))
    return Letter(uuid.UUID(int=1), "zh-hans", "[警告] 短拣", lines, ())


class TestSignatures:
    def test_dingtalk(self) -> None:
        found = robots.dingtalk_sign("testappSecret", "1546084445901")
        assert found == "fYP0TV8RJULxGabs59wSO94FZbNekbH7ebQJu2oy%2B%2F0%3D"

    def test_feishu(self) -> None:
        found = robots.feishu_sign("feishu-secret", "1599360473")
        assert found == "GnmU6lMJMtXPkxW7kXxgtXI0SJxjk0TQFnFuz93Dt+0="

    def test_webhook(self) -> None:
        found = webhook.sign("whsec", "1796000000", b'{"id":"1"}')
        assert found == "c7d4d1f309856f3a80d1b6273edc06b0a8dcdc3171d024182a687ce8e2352a73"

    def test_webhook_headers_sign_the_very_body(self) -> None:
        body = webhook.body_of(letter())
        headers = webhook.headers_of(letter(), "whsec", body, AT)
        assert headers["X-Zhunjian-Signature"] == f"v1={webhook.sign('whsec', '1796000000', body)}"
        assert webhook.sign("whsec", "1796000000", body + b" ") not in headers["X-Zhunjian-Signature"]
        assert webhook.sign("whsec", "1796000001", body) not in headers["X-Zhunjian-Signature"]


class TestRequests:
    def test_dingtalk_signs_in_the_address(self) -> None:
        robot = robots.ROBOTS[ChannelKind.DINGTALK]
        url, body = robot.request("https://oapi.dingtalk.com/robot/send?access_token=t", "s", letter(), AT)
        assert url.startswith("https://oapi.dingtalk.com/robot/send?access_token=t&timestamp=1796000000000&sign=")
        assert (body["msgtype"], body["markdown"]["title"]) == ("markdown", "［警告］ 短拣")

    def test_feishu_signs_in_the_body(self) -> None:
        url, body = robots.ROBOTS[ChannelKind.FEISHU].request("https://open.feishu.cn/x", "s", letter(), AT)
        assert url == "https://open.feishu.cn/x"
        assert (body["timestamp"], body["sign"]) == ("1796000000", robots.feishu_sign("s", "1796000000"))
        assert body["content"]["post"]["zh_cn"]["content"][0] == [{"tag": "text", "text": "警告 短拣"}]

    def test_wecom_stays_below_its_4096_bytes_and_says_how_many_are_left_out(self) -> None:
        _url, body = robots.ROBOTS[ChannelKind.WECOM].request("https://x", "", letter(200), AT)
        content = body["markdown"]["content"]
        assert len(content.encode()) <= 4096
        assert content.endswith(f"+ {200 - content.count('短拣') + 1}")

    def test_foreign_text_makes_no_link_and_calls_nobody(self) -> None:
        text = robots.markdown_of(letter(title="[x](http://evil) <@all> `a`"), 4000)
        assert "［x］(http://evil) ＜＠all＞ ｀a｀" in text


@pytest.mark.parametrize(
    ("kind", "status", "answer", "state"),
    [
        ("dingtalk", 200, {"errcode": 0, "errmsg": "ok"}, SENT),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "keywords not in content"}, FAILED),
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, RETRY),
        ("wecom", 200, {"errcode": 0, "errmsg": "ok"}, SENT),
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, FAILED),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, RETRY),
        ("feishu", 200, {"code": 0, "msg": "success"}, SENT),
        ("feishu", 200, {"StatusCode": 0, "StatusMessage": "success"}, SENT),
        ("feishu", 200, {"code": 19021, "msg": "sign match fail or timestamp is not within one hour"}, FAILED),
        ("feishu", 200, {"code": 9499, "msg": "too many request"}, RETRY),
        ("wecom", 200, {"hello": 1}, FAILED),
        ("wecom", 200, [], FAILED),
        ("wecom", 200, {"errcode": False}, FAILED),
        ("wecom", 404, {"errcode": 0}, FAILED),
        ("wecom", 429, {}, RETRY),
        ("wecom", 502, {}, RETRY),
    ],
)
def test_a_robots_answer(kind: str, status: int, answer: Any, state: str) -> None:
    robot = robots.ROBOTS[ChannelKind(kind)]
    assert robots.read(robot, Reply(status, json.dumps(answer).encode())).state == state


@pytest.mark.parametrize(
    ("status", "after", "state", "rest"),
    [
        (204, "", SENT, None),
        (301, "", FAILED, None),
        (410, "", FAILED, None),
        (500, "", RETRY, None),
        (429, "7", RETRY, 7.0),
        (503, "99999", RETRY, 3600.0),
        (503, "nan", RETRY, None),
        (503, "Fri", RETRY, None),
    ],
)
def test_a_webhooks_answer(status: int, after: str, state: str, rest: float | None) -> None:
    found = webhook.read(Reply(status, b"", after))
    assert (found.state, found.retry_after_seconds) == (state, rest)


class TestAddresses:
    @pytest.mark.parametrize(
        ("url", "code"),
        [
            ("", "notice.address_wrong"),
            ("robot", "notice.address_wrong"),
            ("ftp://example.com/x", "notice.address_wrong"),
            ("https://user:pw@example.com/", "notice.address_wrong"),
            ("https://example.com/#x", "notice.address_wrong"),
            ("https://example.com:99999/", "notice.address_wrong"),
            ("https://exa mple.com/", "notice.address_wrong"),
            ("https://example.com/" + "x" * 500, "notice.address_wrong"),
            ("http://example.com/x", "notice.plain_text"),
            ("https://127.0.0.1/x", "notice.address_forbidden"),
            ("https://10.0.0.8/x", "notice.address_forbidden"),
            ("https://169.254.169.254/latest/meta-data", "notice.address_forbidden"),
            ("https://[::1]/x", "notice.address_forbidden"),
            ("https://[::ffff:10.0.0.1]/x", "notice.address_forbidden"),
            ("https://localhost/x", "notice.address_forbidden"),
            ("https://db/x", "notice.address_forbidden"),
            ("https://wms.internal/x", "notice.address_forbidden"),
        ],
    )
    def test_forged_addresses_are_refused(self, url: str, code: str) -> None:
        with pytest.raises(OperationRefused) as refused:
            addresses.check_address(url)
        assert refused.value.code == code

    @pytest.mark.parametrize(
        "address",
        [
            *("0.0.0.1", "100.64.0.1", "192.168.1.1", "224.0.1.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"),
            *("fe80::1%eth0", "fc00::1", "2002:7f00:1::", "2001:0:7f00:1::"),
        ],
    )
    def test_no_address_of_the_house_is_public_whatever_it_wears(self, address: str) -> None:
        assert not addresses.is_public(address)

    @pytest.mark.parametrize("address", ["203.119.129.47", "2606:4700::1111", "64:ff9b::808:808"])
    def test_the_internets_are(self, address: str) -> None:
        assert addresses.is_public(address)

    def test_a_name_that_leads_inside_is_refused_when_it_is_dialled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the name meant when the channel was made does not count (rebinding)."""
        answers = [(2, 1, 6, "", (host, 443)) for host in ("203.119.129.47", "127.0.0.1")]
        monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *args, **named: answers)
        found = post("https://robot.example.com/x", headers={}, content=b"{}")
        assert (found.state, found.error) == (FAILED, "notice.address_forbidden")


def test_the_verifying_example_of_the_docs_takes_what_we_send_and_nothing_else() -> None:
    text = (Path(__file__).parents[2] / "docs/notices.md").read_text(encoding="utf-8")
    space: dict[str, Any] = {}
    exec(re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0], space)  # noqa: S102  our own document
    is_genuine, body, now = space["is_genuine"], webhook.body_of(letter()), AT.timestamp()
    headers = webhook.headers_of(letter(), "whsec", body, AT)
    assert is_genuine("whsec", headers, body, now)
    assert is_genuine("whsec", headers, body, now + webhook.REPLAY_WINDOW_SECONDS)
    assert not is_genuine("whsec", headers, body, now + webhook.REPLAY_WINDOW_SECONDS + 1)
    assert not is_genuine("other", headers, body, now)
    assert not is_genuine("whsec", headers, body + b" ", now)
    assert not is_genuine("whsec", {**headers, "X-Zhunjian-Timestamp": "1796000001"}, body, now)
    assert not is_genuine("whsec", {}, body, now)
