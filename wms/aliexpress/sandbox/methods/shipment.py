"""Declaring shipments: the tracking number that the buyer sees."""

import re

from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.orders import (
    CARRIERS,
    PART_SHIPPED,
    SELLER_CARRIERS,
    SELLER_MAY_ACT,
    SHIPPED,
    TO_SHIP,
    move,
)
from wms.aliexpress.sandbox.wire import Refused, missing

TRACKING = re.compile(r"[A-Z]{2}\d{9}CN")
FAILED = "-999"
MAX_SUB_ORDERS = 20


def _why_not(call: Call, order: dict, shipment: dict) -> str | None:
    service, number = shipment["service_name"], shipment["logistics_no"]
    if order["is_shipped_whole"]:
        return "已填写发货通知，不能重复填写 (already filled)"
    if order["status"] not in SELLER_MAY_ACT:
        return "订单状态不允许发货 (order status does not allow shipping)"
    if service not in CARRIERS and service not in SELLER_CARRIERS:
        return "物流服务不存在 (unknown logistics service)"
    if service.startswith("OTHER_") and not shipment["tracking_website"]:
        return "tracking_website 必填 (tracking website missing)"
    if service in SELLER_CARRIERS:
        is_right = re.fullmatch(SELLER_CARRIERS[service][2], number)
        return None if is_right else "运单号风控校验不通过 (tracking number failed risk check)"
    is_ours = any(
        waybill["tracking"] == number and waybill["order_id"] == order["id"]
        for waybill in call.world.records["waybill"].values()
    )
    if not is_ours and not TRACKING.fullmatch(number):
        return "运单号风控校验不通过 (tracking number failed risk check)"
    return None


def _declare(call: Call, order: dict, shipments: list[dict]) -> str | None:
    """Record shipments, all or none; returns why not. After `all` nothing more is taken."""
    with call.world.change():
        for shipment in shipments:
            reason = _why_not(call, order, shipment)
            if reason:
                return reason
        for shipment in shipments:
            order["shipments"].append({**shipment, "at": call.world.now()})
        order["is_shipped_whole"] = any(shipment["send_type"] == "all" for shipment in shipments)
        call.world.count(f"declared/{order['shop']}")
        move(call.world, order, SHIPPED if order["is_shipped_whole"] else PART_SHIPPED)
    return None


def _shipment(holder: dict, website: str = "tracking_website", send_type: str | None = None) -> dict:
    send_type = send_type or holder.get("send_type")
    for name, value in (("service_name", holder.get("service_name")), ("send_type", send_type)):
        if not value:
            raise missing(name)
    if not holder.get("logistics_no"):
        raise missing("logistics_no")
    if send_type not in ("all", "part"):
        raise Refused("InvalidParameter", "send_type must be all or part")
    names = {"service_name": holder["service_name"], "logistics_no": holder["logistics_no"]}
    return names | {"send_type": send_type, "tracking_website": holder.get(website) or "", "sub_order": None}


def _flat(reason: str | None) -> dict:
    if reason:
        return {"result_success": False, "result_error_code": FAILED, "result_error_desc": reason}
    return {"result_success": True}


def _single(call: Call) -> str | None:
    order = given.order(call, call.parameters, "out_ref")
    return _declare(call, order, [_shipment(call.parameters)])


@method("aliexpress.solution.order.fulfill", is_write=True)
def fulfill(call: Call) -> dict:
    """Declare a shipment (oversea sellers)."""
    return {"result": _flat(_single(call))}


@method("aliexpress.logistics.sellershipmentfortop", is_write=True)
def seller_shipment(call: Call) -> dict:
    """Declare a shipment (CN sellers); the same answer without `result` around it."""
    return _flat(_single(call))


@method("aliexpress.logistics.order.shipment", is_write=True)
def order_shipment(call: Call) -> dict:
    """Declare shipments per sub-order; the whole order is shipped when all sub-orders are."""
    request = given.decoded(call, "param_aeop_seller_shipment_sub_trade_order_request", dict)
    order = given.order(call, request, "trade_order_id")
    rows = request.get("sub_trade_order_list")
    if not isinstance(rows, list) or not 0 < len(rows) <= MAX_SUB_ORDERS:
        raise missing("sub_trade_order_list")
    shipments, closed = [], {s["sub_order"] for s in order["shipments"] if s["send_type"] == "all"}
    for row in rows:
        index = given.integer(row, "sub_trade_order_index", low=1, high=len(order["lines"]))
        if index in closed:
            return _sub_answer("已填写发货通知，不能重复填写 (already filled)")
        for parcel in row.get("shipment_list") or []:
            shipment = _shipment(parcel, "tracking_web_site", row.get("send_type"))
            shipments.append(shipment | {"sub_order": index})
    if not shipments:
        raise missing("shipment_list")
    return _sub_answer(_declare_sub_orders(call, order, shipments, closed))


def _declare_sub_orders(call: Call, order: dict, shipments: list[dict], closed: set) -> str | None:
    closed = closed | {s["sub_order"] for s in shipments if s["send_type"] == "all"}
    with call.world.change():
        reason = _declare(call, order, [{**s, "send_type": "part"} for s in shipments])
        if reason is None:
            for kept, asked in zip(order["shipments"][-len(shipments) :], shipments, strict=True):
                kept["send_type"] = asked["send_type"]
            order["is_shipped_whole"] = closed >= {line["index"] for line in order["lines"]}
            if order["is_shipped_whole"]:
                move(call.world, order, SHIPPED)
    return reason


def _sub_answer(reason: str | None) -> dict:
    if reason:
        return {"result": {"success": False, "error_code": FAILED, "error_msg": reason}}
    return {"result": {"success": True}}


@method("aliexpress.logistics.sellermodifiedshipmentfortop", is_write=True)
def modify_shipment(call: Call) -> dict:
    """Change a declared number into another; the order stays as far as it is."""
    order = given.order(call, call.parameters, "out_ref")
    old = given.text(call, "old_logistics_no")
    asked = {"service_name": given.text(call, "new_service_name"), "logistics_no": given.text(call, "new_logistics_no")}
    shipment = _shipment({**asked, "tracking_website": call.parameters.get("tracking_website")},
                         send_type=given.text(call, "send_type"))  # fmt: skip
    with call.world.change():
        known = next((kept for kept in order["shipments"] if kept["logistics_no"] == old), None)
        if known is None:
            return _flat("原运单号不存在 (old tracking number not found)")
        reason = _why_not(call, {**order, "is_shipped_whole": False, "status": TO_SHIP}, shipment)
        if reason is None:
            known.update(shipment, sub_order=known["sub_order"], at=call.world.now())
            call.world.put("order", str(order["id"]), order)
    return _flat(reason)
