"""Codes and tokens: 3 minutes and once; refreshing turns both over and moves no end."""

import json
import time
from urllib.parse import parse_qs, urlsplit

import pytest

from wms.aliexpress.sandbox import tokens
from wms.aliexpress.sandbox.state import World
from wms.aliexpress.sandbox.wire import Refused

SERVICES = "aliexpress.logistics.redefining.listlogisticsservice"


class Clock:
    def __init__(self):
        self.at = 1_790_000_000.0

    def __call__(self):
        return self.at


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def world(clock):
    return World(seed=3, now=clock)


def test_code_works_once(world):
    code = tokens.issue_code(world, "DEMO")
    assert code.startswith(f"3_{world.app_key}_")
    assert tokens.redeem_code(world, code)["shop"] == "DEMO"
    with pytest.raises(Refused) as refused:
        tokens.redeem_code(world, code)
    assert refused.value.code == "InvalidCode"
    assert len(world.records["token"]) == 1


@pytest.mark.parametrize(("age", "is_taken"), [(179, True), (180, False)])
def test_code_lives_three_minutes(world, clock, age, is_taken):
    code = tokens.issue_code(world, "SIM")
    clock.at += age
    if is_taken:
        assert tokens.redeem_code(world, code)["shop"] == "SIM"
    else:
        with pytest.raises(Refused, match="InvalidCode"):
            tokens.redeem_code(world, code)


def test_refresh_turns_both_over_and_does_not_extend_the_refresh_token(world, clock):
    first = tokens.issue_tokens(world, "DEMO")
    clock.at += 1000
    second = tokens.refresh(world, first["refresh"])
    assert second["access"] != first["access"]
    assert second["refresh"] != first["refresh"]
    assert second["refresh_expires"] == first["refresh_expires"]
    assert second["expires"] == first["expires"] + 1000
    with pytest.raises(Refused, match="IllegalRefreshToken"):
        tokens.refresh(world, first["refresh"])
    assert first["expires"] > clock.at, "the old access token lives on until its own end"


def test_refresh_token_ends_after_60_days(world, clock):
    pair = tokens.issue_tokens(world, "DEMO")
    clock.at += 60 * 86_400
    with pytest.raises(Refused, match="IllegalRefreshToken"):
        tokens.refresh(world, pair["refresh"])


def authorize(gateway, **changed):
    given = {
        "response_type": "code",
        "force_auth": "true",
        "redirect_uri": "http://127.0.0.1:9/back?kept=1",
        "client_id": gateway.sandbox.world.app_key,
        "state": "s-1",
        "auto": "1",
        **changed,
    }
    query = "&".join(f"{key}={value.replace('?', '%3F')}" for key, value in given.items() if value)
    return gateway.send("GET", f"/oauth/authorize?{query}")


def test_consent_code_token_refresh_and_a_call_with_the_result(gateway):
    status, headers, _body = authorize(gateway, shop="SIM")
    assert status == 302
    back = urlsplit(dict(headers)["Location"])
    answer = parse_qs(back.query)
    assert (back.netloc, back.path) == ("127.0.0.1:9", "/back")
    assert answer["kept"] == ["1"]
    assert answer["state"] == ["s-1"]
    pair = gateway.rest("/auth/token/create", code=answer["code"][0])
    assert pair["code"] == "0"
    assert pair["seller_id"] == gateway.sandbox.world.shops["SIM"].seller_id
    assert pair["account_platform"] == "seller_center"
    assert pair["expires_in"] == 30 * 86_400
    assert pair["refresh_expires_in"] == 60 * 86_400
    assert abs(pair["expire_time"] / 1000 - time.time() - 30 * 86_400) < 5
    newer = gateway.rest("/auth/token/refresh", refresh_token=pair["refresh_token"])
    assert newer["refresh_token_valid_time"] == pair["refresh_token_valid_time"]
    gateway.token = newer["access_token"]
    assert gateway.sync(SERVICES)["result_success"] is True
    gateway.token = pair["access_token"]
    assert gateway.sync(SERVICES)["result_success"] is True
    used = gateway.rest("/auth/token/refresh", refresh_token=pair["refresh_token"])
    assert used["code"] == "IllegalRefreshToken"


def test_consent_page_asks_first_and_keeps_the_state(gateway):
    status, headers, body = authorize(gateway, auto="", state="%22%3E%3Cb%3E")
    page = body.decode()
    assert status == 200
    assert "Location" not in dict(headers)
    assert "同意授权" in page
    assert 'value="&quot;&gt;&lt;b&gt;"' in page
    assert "Allow" in authorize(gateway, auto="", lang="en")[2].decode()
    assert len(gateway.sandbox.world.records["code"]) == 0


@pytest.mark.parametrize("changed", [{"client_id": "1"}, {"redirect_uri": "javascript:alert(1)"}, {"redirect_uri": ""}])
def test_unknown_application_or_senseless_callback_gets_no_code(gateway, changed):
    status, headers, _body = authorize(gateway, **changed)
    assert status == 400
    assert "Location" not in dict(headers)
    assert len(gateway.sandbox.world.records["code"]) == 0


@pytest.mark.parametrize(
    ("path", "absent"),
    [
        ("/auth/token/security/create", {"user_nick", "havana_id", "account", "account_platform"}),
        ("/auth/token/createWithOpenId", {"seller_id", "user_nick"}),
    ],
)
def test_other_create_calls_tell_less(gateway, path, absent):
    answer = gateway.rest(path, code=tokens.issue_code(gateway.sandbox.world, "DEMO"))
    assert answer["code"] == "0"
    assert not absent & set(answer)


def test_uuid_at_creation_is_an_invalid_code(gateway):
    code = tokens.issue_code(gateway.sandbox.world, "DEMO")
    assert gateway.rest("/auth/token/create", code=code, uuid="1")["code"] == "InvalidCode"
    assert gateway.rest("/auth/token/create", code=code)["code"] == "0"


def test_control_ends_all_tokens_of_one_shop(gateway, sim):
    assert gateway.control("POST", "expire_tokens", {"shop": "DEMO"}) == (200, {"expired": 1})
    assert gateway.sync(SERVICES)["error_response"]["code"] == "IllegalAccessToken"
    assert sim.sync(SERVICES)["result_success"] is True
    assert json.loads(gateway.send("GET", "/_control/state")[2]) == {"error": "control_token"}
