"""Platform logistics: services, waybills and their labels.

Creating is not idempotent: asked twice, the platform makes two waybills. Who is unsure must look up first.
"""

import base64
import io
import json
import zipfile

from wms.aliexpress.sandbox import clock, labels
from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.methods.shipment import TRACKING
from wms.aliexpress.sandbox.orders import CARRIERS, SELLER_CARRIERS, SELLER_MAY_ACT
from wms.aliexpress.sandbox.wire import Items, invalid, not_yours

POST = {"CAINIAO_ECONOMY", "YANWEN_JYT", "CPAM"}
MOST_KILOGRAMS, LONGEST_CM, ALL_SIDES_CM = 2.0, 60, 90
MARKS = ("contains_battery", "only_battery", "aneroid_markup", "breakable", "contains_special_goods")
S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


@method("aliexpress.logistics.redefining.listlogisticsservice")
def services(_call: Call) -> dict:
    """Carriers that a seller may name."""
    named = {key: (zh, en, TRACKING.pattern) for key, (zh, en, _letters) in CARRIERS.items()}
    rows = [
        {
            "service_name": key,
            "display_name": name_en,
            "logistics_company": name_zh,
            "tracking_no_regex": f"^{pattern}$",
            "min_process_day": 1,
            "max_process_day": 7,
            "recommend_order": place,
        }
        for place, (key, (name_zh, name_en, pattern)) in enumerate({**named, **SELLER_CARRIERS}.items(), start=1)
    ]
    return {"result_list": Items("aeop_logistics_service_result", rows), "result_success": True}


@method("aliexpress.logistics.redefining.getonlinelogisticsservicelistbyorderid")
def services_of_order(call: Call) -> dict:
    """What an order can be sent with: nothing once it was declared, no post for what is heavy or large."""
    order = given.order(call, call.parameters)
    rows = [
        {
            "logistics_service_id": key,
            "logistics_service_name": CARRIERS[key][0],
            "logistics_timeliness": "15-35",
            "delivery_address": "SZ",
            "trial_result": "CN¥21.40",
            "express_logistics_service": key == "CAINIAO_PREMIUM",
            "recommend_index": place,
        }
        for place, key in enumerate(_offered(call, order, _is_large(call)), start=1)
    ]
    return {"result_list": Items("result", rows), "result_success": True}


def _offered(call: Call, order: dict, is_large: bool) -> list[str]:
    if order["status"] not in SELLER_MAY_ACT or order["is_shipped_whole"]:
        return []
    gone = call.world.withdrawn(order["shop"]) | (POST if is_large else set())
    return [key for key in CARRIERS if key not in gone]


def _is_large(call: Call) -> bool:
    """Above 2 kg, 60 cm on a side or 90 cm in all; what is not told is small."""
    try:
        weight = float(call.parameters.get("goods_weight") or 0)
    except ValueError:
        raise invalid("goods_weight") from None
    sides = [given.integer(call.parameters, f"goods_{side}", 0) for side in ("length", "width", "height")]
    return weight > MOST_KILOGRAMS or max(sides) > LONGEST_CM or sum(sides) > ALL_SIDES_CM


def tracking_number(letters: str, serial: int) -> str:
    """A postal item number: two letters, eight digits, their check digit, CN."""
    digits = f"{serial % 10**8:08d}"
    check = 11 - sum(int(d) * w for d, w in zip(digits, S10_WEIGHTS, strict=True)) % 11
    return f"{letters}{digits}{ {10: 0, 11: 5}.get(check, check) }CN"


def _refused(code: int, text: str) -> dict:
    return {"result": {"success": False, "error_code": code, "error_desc": text}, "result_success": False}


def _check_declared(order: dict, declared: list) -> bool:
    ordered = {line["product_id"] for line in order["lines"]}
    return bool(declared) and all(
        isinstance(row, dict)
        and str(row.get("product_id")).isdigit()
        and int(row["product_id"]) in ordered
        and str(row.get("product_num")).isdigit()
        and int(row["product_num"]) > 0
        and all(_is_positive(row[name]) for name in ("product_declare_amount", "product_weight") if name in row)
        and str(row.get("category_en_desc", "")).isascii()
        and _marks_agree(row)
        for row in declared
    )


def _marks_agree(row: dict) -> bool:
    """Each mark of special goods is a boolean, or its word; a pure battery contains one."""
    told = {name: str(row.get(name, False)).lower() for name in MARKS}
    is_pure_without = (told["only_battery"], told["contains_battery"]) == ("true", "false")
    return set(told.values()) <= {"true", "false"} and not is_pure_without


def _is_positive(value: object) -> bool:
    try:
        return float(str(value)) > 0
    except ValueError:
        return False


