"""The front: orders lower it, pushes set it, nobody buys what it does not show, oversold is counted by the truth."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

BLK = "MC-15P-BLK"


def place(gateway, sku=BLK, units=1, shop="DEMO"):
    return gateway.control("POST", "orders", {"shop": shop, "lines": [{"sku": sku, "quantity": units}]})


def test_order_lowers_the_front_and_more_than_shown_is_refused(gateway):
    gateway.stock(MC_15P_BLK=3)
    assert place(gateway, units=2)[0] == 200
    assert gateway.state()["front"][BLK] == 1
    assert place(gateway, units=2) == (409, {"error": "front_stock", "sku": BLK, "shown": 1})
    assert gateway.state()["front"][BLK] == 1
    assert gateway.state()["orders_placed"] == 1


def test_order_is_all_or_nothing_over_its_lines(gateway):
    gateway.stock(MC_15P_BLK=3, NL_48W_WHT=1)
    lines = [{"sku": BLK, "quantity": 1}, {"sku": "NL-48W-WHT", "quantity": 2}]
    assert gateway.control("POST", "orders", {"shop": "DEMO", "lines": lines})[0] == 409
    twice = [{"sku": BLK, "quantity": 2}, {"sku": BLK, "quantity": 2}]
    assert gateway.control("POST", "orders", {"shop": "DEMO", "lines": twice})[0] == 409
    assert gateway.state()["front"][BLK] == 3
    assert gateway.state()["orders_placed"] == 0


def test_twenty_at_once_for_the_last_unit_one_wins(gateway):
    gateway.stock(MC_15P_BLK=1)
    start = threading.Barrier(20)

    def order(_):
        start.wait()
        return place(gateway)[0]

    with ThreadPoolExecutor(20) as pool:
        statuses = sorted(pool.map(order, range(20)))
    assert statuses == [200] + [409] * 19
    assert gateway.state()["front"][BLK] == 0
    assert gateway.state()["orders_placed"] == 1


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"shop": "NONE", "lines": [{"sku": BLK, "quantity": 1}]}, 404, "unknown_shop"),
        ({"shop": "DEMO", "lines": []}, 400, "lines"),
        ({"shop": "DEMO", "lines": ["x"]}, 400, "lines"),
        ({"shop": "DEMO", "lines": [{"sku": BLK, "quantity": 0}]}, 400, "quantity"),
        ({"shop": "DEMO", "lines": [{"sku": BLK, "quantity": True}]}, 400, "quantity"),
        ({"shop": "DEMO", "lines": [{"sku": "SIM-001", "quantity": 1}]}, 404, "unknown_sku"),
        ({"shop": "DEMO", "lines": [{"sku": BLK, "quantity": 1}], "carrier": "PIGEON"}, 400, "carrier"),
    ],
)
def test_senseless_orders_change_nothing(gateway, body, status, error):
    gateway.stock(MC_15P_BLK=5)
    answered, answer = gateway.control("POST", "orders", body)
    assert (answered, answer["error"]) == (status, error)
    assert gateway.state()["orders_placed"] == 0
    assert gateway.state()["front"][BLK] == 5


def test_nothing_is_oversold_while_the_truth_is_unknown(gateway):
    gateway.stock(MC_15P_BLK=5)
    place(gateway, units=5)
    assert gateway.state()["oversold_orders"] == 0
    assert gateway.state()["truth"][BLK] is None


def test_order_that_the_front_took_without_a_free_unit_is_oversold(gateway):
    gateway.stock(MC_15P_BLK=5)
    gateway.control("POST", "truth", {"shop": "DEMO", "units": {BLK: 2}})
    assert place(gateway, units=2)[1]["is_oversold"] is False
    assert gateway.state()["truth"][BLK] == 0
    assert place(gateway, units=1)[1]["is_oversold"] is True
    assert gateway.state()["oversold_orders"] == 1
    gateway.control("POST", "truth", {"shop": "DEMO", "units": {BLK: 3}, "add": True})
    assert gateway.state()["truth"][BLK] == 3
    assert place(gateway, units=2)[1]["is_oversold"] is False
    assert gateway.state()["oversold_orders"] == 1
    assert gateway.control("POST", "truth", {"shop": "DEMO", BLK: 7}) == (200, {"truth": {BLK: 7}})
    gateway.control("POST", "truth", {"shop": "DEMO", "units": {BLK: None}})
    assert gateway.state()["truth"][BLK] is None


def test_cancelled_order_gives_the_truth_its_units_back(gateway):
    gateway.stock(MC_15P_BLK=5)
    gateway.control("POST", "truth", {"shop": "DEMO", "units": {BLK: 5}})
    number = gateway.order((BLK, 4), stage="unpaid")
    assert gateway.state()["truth"][BLK] == 1
    gateway.control("POST", "cancel", {"order_id": number})
    assert gateway.state()["truth"][BLK] == 5
    assert gateway.state()["front"][BLK] == 5


def test_shops_do_not_touch_each_other(gateway):
    gateway.stock(MC_15P_BLK=5)
    gateway.stock("SIM", SIM_001=2)
    assert place(gateway, "SIM-001", shop="SIM")[0] == 200
    assert gateway.state("SIM")["front"]["SIM-001"] == 1
    assert gateway.state("SIM")["orders_placed"] == 1
    assert gateway.state("DEMO")["orders_placed"] == 0
    assert len(gateway.state("SIM")["front"]) == 24
    assert len(gateway.state("DEMO")["front"]) == 40


def test_control_lists_orders_with_their_goods(gateway):
    gateway.stock("SIM", SIM_001=2, SIM_002=2)
    number = gateway.order(("SIM-001", 2), ("SIM-002", 1), shop="SIM")
    (row,) = gateway.control("GET", "orders?shop=SIM")[1]["orders"]
    assert row["order_id"] == number
    assert row["lines"] == [{"sku": "SIM-001", "quantity": 2}, {"sku": "SIM-002", "quantity": 1}]
    assert (row["waybills"], row["shipments"]) == ([], [])


@pytest.mark.parametrize("token", ["", "wrong", "é"])
def test_control_needs_its_token(gateway, token):
    head = {"X-Sandbox-Control": token.encode()}
    status, _headers, _body = gateway.send("POST", "/_control/front", b'{"shop":"DEMO","units":{}}', head)
    assert status == 401


@pytest.mark.parametrize(
    ("verb", "name", "body", "status"),
    [
        ("POST", "nothing", {}, 404),
        ("GET", "cancel", {}, 404),
        ("POST", "cancel", {"order_id": 1}, 404),
        ("POST", "truth", {"shop": "DEMO", "units": {BLK: -1}}, 400),
        ("POST", "front", {"shop": "DEMO", "units": {BLK: None}}, 400),
        ("POST", "front", {"shop": "DEMO", "units": {"NO": 1}}, 404),
        ("POST", "settings", {"pay_seconds": "soon"}, 400),
        ("POST", "settings", {"colour": 1}, 404),
        ("POST", "faults", {"gremlins": True}, 404),
        ("POST", "faults", {"late_apply": "much"}, 400),
        ("POST", "warehouses", {"shop": "DEMO", "codes": [1]}, 400),
    ],
)
def test_wrong_control_calls_are_refused(gateway, verb, name, body, status):
    assert gateway.control(verb, name, body)[0] == status


def test_most_calls_in_a_second_are_measured_and_a_limit_can_be_set(gateway):
    services = "aliexpress.logistics.redefining.listlogisticsservice"
    for _ in range(6):
        gateway.sync(services)
    seen = gateway.control("GET", "state")[1]["requests"]
    assert seen["max_in_one_second"] == 6
    assert seen["by_method"] == {services: 6}
    gateway.control("POST", "settings", {"qps_limit": 3})
    refused = gateway.sync(services)["error_response"]
    assert refused["code"] == "ApiCallLimit"
    assert refused["msg"].endswith("this ban will last 1 seconds")
    gateway.control("POST", "settings", {"qps_limit": 0})
    assert gateway.sync(services)["result_success"] is True
