"""Orders as the seller sees them: pages, filters, masks, life and cancellation."""

import json
from datetime import UTC, datetime

import pytest

from tests.aliexpress.sandbox.test_tokens import Clock
from wms.aliexpress.sandbox import clock as wall
from wms.aliexpress.sandbox import orders
from wms.aliexpress.sandbox.faults import Faults
from wms.aliexpress.sandbox.gateway import METHODS, Call
from wms.aliexpress.sandbox.generator import Ticker
from wms.aliexpress.sandbox.state import World

LIST = "aliexpress.solution.order.get"
LIST_CN = "aliexpress.trade.seller.orderlist.get"
DETAIL = "aliexpress.trade.new.redefining.findorderbyid"


def page(number=1, size=50, **more):
    return {"current_page": number, "page_size": size, **more}


def listed(gateway, **more):
    return gateway.sync(LIST, param0=page(**more))["result"]["target_list"]


@pytest.fixture
def stocked(gateway):
    gateway.stock(MC_15P_BLK=50, NL_48W_WHT=50, CB_100W_1M=50)
    return gateway


def test_list_row_says_what_was_ordered(stocked):
    number = stocked.order(("MC-15P-BLK", 2), ("NL-48W-WHT", 1), choice=True, x_day=5, carrier="YANWEN_JYT")
    result = stocked.sync(LIST, param0=page())["result"]
    assert (result["total_count"], result["total_page"], result["current_page"]) == (1, 1, 1)
    row = result["target_list"][0]
    assert row["order_id"] == number
    assert len(str(number)) == 16
    assert row["order_status"] == "WAIT_SELLER_SEND_GOODS"
    assert row["pay_amount"] == {"amount": "36.40", "currency_code": "USD"}
    first, second = row["product_list"]
    assert (first["sku_code"], first["product_count"]) == ("MC-15P-BLK", 2)
    assert (second["sku_code"], second["product_count"]) == ("NL-48W-WHT", 1)
    assert first["logistics_type"] == "YANWEN_JYT"
    assert json.loads(first["extend_map"]) == {"orderBusinessModel": "SEMI_CHOICE_SELF", "deliveryPromiseDays": "5"}
    assert first["tags"] == ["choice_order", "x_day_delivery"]
    assert first["child_id"] != second["child_id"]


def test_cn_list_has_its_own_item_names(stocked):
    stocked.order(("MC-15P-BLK", 1))
    answer = stocked.sync(LIST_CN, simplify=False, param_aeop_order_query=page())
    wrapped = answer["aliexpress_trade_seller_orderlist_get_response"]["result"]["target_list"]
    row = wrapped["aeop_order_item_dto"][0]
    assert list(row["product_list"]) == ["aeop_order_product_dto"]


def test_query_keys_may_come_as_parameters_of_their_own(stocked):
    number = stocked.order(("MC-15P-BLK", 1))
    statuses = ["WAIT_SELLER_SEND_GOODS", "RISK_CONTROL"]
    answer = stocked.sync(LIST, current_page="1", page_size="20", order_status_list=statuses)
    assert [row["order_id"] for row in answer["result"]["target_list"]] == [number]


def test_pages_cover_all_orders_once_newest_first(stocked):
    numbers = [stocked.order(("CB-100W-1M", 1)) for _ in range(7)]
    seen = []
    for number in (1, 2, 3):
        answer = stocked.sync(LIST, param0=page(number, 3))["result"]
        assert answer["total_page"] == 3
        seen += [row["order_id"] for row in answer["target_list"]]
    assert seen == numbers[::-1]
    assert stocked.sync(LIST, param0=page(4, 3))["result"]["target_list"] == []


def test_shop_sees_only_its_own_orders(stocked, sim):
    number = stocked.order(("MC-15P-BLK", 1))
    assert listed(sim) == []
    refused = sim.sync(DETAIL, param1={"order_id": number})["error_response"]
    assert (refused["code"], refused["sub_code"]) == ("15", "isv.insufficient-permission")
    assert sim.sync(DETAIL, param1={"order_id": 1})["error_response"]["sub_code"] == refused["sub_code"]


def test_finished_orders_come_only_when_asked_for_alone(stocked):
    number = stocked.order(("MC-15P-BLK", 1), stage="unpaid")
    stocked.control("POST", "cancel", {"order_id": number})
    assert listed(stocked) == []
    assert listed(stocked, order_status_list=["FINISH", "IN_CANCEL"]) == []
    assert [row["order_id"] for row in listed(stocked, order_status="FINISH")] == [number]
    assert [row["end_reason"] for row in listed(stocked, order_status_list=["FINISH"])] == ["buyer_cancel_notpay_order"]


def call(world, method, **parameters):
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in parameters.items()}
    shop = world.shops["DEMO"]
    return METHODS[method].run(Call(world, Faults(1, world.now), method, texts, shop))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def world(clock):
    made = World(seed=5, now=clock)
    made.push_number("DEMO", "MC-15P-BLK", 100)
    return made


