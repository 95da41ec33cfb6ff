"""Waybills, labels and declared shipments."""

import base64
import json
from itertools import groupby

import pypdfium2
import pytest
import zxingcpp

from wms.aliexpress.sandbox import catalogue, labels
from wms.aliexpress.sandbox.methods.logistics import tracking_number

CREATE = "aliexpress.logistics.createwarehouseorder"
LOOK_UP = "aliexpress.logistics.querylogisticsorderdetail"
LABEL = "aliexpress.logistics.redefining.getprintinfo"
FULFILL = "aliexpress.solution.order.fulfill"
SHIP = "aliexpress.logistics.sellershipmentfortop"
SUB_SHIP = "aliexpress.logistics.order.shipment"
PRODUCT = catalogue.PRODUCTS["DEMO"][0].product_id
ADDRESS = {"sender": {"address_id": 1}, "receiver": {"name": "x", "country": "ES"}}


@pytest.fixture
def number(gateway):
    gateway.stock(MC_15P_BLK=50, CB_100W_1M=50)
    return gateway.order(("MC-15P-BLK", 2), ("CB-100W-1M", 1), carrier="CAINIAO_ECONOMY")


def create(gateway, number, method=CREATE, **changed):
    given = {
        "trade_order_id": str(number),
        "trade_order_from": "ESCROW",
        "address_d_t_os": ADDRESS,
        "declare_product_d_t_os": [{"product_id": PRODUCT, "product_num": 2, "product_weight": "0.1"}],
        "warehouse_carrier_service": "CAINIAO_ECONOMY",
        "domestic_logistics_company_id": "-1",
        "package_num": "1",
    }
    return gateway.sync(method, **(given | changed))


def ship(gateway, number, tracking="RB123456785CN", method=SHIP, **changed):
    given = {"out_ref": str(number), "service_name": "CPAM", "logistics_no": tracking, "send_type": "all"}
    return gateway.sync(method, **(given | changed))


def test_services_name_their_tracking_pattern(gateway):
    answer = gateway.sync("aliexpress.logistics.redefining.listlogisticsservice", simplify=False)
    payload = answer["aliexpress_logistics_redefining_listlogisticsservice_response"]
    rows = payload["result_list"]["aeop_logistics_service_result"]
    assert {"CAINIAO_STANDARD", "CAINIAO_ECONOMY", "YANWEN_JYT"} <= {row["service_name"] for row in rows}
    patterns = {row["service_name"]: row["tracking_no_regex"] for row in rows}
    assert patterns["CPAM"] == r"^[A-Z]{2}\d{9}CN$"
    assert patterns["DHL"] == r"^\d{10}$"


def test_tracking_number_has_the_postal_check_digit():
    assert tracking_number("RB", 47312482) == "RB473124829CN"


def test_created_twice_makes_two_waybills_and_the_look_up_shows_both(gateway, number):
    assert gateway.sync(LOOK_UP, trade_order_id=str(number))["result_list"] == []
    first = create(gateway, number)["result"]
    assert (first["success"], first["error_code"], first["trade_order_id"]) == (True, 1, number)
    assert first["out_order_code"].startswith("LP")
    second = create(gateway, number, method="aliexpress.logistics.order.createorder")["result"]
    assert second["warehouse_order_id"] != first["warehouse_order_id"]
    assert second["intl_tracking_no"] != first["intl_tracking_no"]
    rows = gateway.sync(LOOK_UP, trade_order_id=str(number))["result_list"]
    assert [row["international_logistics_num"] for row in rows] == [
        first["intl_tracking_no"],
        second["intl_tracking_no"],
    ]
    state = gateway.state()
    assert (state["waybills"], state["orders_with_several_waybills"]) == (2, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"warehouse_carrier_service": "PIGEON"},
        {"declare_product_d_t_os": []},
        {"declare_product_d_t_os": [{"product_id": 1, "product_num": 2}]},
        {"declare_product_d_t_os": [{"product_id": PRODUCT, "product_num": 0}]},
        {"declare_product_d_t_os": [{"product_id": PRODUCT, "product_num": 2, "contains_battery": 1}]},
        {"declare_product_d_t_os": [{"product_id": PRODUCT, "product_num": 2, "only_battery": True}]},
        {"oaid": "of-another-order"},
    ],
)
def test_senseless_waybill_is_refused_and_none_is_made(gateway, number, changed):
    answer = create(gateway, number, **changed)
    assert answer["result_success"] is False
    assert answer["result"]["success"] is False
    assert gateway.state()["waybills"] == 0


