"""First-mile handover: parcels are committed as a bag once each, and the bag has a paper."""

import base64

from wms.aliexpress.sandbox import labels
from wms.aliexpress.sandbox.gateway import Call, method
from wms.aliexpress.sandbox.methods import given
from wms.aliexpress.sandbox.wire import invalid

MOST_PARCELS = 1_000
WAYS = {"cainiao_pickup", "self_post", "self_send"}
PAPERS = {1: "Bag label", 4: "Shipping mark", 512: "Parcel list"}


def _answer(data: object = None, code: str = "", text: str = "") -> dict:
    result: dict = {"success": not code, "error_code": code, "error_msg": text}
    return {"result": result | ({"data": data} if data is not None else {})}


def _seller(call: Call) -> None:
    """Each of these calls names its seller and its client."""
    if given.decoded(call, "user_info", dict).get("top_user_key") != call.shop.seller_id:
        raise invalid("user_info")
    if not given.text(call, "client").startswith(("ISV-", "SELLER-")):
        raise invalid("client")


def _pickup(told: dict) -> dict:
    """The carrier needs to know whom to call and where to come."""
    address = told.get("address")
    lines = address if isinstance(address, dict) else {}
    if not (told.get("name") and (told.get("phone") or told.get("mobile")) and lines.get("detail_address")):
        raise invalid("pickup_info")
    return told


def _waybills(call: Call) -> dict[str, dict]:
    return {w["code"]: w for w in call.world.records["waybill"].values() if w["shop"] == call.shop.code}


def _names(bag: dict) -> dict:
    return {
        "handover_order_id": bag["order"],
        "handover_content_id": bag["id"],
        "handover_content_code": bag["code"],
    }


@method("cainiao.global.handover.commit", is_write=True)
def commit(call: Call) -> dict:
    """A bag of waybills, each of the seller's and in no other bag; all of them or none."""
    _seller(call)
    codes = given.decoded(call, "order_code_list", list)
    pickup = _pickup(given.decoded(call, "pickup_info", dict))
    if given.text(call, "type") not in WAYS:
        raise invalid("type")
    if not 0 < len(codes) <= MOST_PARCELS:
        return _answer(code="ORDER_CODE_LIST_SIZE", text=f"小包数量须为 1 到 {MOST_PARCELS}")
    with call.world.change():
        known = _waybills(call)
        strange = [code for code in codes if code not in known]
        if strange or len(set(codes)) < len(codes):
            return _answer(code="PARCEL_ORDER_NOT_EXIST", text=f"小包不存在或重复: {', '.join(strange[:3])}")
        taken = [code for code in codes if known[code].get("bag")]
        if taken:
            return _answer(code="PARCEL_HAS_BEEN_HANDOVER", text=f"小包已组包: {', '.join(taken[:3])}")
        number = call.world.count("bags")
        start = int(call.world.secret("bags")[:6], 16) % 10_000
        bag_id = 10_000_000_000 + start * 10**5 + number
        bag = {"id": bag_id, "order": bag_id + 5, "code": f"LP{bag_id:014d}", "shop": call.shop.code, "parcels": codes}
        bag["pickup"] = pickup
        call.world.put("bag", str(bag_id), bag)
        for code in codes:
            call.world.put("waybill", str(known[code]["id"]), {**known[code], "bag": bag_id})
    return _answer(_names(bag))


@method("cainiao.global.handover.parcel.query")
def parcel(call: Call) -> dict:
    """Whether a parcel is in a bag already, and in which."""
    _seller(call)
    code = given.text(call, "order_code")
    with call.world.lock:
        waybill = _waybills(call).get(code)
        if waybill is None:
            return _answer(code="PARCEL_ORDER_NOT_EXIST", text="小包不存在")
        bag = call.world.records["bag"].get(str(waybill.get("bag")))
    told = {"has_been_handover": bag is not None, "can_create_handover": bag is None}
    return _answer(told | (_names(bag) if bag else {}))


@method("cainiao.global.handover.pdf.get")
def paper(call: Call) -> dict:
    """The bag's paper as base64 PDF."""
    _seller(call)
    kind = given.integer(call.parameters, "type", 1)
    if kind not in PAPERS:
        raise invalid("type")
    bag = call.world.records["bag"].get(given.text(call, "handover_content_id"))
    if bag is None or bag["shop"] != call.shop.code:
        return _answer(code="HANDOVER_CONTENT_NOT_EXIST", text="大包不存在")
    if call.faults.hit("label_not_ready", call.method):
        return _answer(code="PDF_NOT_READY", text="单据生成中")
    return _answer(base64.b64encode(labels.bag_paper(PAPERS[kind], bag)).decode())