def ids(answer):
    return [row["order_id"] for row in answer["result"]["target_list"].rows]


def test_filters_are_pacific_wall_clock_and_blind_in_the_repeated_hour(world, clock):
    clock.at = datetime(2026, 11, 1, 8, 30, tzinfo=UTC).timestamp()
    first = orders.place(world, "DEMO", [("MC-15P-BLK", 1)])["id"]
    clock.at += 3600
    second = orders.place(world, "DEMO", [("MC-15P-BLK", 1)])["id"]
    clock.at += 7200
    window = {"create_date_start": "2026-11-01 01:00:00", "create_date_end": "2026-11-01 01:59:59"}
    answer = call(world, LIST, param0=page(**window))
    assert ids(answer) == [second, first]
    assert {row["gmt_create"] for row in answer["result"]["target_list"].rows} == {"2026-11-01 01:30:00"}
    later = call(world, LIST, param0=page(create_date_start="2026-11-01 01:30:01"))
    assert ids(later) == [], "a client that goes on from the second pass's text loses nothing only by overlapping"
    assert answer["result"]["time_stamp"] == wall.beijing(clock.at) == "2026-11-01 19:30:00"


def test_modification_filter_finds_what_changed_later(world, clock):
    old = orders.place(world, "DEMO", [("MC-15P-BLK", 1)])
    clock.at += 86_400
    orders.buyer_cancels(world, old)
    since = wall.pacific(clock.at - 60)
    assert ids(call(world, LIST, param0=page(create_date_start=since))) == []
    assert ids(call(world, LIST, param0=page(modified_date_start=since))) == [old["id"]]


def test_cn_list_wants_a_creation_date_beside_a_modification_date(stocked):
    since = "2026-01-01 00:00:00"
    refused = stocked.sync(LIST_CN, param_aeop_order_query=page(modified_date_start=since))
    assert refused["error_response"]["code"] == "InvalidParameter"
    both = page(modified_date_start=since, create_date_start=since)
    assert stocked.sync(LIST_CN, param_aeop_order_query=both)["result"]["success"] is True
    odd = stocked.sync(LIST, param0=page(create_date_start="2026-01-01"))
    assert odd["error_response"]["code"] == "InvalidParameter"


def test_finished_window_is_30_days_and_the_others_180(world, clock):
    order = orders.place(world, "DEMO", [("MC-15P-BLK", 1)])
    clock.at += 31 * 86_400
    assert ids(call(world, LIST, param0=page())) == [order["id"]]
    orders.buyer_cancels(world, order)
    orders.seller_answers_cancel(world, order, accepted=True)
    assert ids(call(world, LIST, param0=page(order_status="FINISH"))) == []
    orders.place(world, "DEMO", [("MC-15P-BLK", 1)])
    clock.at += 181 * 86_400
    assert ids(call(world, LIST, param0=page())) == []


def test_personal_data_is_masked_until_decrypted_with_the_orders_own_oaid(stocked):
    number = stocked.order(("MC-15P-BLK", 1), country="ES", name="Lucia Ejemplo")
    other = stocked.order(("MC-15P-BLK", 1))
    target = stocked.sync(DETAIL, param1={"order_id": number})["target"]
    masked = target["receipt_address"]
    assert masked["contact_person"] == "L**** E******"
    assert masked["detail_address"].startswith("Calle ****")
    assert "*" in masked["mobile_no"]
    assert "*" in masked["address2"]
    assert masked["country"] == "ES"
    assert masked["phone_country"] == "+34"
    assert masked["zip"].isdigit()
    assert target["buyer_info"]["first_name"] == "L****"
    receipt = stocked.sync("aliexpress.solution.order.receiptinfo.get", param1={"order_id": number})["result"]
    assert receipt["contact_person"] == masked["contact_person"]
    decrypt = "aliexpress.trade.seller.order.decrypt"
    clear = stocked.sync(decrypt, orderId=str(number), oaid=target["oaid"])
    assert clear["result_code"] == 200
    assert clear["result_obj"]["contact_person"] == "Lucia Ejemplo"
    assert "*" not in json.dumps(clear["result_obj"])
    wrong = stocked.sync(decrypt, orderId=str(other), oaid=target["oaid"])
    assert wrong["result_code"] != 200
    assert "result_obj" not in wrong