def test_waybill_needs_a_receiver_or_the_orders_oaid(gateway, number):
    bare = {"sender": {"address_id": 1}}
    assert create(gateway, number, address_d_t_os=bare)["error_response"]["code"] == "InvalidParameter"
    detail = gateway.sync("aliexpress.trade.new.redefining.findorderbyid", param1={"order_id": number})
    oaid = detail["target"]["oaid"]
    assert create(gateway, number, address_d_t_os=bare, oaid=oaid)["result"]["success"] is True


def test_unpaid_and_foreign_orders_get_no_waybill(gateway, sim, number):
    unpaid = gateway.order(("MC-15P-BLK", 1), stage="unpaid")
    assert create(gateway, unpaid)["result"]["success"] is False
    assert create(sim, number)["error_response"]["sub_code"] == "isv.insufficient-permission"
    assert gateway.state()["waybills"] == 0


def scan(pdf):
    page = pypdfium2.PdfDocument(pdf)[0]
    assert [round(size / 72 * 25.4, 1) for size in page.get_size()] == [100.0, 150.0]
    picture = page.render(scale=203 / 72).to_pil().convert("L")
    return [(found.text, str(found.format)) for found in zxingcpp.read_barcodes(picture)], picture


def test_label_is_a_pdf_whose_barcode_says_the_tracking_number(gateway, number):
    tracking = create(gateway, number)["result"]["intl_tracking_no"]
    answer = gateway.sync(LABEL, international_logistics_id=tracking)
    assert answer["result_success"] is True
    text = json.loads(answer["result"])
    assert (text["StatusCode"], text["Content-Type"]) == (200, "application/pdf")
    found, _picture = scan(base64.b64decode(text["body"]))
    assert [value for value, _format in found] == [tracking]


