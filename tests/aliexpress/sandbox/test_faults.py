"""Each fault by its name: what the caller sees, and what was applied all the same."""

import http.client
import json
import threading
import time

import pytest

from wms.aliexpress.sandbox import catalogue, tokens
from wms.aliexpress.sandbox.faults import DEFAULTS, Faults
from wms.aliexpress.sandbox.faults import __doc__ as table

SERVICES = "aliexpress.logistics.redefining.listlogisticsservice"
BATCH = "aliexpress.solution.batch.product.inventory.update"
LIST = "aliexpress.solution.order.get"
PRODUCT = catalogue.PRODUCTS["DEMO"][0]


def switch(gateway, **faults):
    status, answer = gateway.control("POST", "faults", faults)
    assert status == 200, answer


def write(gateway, units):
    row = {"sku_code": "MC-15P-BLK", "inventory": units}
    wanted = [{"product_id": PRODUCT.product_id, "multiple_sku_update_list": [row]}]
    return gateway.sync(BATCH, mutiple_product_update_list=wanted)


def shown(gateway):
    return gateway.state()["front"]["MC-15P-BLK"]


def test_table_names_every_fault():
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")]
    assert [row for row in rows if row and row != "name"] == list(DEFAULTS)


@pytest.mark.parametrize("name", DEFAULTS)
def test_every_fault_can_be_switched_on_and_off(gateway, name):
    switch(gateway, **{name: True})
    assert list(gateway.control("GET", "state")[1]["faults"]) == [name]
    switch(gateway, **{name: False})
    assert gateway.control("GET", "state")[1]["faults"] == {}
    assert gateway.sync(SERVICES)["result_success"] is True


def test_api_call_limit_says_how_long_and_ends_by_itself(gateway):
    switch(gateway, api_call_limit=1)
    refused = gateway.sync(SERVICES)["error_response"]
    assert (refused["type"], refused["code"]) == ("ISV", "ApiCallLimit")
    assert refused["msg"].startswith("Api access frequency exceeds the limit. this ban will last ")
    deadline = time.monotonic() + 5
    while "error_response" in gateway.sync(SERVICES):
        assert time.monotonic() < deadline
    assert gateway.control("GET", "state")[1]["faults"] == {}


def test_code7_limit_carries_its_sub_code(gateway):
    switch(gateway, code7_limit=30)
    refused = gateway.sync(SERVICES)["error_response"]
    assert refused["code"] == "7"
    assert refused["sub_code"] == "accesscontrol.limited-by-api-access-count"
    assert refused["sub_msg"] in ("This ban will last for 29 more seconds", "This ban will last for 30 more seconds")


def test_isp_timeout_answers_late_and_applies_nothing(gateway):
    switch(gateway, isp_timeout=0.4)
    started = time.monotonic()
    refused = write(gateway, 9)["error_response"]
    assert time.monotonic() - started >= 0.4
    assert (refused["type"], refused["code"], refused["sub_code"]) == ("ISP", "15", "isp.service-timeout")
    assert shown(gateway) == 0


def test_late_apply_is_applied_after_the_caller_has_given_up(gateway):
    switch(gateway, late_apply=0.8)
    gateway.timeout = 0.2
    with pytest.raises(TimeoutError):
        write(gateway, 9)
    gateway.timeout = 10
    assert shown(gateway) == 0
    deadline = time.monotonic() + 5
    while shown(gateway) == 0:
        assert time.monotonic() < deadline
    assert shown(gateway) == 9
    started = time.monotonic()
    assert gateway.sync(SERVICES)["result_success"] is True
    assert time.monotonic() - started < 0.5, "reading is not late"


def test_lost_answer_is_applied(gateway):
    switch(gateway, lost_answer=True)
    with pytest.raises(http.client.RemoteDisconnected):
        write(gateway, 9)
    assert shown(gateway) == 9


def test_reset_mid_body_is_applied_and_the_answer_is_broken_off(gateway):
    switch(gateway, reset_mid_body=True)
    with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
        write(gateway, 9)
    assert shown(gateway) == 9


def test_truncated_json_is_applied_and_cannot_be_read(gateway):
    switch(gateway, truncated_json=True)
    with pytest.raises(json.JSONDecodeError):
        write(gateway, 9)
    assert shown(gateway) == 9


def test_html_garbage_is_200_and_applies_nothing(gateway):
    switch(gateway, html_garbage=True)
    status, headers, body = gateway.send("GET", "/sync")
    assert status == 200
    assert dict(headers)["Content-Type"].startswith("text/html")
    assert body.startswith(b"<html>")
    with pytest.raises(json.JSONDecodeError):
        write(gateway, 9)
    assert shown(gateway) == 0


def test_http_500_applies_nothing(gateway):
    switch(gateway, http_500=True)
    assert gateway.send("POST", "/sync")[0] == 500
    with pytest.raises(AssertionError):
        write(gateway, 9)
    assert shown(gateway) == 0