def test_nothing_personal_is_clear_in_lists_and_details(stocked):
    number = stocked.order(("MC-15P-BLK", 1), name="Unmistakable Ficticia")
    street = stocked.sandbox.world.orders[str(number)]["buyer"]["street"]
    mobile = stocked.sandbox.world.orders[str(number)]["buyer"]["mobile"]
    answers = [
        stocked.sync(LIST, param0=page()),
        stocked.sync(DETAIL, param1={"order_id": number}),
        stocked.sync("aliexpress.solution.order.info.get", param1={"order_id": number}),
        stocked.sync("aliexpress.solution.order.receiptinfo.get", param1={"order_id": number}),
    ]
    for answer in map(json.dumps, answers):
        assert "Unmistakable" not in answer
        assert street not in answer
        assert mobile not in answer


def test_both_details_tell_the_same_order_in_their_own_shape(stocked):
    number = stocked.order(("MC-15P-BLK", 2), ("CB-100W-1M", 1))
    cn = stocked.sync(DETAIL, simplify=False, param1={"order_id": number})
    target = cn["aliexpress_trade_new_redefining_findorderbyid_response"]["target"]
    oversea = stocked.sync("aliexpress.solution.order.info.get", simplify=False, param1={"order_id": number})
    data = oversea["aliexpress_solution_order_info_get_response"]["result"]["data"]
    children = target["child_order_list"]["aeop_tp_child_order_dto"]
    assert children == data["child_order_list"]["global_aeop_tp_child_order_dto"]
    assert [(c["order_sort_id"], c["sku_code"], c["product_count"]) for c in children] == [
        (1, "MC-15P-BLK", 2),
        (2, "CB-100W-1M", 1),
    ]
    assert target["order_amount"]["cent"] == 2210
    assert target["opr_log_dto_list"] == {}
    assert target["logistic_info_list"] == {}


def test_order_ages_from_unpaid_over_risk_control_to_shippable(world, clock):
    ticker = Ticker(world, Faults(1, world.now))
    order = orders.place(world, "DEMO", [("MC-15P-BLK", 1)], stage=orders.UNPAID)
    orders.start_ageing(world, order)
    seen = [order["status"]]
    for _ in range(12):
        clock.at += 1
        ticker.step()
        if order["status"] != seen[-1]:
            seen.append(order["status"])
    assert seen == ["PLACE_ORDER_SUCCESS", "RISK_CONTROL", "WAIT_SELLER_SEND_GOODS"]
    assert order["paid"] == order["created"] + 2
    assert order["updated"] == order["created"] + 7


def test_order_that_is_never_paid_ends_and_gives_the_front_its_units_back(world, clock):
    ticker = Ticker(world, Faults(1, world.now))
    order = orders.place(world, "DEMO", [("MC-15P-BLK", 4)], stage=orders.UNPAID)
    orders.start_ageing(world, order, pays=False)
    assert world.front("DEMO", "MC-15P-BLK") == 96
    clock.at += 59
    ticker.step()
    assert order["status"] == "PLACE_ORDER_SUCCESS"
    clock.at += 1
    ticker.step()
    assert (order["status"], order["end_reason"]) == ("FINISH", "pay_timeout")
    assert world.front("DEMO", "MC-15P-BLK") == 100


def test_paid_cancelled_order_leaves_the_front_to_the_sellers_next_state(stocked):
    number = stocked.order(("MC-15P-BLK", 5))
    assert stocked.control("POST", "cancel", {"order_id": number})[1]["status"] == "IN_CANCEL"
    assert stocked.state()["front"]["MC-15P-BLK"] == 45
    accept = "aliexpress.trade.seller.order.acceptcancel"
    answer = stocked.sync(accept, param_order_cancel_request={"order_id": number, "memo": "ok"})
    assert answer["result"]["success"] is True
    assert stocked.state()["front"]["MC-15P-BLK"] == 45
    assert [row["order_status"] for row in listed(stocked, order_status="FINISH")] == ["FINISH"]
    again = stocked.sync(accept, param_order_cancel_request={"order_id": number})
    assert again["result"]["success"] is False


def test_refused_cancellation_puts_the_order_back(stocked):
    number = stocked.order(("MC-15P-BLK", 1))
    stocked.control("POST", "cancel", {"order_id": number})
    refuse = "aliexpress.trade.seller.order.refusecancel"
    assert stocked.sync(refuse, param_order_cancel_request={"order_id": number})["is_success"] is True
    assert [row["order_status"] for row in listed(stocked)] == ["WAIT_SELLER_SEND_GOODS"]
    assert stocked.sync(refuse, param_order_cancel_request={"order_id": number})["is_success"] is False


def test_shipped_order_cannot_be_cancelled(stocked):
    number = stocked.order(("MC-15P-BLK", 1))
    stocked.sync(
        "aliexpress.solution.order.fulfill",
        out_ref=str(number),
        service_name="CPAM",
        logistics_no="RB123456785CN",
        send_type="all",
    )
    status, answer = stocked.control("POST", "cancel", {"order_id": number})
    assert (status, answer["error"]) == (409, "too_late")
    assert stocked.state()["orders_by_status"] == {"WAIT_BUYER_ACCEPT_GOODS": 1}