def _create(call: Call) -> dict:
    order = given.order(call, call.parameters, "trade_order_id")
    addresses = given.decoded(call, "address_d_t_os", dict)
    declared = given.decoded(call, "declare_product_d_t_os", list)
    carrier = given.text(call, "warehouse_carrier_service")
    if "sender" not in addresses or not (addresses.get("receiver") or call.parameters.get("oaid")):
        raise invalid("address_d_t_os")
    if call.parameters.get("oaid") and call.parameters["oaid"] != order["oaid"]:
        return _refused(4001, "oaid does not belong to the order")
    if carrier not in CARRIERS or carrier in call.world.withdrawn(order["shop"]):
        return _refused(4002, "warehouse_carrier_service is not available for this order")
    if order["status"] not in SELLER_MAY_ACT:
        return _refused(4003, "order status does not allow a logistics order")
    if not _check_declared(order, declared):
        return _refused(4004, "declared products are not the order's")
    waybill = _new_waybill(call, order, carrier, declared)
    return {
        "result": {
            "success": True,
            "error_code": 1,
            "error_desc": "",
            "intl_tracking_no": waybill["tracking"] if waybill["ready"] <= call.world.now() else None,
            "out_order_id": waybill["id"],
            "out_order_code": waybill["code"],
            "warehouse_order_id": waybill["id"],
            "trade_order_id": order["id"],
        },
        "result_success": True,
    }


def _new_waybill(call: Call, order: dict, carrier: str, declared: list) -> dict:
    with call.world.change():
        number = call.world.count("waybills")
        start = int(call.world.secret("waybills")[:6], 16)
        wait = call.faults.hit("tracking_late", call.method) or 0
        waybill_id = 20_000_000_000 + start % 10_000 * 10**5 + number
        units = sum(int(row["product_num"]) for row in declared)
        return call.world.put("waybill", str(waybill_id), {
            "id": waybill_id, "code": f"LP{waybill_id:014d}", "order_id": order["id"], "shop": order["shop"],
            "carrier": carrier, "tracking": tracking_number(CARRIERS[carrier][2], start + number * 7),
            "created": call.world.now(), "ready": call.world.now() + wait, "units": units, "label_tries": 0,
            "declared": declared,
        })  # fmt: skip


@method("aliexpress.logistics.createwarehouseorder", is_write=True)
def create_warehouse_order(call: Call) -> dict:
    """A new waybill for an order, each time."""
    return _create(call)


@method("aliexpress.logistics.order.createorder", is_write=True)
def create_order(call: Call) -> dict:
    """The newer name; takes an oaid in place of the receiver."""
    return _create(call)


@method("aliexpress.logistics.querylogisticsorderdetail")
def look_up(call: Call) -> dict:
    """All waybills of an order, oldest first; the tracking number may still be missing."""
    order_id = given.integer(call.parameters, "trade_order_id")
    page = given.integer(call.parameters, "current_page", 1, 1)
    size = given.integer(call.parameters, "page_size", 20, 1, 50)
    with call.world.lock:
        found = [w for w in call.world.records["waybill"].values() if w["order_id"] == order_id]
    rows = [
        {
            "logistics_order_id": waybill["id"],
            "trade_order_id": order_id,
            "international_logistics_num": waybill["tracking"] if waybill["ready"] <= call.world.now() else None,
            "out_order_code": waybill["code"],
            "international_logistics_type": waybill["carrier"],
            "logistics_status": "wait_warehouse_receive_goods",
            "gmt_create": clock.pacific(waybill["created"]),
        }
        for waybill in found
        if waybill["shop"] == call.shop.code
    ]
    return {
        "result_list": Items("result", rows[(page - 1) * size : page * size]),
        "total_count": len(rows),
        "result_success": True,
    }


@method("aliexpress.logistics.redefining.getprintinfo")
def print_info(call: Call) -> dict:
    """A waybill's label as base64 PDF inside JSON text; not ready means success false, ask again."""
    number = given.text(call, "international_logistics_id")
    with call.world.change():
        mine = [w for w in call.world.records["waybill"].values() if w["shop"] == call.shop.code]
        waybill = next((w for w in mine if w["tracking"] == number and w["ready"] <= call.world.now()), None)
        if waybill is None:
            raise not_yours()
        tries = call.faults.hit("label_not_ready", call.method)
        if tries and waybill["label_tries"] < tries:
            waybill["label_tries"] += 1
            call.world.put("waybill", str(waybill["id"]), waybill)
            text = "The label is not ready, try again later"
            return {"result_success": False, "error_code": "LABEL_NOT_READY", "error_desc": text}
        order = call.world.orders[str(waybill["order_id"])]
    content, kind = labels.waybill_label(order, waybill), "pdf"
    if call.faults.hit("label_zip", call.method):
        content, kind = _zipped(f"{number}.pdf", content), "zip"
    body = base64.b64encode(content).decode()
    document = {
        "StatusCode": 200,
        "Content-Type": f"application/{kind}",
        "Content-Disposition": f"attachment; filename={number}.{kind}",
        "body": body,
    }
    return {"result": json.dumps(document), "result_success": True}


def _zipped(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()