def test_expired_token_is_helped_by_a_refresh(gateway):
    pair = gateway.sandbox.world.records["token"][gateway.token]
    switch(gateway, expired_token=True)
    assert gateway.sync(SERVICES)["error_response"]["code"] == "IllegalAccessToken"
    gateway.token = gateway.rest("/auth/token/refresh", refresh_token=pair["refresh"])["access_token"]
    assert gateway.sync(SERVICES)["result_success"] is True


def test_ip_whitelist_stops_every_call(gateway):
    switch(gateway, ip_whitelist=True)
    assert gateway.sync(SERVICES)["error_response"]["code"] == "AppWhiteIpLimit"


def push(gateway, *codes):
    rows = [
        {
            "spu_id": PRODUCT.product_id,
            "seller_sku": code,
            "warehouse_code": "SZ-LH-01",
            "available_quantity": 4,
            "reserved_quantity": 0,
            "in_transit_quantity": 0,
            "available_stock_threshold": 0,
            "stock_version": 1,
        }
        for code in codes
    ]
    message = {"schema_version": "2.3", "request_no": "r", "items": rows}
    answer = gateway.sync("aliexpress.inventory.state.push", inventory_state_request=message)
    return {row["seller_sku"]: row.get("error_code") for row in answer["result"]["items"]}


def test_partial_failure_refuses_some_skus_and_takes_the_others(gateway):
    switch(gateway, partial_failure=["MC-15P-BLK"])
    assert push(gateway, "MC-15P-BLK", "MC-15P-CLR") == {"MC-15P-BLK": "ERR_SKU_LOCKED", "MC-15P-CLR": None}
    assert write(gateway, 9)["update_success"] is False
    assert shown(gateway) == 0
    switch(gateway, partial_failure=True)
    everything = [sku.sku_code for sku in PRODUCT.skus]
    assert set(push(gateway, *everything).values()) == {"ERR_SKU_LOCKED", None}


def test_unknown_sku_strikes_pushes_and_names_a_foreign_code_in_new_orders(gateway):
    gateway.stock(MC_15P_BLK=5)
    switch(gateway, unknown_sku=["MC-15P-CLR"])
    assert push(gateway, "MC-15P-BLK", "MC-15P-CLR") == {"MC-15P-BLK": None, "MC-15P-CLR": "ERR_SKU_NOT_FOUND"}
    gateway.order(("MC-15P-BLK", 1))
    query = {"current_page": 1, "page_size": 10}
    (row,) = gateway.sync(LIST, param0=query)["result"]["target_list"]
    code = row["product_list"][0]["sku_code"]
    assert code.startswith("NOT-OURS-")
    assert code not in {sku.sku_code for sku in catalogue.skus("DEMO")}


@pytest.fixture
def waybill(gateway):
    def make():
        gateway.stock(MC_15P_BLK=5)
        return gateway.sync(
            "aliexpress.logistics.createwarehouseorder",
            trade_order_id=str(gateway.order(("MC-15P-BLK", 1))),
            address_d_t_os={"sender": {}, "receiver": {"name": "x"}},
            declare_product_d_t_os=[{"product_id": PRODUCT.product_id, "product_num": 1}],
            warehouse_carrier_service="CPAM",
        )["result"]

    return make


def test_label_is_not_ready_for_the_first_tries(gateway, waybill):
    tracking = waybill()["intl_tracking_no"]
    switch(gateway, label_not_ready=2)
    label = "aliexpress.logistics.redefining.getprintinfo"
    answers = [gateway.sync(label, international_logistics_id=tracking) for _ in range(3)]
    assert [answer["result_success"] for answer in answers] == [False, False, True]
    assert answers[0]["error_code"] == "LABEL_NOT_READY"


def test_tracking_number_comes_late(gateway, waybill):
    switch(gateway, tracking_late=0.5)
    made = waybill()
    assert made["success"] is True
    assert "intl_tracking_no" not in made
    look_up = "aliexpress.logistics.querylogisticsorderdetail"
    deadline = time.monotonic() + 5
    while True:
        (row,) = gateway.sync(look_up, trade_order_id=str(made["trade_order_id"]))["result_list"]
        if "international_logistics_num" in row:
            break
        assert time.monotonic() < deadline
    assert row["international_logistics_num"].endswith("CN")


def test_slow_trickle_drips_the_answer(gateway):
    switch(gateway, slow_trickle=0.5)
    started = time.monotonic()
    assert gateway.sync(SERVICES)["result_success"] is True
    assert time.monotonic() - started >= 0.4


def listed(gateway, page, size=3):
    answer = gateway.sync(LIST, param0={"current_page": page, "page_size": size})["result"]
    return [row["order_id"] for row in answer["target_list"]]


def test_duplicate_orders_come_twice_in_a_page(gateway):
    gateway.stock(MC_15P_BLK=9)
    numbers = [gateway.order(("MC-15P-BLK", 1)) for _ in range(3)][::-1]
    switch(gateway, duplicate_orders=2)
    assert listed(gateway, 1) == [*numbers[:2], *numbers]


