"""The sandbox's own page, in both languages, with nothing from elsewhere."""

import re
from urllib.parse import urlencode

import pytest


def get(gateway, query=""):
    status, headers, body = gateway.send("GET", f"/{query}")
    assert status == 200
    assert dict(headers)["Content-Type"] == "text/html; charset=utf-8"
    return body.decode()


@pytest.fixture
def busy(gateway):
    gateway.stock(MC_15P_BLK=1234, HC_L_A=1)
    gateway.order(("MC-15P-BLK", 2))
    gateway.sync("no.such.method<script>")
    return gateway


def test_chinese_page_shows_front_orders_and_calls(busy):
    page = get(busy)
    assert '<html lang="zh-CN">' in page
    assert "磁吸手机壳 iPhone 15 Pro · 黑色" in page
    assert "1,232" in page
    assert "等待发货" in page
    assert "2件" in page
    assert "InvalidApiPath" in page
    assert '<meta http-equiv="refresh" content="5">' in page


def test_english_page_holds_no_chinese_but_the_way_back(busy):
    page = get(busy, "?lang=en")
    assert '<html lang="en">' in page
    assert "Magnetic case iPhone 15 Pro · Black" in page
    assert "To ship" in page
    style = re.sub(r"<style>.*</style>", "", page, flags=re.S)
    assert re.findall(r"[一-鿿]+", style) == ["中文"]


def test_page_loads_nothing_and_shows_no_key(busy):
    page = get(busy)
    assert not re.findall(r"(?:src|href)=\"?(?:https?:)?//", page)
    assert "<script" not in page
    world = busy.sandbox.world
    for secret in (world.app_secret, world.control_token, busy.token):
        assert secret not in page


def test_other_shop_has_its_own_page(busy):
    page = get(busy, "?shop=SIM")
    assert "SIM-024" in page
    assert "MC-15P-BLK" not in page


def test_fault_buttons_switch_with_the_pages_token(gateway):
    token = re.search(r'name=token value="(\w+)"', get(gateway)).group(1)
    head = {"Content-Type": "application/x-www-form-urlencoded"}

    def press(**form):
        return gateway.send("POST", "/switch", urlencode(form), head)

    assert press(name="http_500", token=token, lang="en")[0] == 303
    assert 'value="http_500" class="on" aria-pressed="true"' in get(gateway)
    assert dict(press(name="http_500", token=token, lang="en")[1])["Location"] == "/?lang=en&shop=DEMO"
    assert gateway.sandbox.faults.as_dict() == {}
    assert press(name="http_500", token="wrong")[0] == 403
    assert press(name="gremlins", token=token)[0] == 403
    assert gateway.sandbox.faults.as_dict() == {}