def test_bars_stand_on_whole_dots_of_a_203_dpi_printer(gateway, number):
    tracking = create(gateway, number)["result"]["intl_tracking_no"]
    order = gateway.sandbox.world.orders[str(number)]
    (waybill,) = gateway.sandbox.world.records["waybill"].values()
    _found, picture = scan(labels.waybill_label(order, waybill))
    row = [picture.getpixel((x, round(picture.height - 110 / 25.4 * 203))) for x in range(picture.width)]
    assert set(row) == {0, 255}, "no grey: each edge lies between two dots"
    start, end = row.index(0), len(row) - row[::-1].index(0)
    widths = [len(list(run)) for _colour, run in groupby(row[start:end])]
    assert [width // labels.DOTS_PER_MODULE for width in widths] == labels.code128(tracking)
    assert all(width % labels.DOTS_PER_MODULE == 0 for width in widths)
    assert start >= labels.QUIET_MODULES * labels.DOTS_PER_MODULE
    assert labels.DOTS_PER_MODULE >= 2


def test_code_128_refuses_what_it_cannot_hold():
    with pytest.raises(ValueError, match="面单"):
        labels.code128("面单")


def test_label_survives_names_outside_latin(gateway):
    gateway.stock(MC_15P_BLK=1)
    number = gateway.order(("MC-15P-BLK", 1), name="Łucja (Test) \\ 김")
    tracking = create(gateway, number)["result"]["intl_tracking_no"]
    text = json.loads(gateway.sync(LABEL, international_logistics_id=tracking)["result"])
    found, _picture = scan(base64.b64decode(text["body"]))
    assert [value for value, _format in found] == [tracking]


def test_label_of_another_shop_or_of_nothing_is_refused(gateway, sim, number):
    tracking = create(gateway, number)["result"]["intl_tracking_no"]
    for asker, asked in ((sim, tracking), (gateway, "LA000000005CN")):
        refused = asker.sync(LABEL, international_logistics_id=asked)["error_response"]
        assert refused["sub_code"] == "isv.insufficient-permission"


def test_shipment_of_the_whole_order_closes_declaring(gateway, number):
    assert ship(gateway, number)["result_success"] is True
    again = ship(gateway, number)
    assert (again["result_success"], again["result_error_code"]) == (False, "-999")
    assert "already filled" in again["result_error_desc"]
    state = gateway.state()
    assert state["orders_by_status"] == {"WAIT_BUYER_ACCEPT_GOODS": 1}
    assert state["declared_shipments"] == 1
    detail = gateway.sync("aliexpress.trade.new.redefining.findorderbyid", param1={"order_id": number})["target"]
    assert [row["logistics_no"] for row in detail["logistic_info_list"]] == ["RB123456785CN"]
    assert detail["logistics_status"] == "SELLER_SEND_GOODS"


def test_oversea_sellers_declare_inside_a_result(gateway, number):
    assert ship(gateway, number, method=FULFILL)["result"] == {"result_success": True}
    again = ship(gateway, number, method=FULFILL)["result"]
    assert (again["result_success"], again["result_error_code"]) == (False, "-999")


def test_part_may_repeat_until_all(gateway, number):
    for tracking in ("RB123456785CN", "RB473124829CN"):
        assert ship(gateway, number, tracking, send_type="part")["result_success"] is True
        assert gateway.state()["orders_by_status"] == {"SELLER_PART_SEND_GOODS": 1}
    assert ship(gateway, number, send_type="all")["result_success"] is True
    assert gateway.state()["orders_by_status"] == {"WAIT_BUYER_ACCEPT_GOODS": 1}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"tracking": "NOT A NUMBER"}, "risk check"),
        ({"service_name": "DHL", "tracking": "12345"}, "risk check"),
        ({"service_name": "PIGEON"}, "unknown logistics service"),
        ({"service_name": "OTHER_ES_LOCAL"}, "tracking website missing"),
    ],
)
def test_senseless_shipment_changes_nothing(gateway, number, changed, reason):
    answer = ship(gateway, number, **changed)
    assert (answer["result_success"], answer["result_error_code"]) == (False, "-999")
    assert reason in answer["result_error_desc"]
    assert gateway.state()["orders_by_status"] == {"WAIT_SELLER_SEND_GOODS": 1}
    assert gateway.state()["declared_shipments"] == 0


def test_shipment_wants_its_parameters_and_a_shippable_order(gateway, number):
    refused = gateway.sync(SHIP, out_ref=str(number), service_name="CPAM", logistics_no="RB123456785CN")
    assert refused["error_response"]["code"] == "MissingParameter"
    assert ship(gateway, number, send_type="some")["error_response"]["code"] == "InvalidParameter"
    unpaid = gateway.order(("MC-15P-BLK", 1), stage="unpaid")
    assert ship(gateway, unpaid)["result_error_code"] == "-999"


def sub_ship(gateway, number, *rows):
    request = {
        "trade_order_id": number,
        "sub_trade_order_list": [
            {
                "sub_trade_order_index": index,
                "send_type": kind,
                "shipment_list": [{"logistics_no": tracking, "service_name": "CPAM"}],
            }
            for index, kind, tracking in rows
        ],
    }
    answer = gateway.sync(SUB_SHIP, param_aeop_seller_shipment_sub_trade_order_request=request)
    return answer.get("result") or answer["error_response"]


def test_order_is_shipped_when_all_its_sub_orders_are(gateway, number):
    assert sub_ship(gateway, number, (1, "all", "RB123456785CN")) == {"success": True}
    assert gateway.state()["orders_by_status"] == {"SELLER_PART_SEND_GOODS": 1}
    assert sub_ship(gateway, number, (1, "all", "RB473124829CN"))["error_code"] == "-999"
    assert sub_ship(gateway, number, (3, "all", "RB473124829CN"))["code"] == "InvalidParameter"
    assert sub_ship(gateway, number, (2, "all", "RB473124829CN")) == {"success": True}
    assert gateway.state()["orders_by_status"] == {"WAIT_BUYER_ACCEPT_GOODS": 1}
