"""Words for inventory's codes, as desk pages show them."""

from __future__ import annotations

from typing import Any

from inventory.states import BatteryKind
from wms.core.words import Pair, word

CONDITIONS: dict[str, Pair] = {
    "good": ("良品", "Good"),
    "blocked": ("冻结", "Blocked"),
    "expired": ("过期", "Expired"),
    "damaged": ("破损", "Damaged"),
    "put_back": ("待放回", "To put back"),
}
REASONS: dict[str, Pair] = {
    "receive": ("收货", "Received"),
    "put_away": ("上架", "Put away"),
    "move": ("移库", "Moved"),
    "take": ("拣取", "Taken"),
    "untake": ("撤回拣取", "Take undone"),
    "carry": ("换容器", "Carried over"),
    "ship": ("发货", "Shipped"),
    "to_put_back": ("拦截待放回", "To put back"),
    "put_back": ("放回", "Put back"),
    "adjust": ("调整", "Adjusted"),
    "found": ("负库存补记", "Found"),
    "loss": ("丢失", "Lost"),
    "count": ("盘点", "Counted"),
    "block": ("冻结", "Blocked"),
    "unblock": ("解冻", "Unblocked"),
    "expire": ("过期", "Expired"),
    "damage": ("破损", "Damaged"),
    "condition": ("改状态", "Condition changed"),
    "reversal": ("冲销", "Reversed"),
}
WHYS: dict[str, Pair] = {  # why a place is counted, and what a movement notes as its reason
    "opening_stock": ("期初库存", "Opening stock"),
    "short:out_of_stock": ("拣货时没有了", "Nothing left at a pick"),
    "short:damaged": ("拣货时发现损坏", "Damaged at a pick"),
    "short:wrong_item_in_place": ("拣货时放错了货", "Other goods at a pick"),
    "put_back_missing": ("放回时没找到", "Missing at put-back"),
    "wall_missing": ("分播时没找到", "Missing at the put wall"),
    "bench_missing": ("打包台没找到", "Missing at the bench"),
    "lookup": ("查询时要求", "Asked for at a look-up"),
    "desk": ("办公端要求", "Asked for at the desk"),
    "floor": ("现场要求", "Asked for on the floor"),
    "recount": ("再数一遍", "Counted again"),
}
BATTERIES: dict[str, Pair] = {
    "none": ("不含电池", "No battery"),
    "inside": ("含电池", "Battery inside"),
    "alone": ("纯电池", "Battery alone"),
}
SPECIAL_GOODS: dict[str, Pair] = {  # what a waybill declares beside the battery, by the SKU's columns
    "is_solid_cosmetic": ("非液体化妆品", "Cosmetic, not liquid"),
    "is_fragile": ("易碎", "Fragile"),
    "is_special_goods": ("特货", "Special goods"),
}
CONNECTOR_KINDS: dict[str, Pair] = {
    "lift": ("电梯", "Lift"),
    "stair": ("楼梯", "Stair"),
    "ramp": ("坡道", "Ramp"),
}
ZONE_KINDS: dict[str, Pair] = {
    "storage": ("存储区", "Storage"),
    "pick_face": ("拣货区", "Pick face"),
    "receiving": ("收货区", "Receiving"),
    "packing": ("打包区", "Packing"),
    "dispatch": ("发货区", "Dispatch"),
    "quarantine": ("隔离区", "Quarantine"),
    "trolley": ("拣货车", "Carts"),
}
LOCATION_KINDS: dict[str, Pair] = {
    "storage": ("库位", "Storage place"),
    "receiving_dock": ("收货台", "Receiving dock"),
    "handling_unit": ("容器", "Handling unit"),
    "supplier": ("供应商", "Supplier"),
    "customer": ("买家", "Customer"),
    "loss": ("损耗", "Loss"),
    "adjustment": ("调整", "Adjustment"),
    "in_transit": ("在途", "In transit"),
}
RECEIPT_STATES: dict[str, Pair] = {
    "expected": ("待到货", "Expected"),
    "receiving": ("收货中", "Receiving"),
    "received": ("已收齐", "All received"),
    "closed": ("已关闭", "Closed"),
}
COUNT_STATES: dict[str, Pair] = {
    "open": ("待盘点", "To count"),
    "review": ("待复核", "To approve"),
    "done": ("完成", "Done"),
    "cancelled": ("取消", "Cancelled"),
}
BINDING_STATES: dict[str, Pair] = {
    "verified": ("已校验", "Verified"),
    "unverified": ("待校验", "To verify"),
    "refused": ("已拒绝", "Refused"),
}
SERIAL_STATES: dict[str, Pair] = {
    "in_stock": ("在库", "In stock"),
    "packed": ("在包裹里", "In a parcel"),
    "shipped": ("已发出", "Shipped"),
    "lost": ("丢失", "Lost"),
    "withdrawn": ("已撤回", "Taken back"),
}
SERIAL_EVENTS: dict[str, Pair] = {
    "received": ("收货", "Received"),
    "packed": ("核对装箱", "Verified into a parcel"),
    "undone": ("撤回", "Undone"),
    "freed": ("拿出包裹", "Out of its parcel"),
    "shipped": ("发出", "Shipped"),
    "returned": ("退回", "Came back"),
    "lost": ("丢失", "Lost"),
    "found": ("找回", "Found"),
}
SIDES: dict[str, Pair] = {"L": ("左", "Left"), "R": ("右", "Right")}


def special_marks(sku: Any) -> list[str]:
    """What a carrier must know of a SKU before it takes it, in the language of the page; usually nothing."""
    battery = [word(BATTERIES, sku.battery)] if sku.battery != BatteryKind.NONE else []
    return battery + [word(SPECIAL_GOODS, name) for name in SPECIAL_GOODS if getattr(sku, name)]
