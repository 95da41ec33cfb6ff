"""How the platform shows an order: list rows, details, addresses; what is personal leaves masked."""

import json
from decimal import Decimal

from wms.aliexpress.sandbox import clock
from wms.aliexpress.sandbox.orders import FINISH, IN_CANCEL, PART_SHIPPED, SHIPPED, TO_SHIP
from wms.aliexpress.sandbox.people import mask, mask_address, mask_phone
from wms.aliexpress.sandbox.state import Shop, World
from wms.aliexpress.sandbox.wire import Items

CHOICE_TAG = "choice_order"
X_DAY_TAG = "x_day_delivery"
"""Line tags of ours for [M2]; the platform's own mark of a Choice order is extend_map.orderBusinessModel."""

SHIP_WITHIN_SECONDS = 5 * 86_400


def money(amount: Decimal) -> dict:
    """An amount in a list."""
    return {"amount": f"{amount:.2f}", "currency_code": "USD"}


def full_money(amount: Decimal) -> dict:
    """An amount in a detail."""
    return {
        "amount": f"{amount:.2f}", "amount_str": f"{amount:.2f}", "cent": int(amount * 100), "cent_factor": 100,
        "currency_code": "USD",
        "currency": {"symbol": "$", "numeric_code": 840, "default_fraction_digits": 2, "display_name": "US Dollar",
                     "currency_code": "USD"},
    }  # fmt: skip


def total(order: dict) -> Decimal:
    """What the buyer pays for all lines."""
    return sum((Decimal(line["price"]) * line["units"] for line in order["lines"]), Decimal())


def _logistics_status(order: dict) -> str:
    shown = {TO_SHIP: "WAIT_SELLER_SEND_GOODS", PART_SHIPPED: "SELLER_SEND_PART_GOODS", SHIPPED: "SELLER_SEND_GOODS"}
    if order["status"] == FINISH:
        return "BUYER_ACCEPT_GOODS" if order["sent"] else "NO_LOGISTICS"
    if order["status"] == IN_CANCEL:
        return shown.get(order["before_cancel"], "NO_LOGISTICS")
    return shown.get(order["status"], "NO_LOGISTICS")


def _statuses(order: dict) -> dict:
    return {
        "order_status": order["status"],
        "logistics_status": _logistics_status(order),
        "fund_status": "PAY_SUCCESS" if order["paid"] else "NOT_PAY",
        "issue_status": "NO_ISSUE",
        "frozen_status": "NO_FROZEN",
    }


def _when(moment: float | None) -> str | None:
    return None if moment is None else clock.pacific(moment)


def _extend(order: dict) -> str:
    extend: dict[str, str] = {}
    if order["choice"]:
        extend["orderBusinessModel"] = "SEMI_CHOICE_SELF"
    if order["x_day"]:
        extend["deliveryPromiseDays"] = str(order["x_day"])
    return json.dumps(extend)


def _tags(order: dict) -> Items:
    return Items("string", [CHOICE_TAG] * order["choice"] + [X_DAY_TAG] * bool(order["x_day"]))