@pytest.mark.parametrize(("rows", "second"), [(1, slice(2, 5)), (-1, slice(4, 7))])
def test_pages_shift_under_the_reader(gateway, rows, second):
    gateway.stock(MC_15P_BLK=9)
    numbers = [gateway.order(("MC-15P-BLK", 1)) for _ in range(7)][::-1]
    switch(gateway, shifting_pages=rows)
    assert listed(gateway, 1) == numbers[:3]
    assert listed(gateway, 2) == numbers[second]


def test_fault_can_be_limited_to_methods_and_times(gateway):
    switch(gateway, http_500={"value": 1, "methods": "inventory", "times": 1})
    assert gateway.sync(SERVICES)["result_success"] is True
    with pytest.raises(AssertionError):
        write(gateway, 9)
    assert write(gateway, 9)["update_success"] is True


def test_share_of_calls_follows_the_seed():
    def hits():
        faults = Faults(4, time.time)
        faults.switch_text("lost_answer=0.3")
        return [faults.hit("lost_answer", "x") for _ in range(1000)]

    first = hits()
    assert first == hits()
    assert 250 < sum(1 for hit in first if hit) < 350


def test_fault_with_one_time_strikes_once_under_many_threads():
    faults, struck = Faults(1, time.time), []
    faults.switch("http_500", {"value": 1, "times": 1})
    threads = [threading.Thread(target=lambda: struck.append(faults.hit("http_500", "x"))) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(str(hit) for hit in struck) == ["1"] + ["None"] * 19


def test_command_line_forms():
    faults = Faults(1, time.time)
    faults.switch_text("partial_failure=A,B")
    faults.switch_text("late_apply")
    assert faults.as_dict()["partial_failure"]["value"] == ["A", "B"]
    assert faults.as_dict()["late_apply"]["value"] == 5
    with pytest.raises(KeyError):
        faults.switch_text("gremlins")
    with pytest.raises(ValueError, match="soon"):
        faults.switch_text("late_apply=soon")


def test_latency_answers_late_and_applies_at_once(gateway):
    switch(gateway, latency={"value": 0.3, "methods": "inventory"})
    began = time.monotonic()
    assert write(gateway, 9)["update_success"] is True
    assert time.monotonic() - began >= 0.3
    assert shown(gateway) == 9


def test_revoked_token_is_helped_by_a_new_consent_only(gateway):
    world = gateway.sandbox.world
    old = tokens.issue_tokens(world, "DEMO")
    switch(gateway, revoked_token=True)
    assert gateway.sync(SERVICES)["error_response"]["code"] == "IllegalAccessToken"
    assert gateway.rest("/auth/token/refresh", refresh_token=old["refresh"])["code"] == "IllegalRefreshToken"
    made = gateway.rest("/auth/token/create", code=tokens.issue_code(world, "DEMO"))
    gateway.token = made["access_token"]
    assert gateway.sync(SERVICES)["result_success"] is True


def test_no_permission_strikes_the_methods_that_it_names(gateway):
    switch(gateway, no_permission={"value": True, "methods": "inventory"})
    assert write(gateway, 9)["error_response"]["code"] == "InsufficientPermission"
    assert gateway.sync(SERVICES)["result_success"] is True


def test_success_may_come_with_a_filled_error(gateway):
    switch(gateway, success_with_error=True)
    answer = write(gateway, 9)
    assert (answer["update_success"], bool(answer["error_code"])) == (True, True)
    assert shown(gateway) == 9


def test_pages_repeat(gateway):
    gateway.stock(MC_15P_BLK=9)
    for _ in range(4):
        gateway.order(("MC-15P-BLK", 1))
    switch(gateway, repeated_pages=True)
    pages = [
        [
            row["order_id"]
            for row in gateway.sync(LIST, param0={"current_page": n, "page_size": 2})["result"]["target_list"]
        ]
        for n in (1, 2)
    ]
    assert pages[0] == pages[1]


def test_faults_combine(gateway):
    switch(gateway, latency=0.2, success_with_error=True, truncated_json={"value": 1, "methods": "inventory"})
    began = time.monotonic()
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        write(gateway, 4)
    assert time.monotonic() - began >= 0.2
    assert shown(gateway) == 4
    assert gateway.sync(SERVICES)["error_code"]


def test_every_switch_of_the_requirement_is_here():
    asked = {
        "latency", "slow_trickle", "reset_mid_body", "truncated_json", "html_garbage", "http_500", "api_call_limit",
        "code7_limit", "expired_token", "revoked_token", "partial_failure", "repeated_pages", "shifting_pages",
        "duplicated_pushes", "reordered_pushes", "tracking_late", "label_not_ready", "success_with_error",
    }  # fmt: skip
    assert asked <= set(DEFAULTS)