def list_row(world: World, shop: Shop, order: dict, item: str) -> dict:
    """One order of a list page; `item` names its lines' DTO."""
    left = order["created"] + SHIP_WITHIN_SECONDS - world.now()
    buyer = order["buyer"]
    return {
        "order_id": order["id"],
        **_statuses(order),
        "biz_type": "AE_COMMON",
        "payment_type": "ebanx101" if order["paid"] else None,
        "end_reason": order["end_reason"],
        "gmt_create": clock.pacific(order["created"]),
        "gmt_pay_time": _when(order["paid"]),
        "gmt_send_goods_time": None if order["status"] == FINISH else _when(order["sent"]),
        "gmt_update": clock.pacific(order["updated"]),
        "pay_amount": money(total(order)),
        "left_send_good_day": str(max(0, int(left // 86_400))),
        "left_send_good_hour": str(max(0, int(left % 86_400 // 3_600))),
        "left_send_good_min": str(max(0, int(left % 3_600 // 60))),
        "timeout_left_time": int(left * 1000),
        "buyer_login_id": buyer["login_id"],
        "buyer_signer_fullname": mask(buyer["name"]),
        "seller_login_id": shop.login_id,
        "seller_operator_login_id": shop.login_id,
        "seller_signer_fullname": shop.nick,
        "phone": False,
        "has_request_loan": False,
        "product_list": Items(item, [_list_line(world, order, line) for line in order["lines"]]),
    }


def _list_line(world: World, order: dict, line: dict) -> dict:
    price = Decimal(line["price"])
    return {
        "child_id": line["child_id"],
        "order_id": line["child_id"],
        "product_id": line["product_id"],
        "product_count": line["units"],
        "sku_code": line["shown_code"],
        "product_name": world.products[line["product_id"]].name_en,
        "product_unit": "piece",
        "product_unit_price": money(price),
        "total_product_amount": money(price * line["units"]),
        "logistics_amount": money(Decimal()),
        "logistics_type": order["carrier"],
        "logistics_service_name": order["carrier"],
        "send_goods_operator": "SELLER_SEND_GOODS",
        "son_order_status": FINISH if line.get("refunded") else order["status"],
        "show_status": order["status"],
        "issue_status": "NO_ISSUE",
        "fund_status": "PAY_SUCCESS" if order["paid"] else "NOT_PAY",
        "goods_prepare_time": 5,
        "delivery_time": f"{order['x_day']}-{order['x_day']}" if order["x_day"] else "17-17",
        "freight_commit_day": str(order["x_day"] or 60),
        "memo": order["memo"],
        "can_submit_issue": False,
        "money_back3x": False,
        "tags": _tags(order),
        "extend_map": _extend(order),
    }


def address(order: dict, is_masked: bool) -> dict:
    """Where the parcel goes. Zip, city, province, country and phone_country are always clear."""
    buyer = order["buyer"]
    name, street, second, mobile = buyer["name"], buyer["street"], buyer["address2"], buyer["mobile"]
    if is_masked:
        name, street, second = mask(name), mask_address(street), mask(second)
        mobile = mask_phone(mobile)
    return {
        "contact_person": name, "detail_address": street, "address": street, "address2": second, "mobile_no": mobile,
        "phone_country": buyer["phone_country"], "country": buyer["country"], "country_name": buyer["country_name"],
        "province": buyer["province"], "city": buyer["city"], "zip": buyer["zip"],
    }  # fmt: skip


def _child(world: World, order: dict, line: dict) -> dict:
    sku = world.catalogue[order["shop"], line["sku"]]
    kind, _, value = sku.sku_attribute.partition(";")[0].partition(":")
    attributes = {"sku": [{"pId": int(kind), "pName": "Color", "pValueId": int(value), "pValue": sku.variant_en,
                           "selfDefineValue": sku.variant_en, "order": 1}]}  # fmt: skip
    return {
        "id": line["child_id"],
        "child_order_id": line["child_id"],
        "order_sort_id": line["index"],
        "product_id": line["product_id"],
        "product_name": world.products[line["product_id"]].name_en,
        "product_count": line["units"],
        "sku_code": line["shown_code"],
        "product_price": full_money(Decimal(line["price"])),
        "init_order_amt": full_money(Decimal(line["price"]) * line["units"]),
        "lot_num": 1,
        "product_unit": "piece",
        "product_attributes": json.dumps(attributes),
        "order_status": order["status"],
        "logistics_type": order["carrier"],
        "logistics_service_name": order["carrier"],
        "goods_prepare_time": 5,
        "send_goods_operator": "SELLER_SEND_GOODS",
        "issue_status": "NO_ISSUE",
        "tags": _tags(order),
        "extend_map": _extend(order),
    }


def _shipment(shipment: dict) -> dict:
    return {
        "logistics_no": shipment["logistics_no"],
        "logistics_type_code": shipment["service_name"],
        "logistics_service_name": shipment["service_name"],
        "gmt_send": clock.pacific(shipment["at"]),
        "receive_status": "default",
        "have_tracking_info": False,
    }


def detail(world: World, order: dict, prefix: str) -> dict:
    """One order whole; `prefix` is "" or "global_" and begins each list's item name."""
    buyer, amount = order["buyer"], full_money(total(order))
    return {
        "id": order["id"],
        **_statuses(order),
        "gmt_create": clock.pacific(order["created"]),
        "gmt_modified": clock.pacific(order["updated"]),
        "gmt_pay_success": _when(order["paid"]),
        "gmt_trade_end": _when(order["ended"]),
        "over_time_left": clock.pacific(order["created"] + SHIP_WITHIN_SECONDS),
        "oaid": order["oaid"],
        "order_amount": amount,
        "init_oder_amount": amount,
        "pay_amount_by_settlement_cur": amount["amount"],
        "settlement_currency": "USD",
        "logistics_amount": full_money(Decimal()),
        "memo": order["memo"],
        "end_reason": order["end_reason"],
        "cancel_request_reason": order["cancel_reason"],
        "buyer_signer_fullname": mask(buyer["name"]),
        "buyer_info": {
            "country": buyer["country"],
            "first_name": mask(buyer["first_name"]),
            "last_name": mask(buyer["last_name"]),
            "login_id": buyer["login_id"],
        },
        "receipt_address": address(order, is_masked=True),
        "logistic_info_list": Items(f"{prefix}aeop_tp_logistic_info_dto", [_shipment(s) for s in order["shipments"]]),
        "child_order_list": Items(
            f"{prefix}aeop_tp_child_order_dto", [_child(world, order, line) for line in order["lines"]]
        ),
        "opr_log_dto_list": Items(f"{prefix}opr_log_dto", []),
    }
