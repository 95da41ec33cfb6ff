"""Words for codes that desk pages show: states, stages, kinds. Each is a pair (zh-Hans, English)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from wms.core.messages import WORDINGS, Said, facts_in, say
from wms.core.messages.codes import CHANNEL_HOLDS
from wms.core.words import Pair, word

BOARD_STAGES: dict[str, Pair] = {
    "held": ("挂起", "Held"),
    "waiting": ("待库存", "No stock"),
    "to_wave": ("待波次", "To wave"),
    "picking": ("拣货", "Picking"),
    "to_pack": ("待打包", "To pack"),
    "packing": ("打包中", "Packing"),
    "handover": ("待交接", "To hand over"),
    "out": ("今日已出", "Out today"),
}
ORDER_NOTES: dict[str, Pair] = {
    **CHANNEL_HOLDS,
    "order.imported": ("订单到达", "Order arrived"),
    "order.changed": ("平台改了订单", "Changed by the platform"),
    "order.cancel_requested": ("要求取消", "Cancellation asked for"),
    "order.cancelled": ("按要求取消", "Cancelled as asked"),
    "order.cancelled_too_late": ("取消来得太晚，已发出", "Cancelled too late, it has left"),
    "order.unpacked": ("包裹已拆", "Parcel taken apart"),
    "order.packing_aborted": ("打包中止", "Packing was stopped"),
    "order.made_by_hand": ("人工录入", "Made by hand"),
    "order.reship": ("补发 {original}：{reason}", "Reship of {original}: {reason}"),
    "order.reshipped": ("已补发为 {reship}：{reason}", "Sent again as {reship}: {reason}"),
    "order.line_refunded": ("有行已退款，不发", "Lines were refunded: not sent"),
    "order.refund_returned": ("退款的 {units} 件已拿出", "{units} refunded units taken out"),
    "order.renumbered": ("换了运单号", "The tracking number was changed"),
    "order.address_changed": ("有面单后地址变了", "The address changed after its label"),
    "order.label_anew": ("换新面单", "Another label is made"),
    "order.routed": ("重新分仓，共 {parts} 份", "Sent by {parts} warehouses"),
    "order.part_made": ("分出第 {part} 份", "Part {part} was made"),
    "order.part_merged": ("并回其他份", "Merged back into the other parts"),
    "order.split_large": ("放不进一辆车，分成 {parcels} 个包裹", "Too large for a cart: sent in {parcels} parcels"),
    "order.part_ships": (
        "先发有货的 {units} 件，缺的 {rest} 件另发：{reason}",
        "{units} units are sent, {rest} follow: {reason}",
    ),
    "order.part_closes": (
        "只发有货的 {units} 件，缺的 {rest} 件不发：{reason}",
        "{units} units are sent, {rest} do not come: {reason}",
    ),
    "order.rest_ends": ("其余不发：{reason}", "The rest does not come: {reason}"),
    "order.channel_lets_go": ("平台已放行", "The platform lets it go on"),
}
SKIP_REASONS: dict[str, Pair] = {
    "platform_ships": ("平台仓发货", "Shipped by the platform"),
    "refunded": ("已退款，不发", "Refunded: not sent"),
}
ROUTING_KINDS: dict[str, Pair] = {
    "whole": ("一仓发全", "One warehouse sends all"),
    "split": ("拆单发货", "Split over warehouses"),
    "nowhere": ("没有仓能发全，等货", "No warehouses have all of it: waits"),
}
ROUTING_WHY: dict[str, Pair] = {
    "arrived": ("订单到达", "on arrival"),
    "fixed": ("问题解决后", "once it was put right"),
    "destination": ("得知目的国后", "once the country was known"),
    "stock": ("有货后", "once goods were there"),
    "person": ("人工改仓", "by a person"),
}
WORK_STATES: dict[str, Pair] = {
    "open": ("待处理", "Open"),
    "claimed": ("处理中", "Claimed"),
    "resolved": ("已解决", "Resolved"),
}
STAGES: dict[str, Pair] = {
    "receive": ("收货", "Receiving"),
    "putaway": ("上架", "Putaway"),
    "move": ("移库", "Moving"),
    "count": ("盘点", "Counting"),
    "pick": ("拣货", "Picking"),
    "pack": ("复核", "Packing"),
    "handover": ("交接", "Handover"),
    "lookup": ("查询", "Look-up"),
    "stock": ("库存", "Stock"),
}
STEPS: dict[str, Pair] = {
    "location": ("库位", "Place"),
    "source": ("来源库位", "From place"),
    "target": ("目标库位", "To place"),
    "item": ("商品", "Item"),
    "sku": ("商品", "Item"),
    "tote": ("周转箱", "Tote"),
    "cart": ("拣货车", "Cart"),
    "slot": ("格口", "Slot"),
    "quantity": ("数量", "Quantity"),
    "label": ("面单", "Label"),
    "unit": ("商品", "Unit"),
    "parcel": ("包裹", "Parcel"),
    "open": ("开单", "Opening"),
    "verify": ("核对", "Checking"),
    "serial": ("序列号", "Serial number"),
    "short": ("少货原因", "Reason"),
    "return": ("放回", "Return"),
    "any": ("任何码", "Any code"),
    "bind": ("绑码", "Bind a code"),
    "choose": ("选择", "Choice"),
    "close": ("封箱", "Closing"),
    "document": ("单据", "Document"),
    "expiry": ("效期", "Expiry"),
    "full": ("箱满", "Full tote"),
    "intercept": ("拦截", "Intercept"),
    "into": ("放入", "Into"),
    "lead": ("组长工牌", "Lead's badge"),
    "lot": ("批次", "Lot"),
    "number": ("单号", "Number"),
    "pass": ("接力点", "Pass point"),
    "reprint": ("补打", "Reprint"),
    "units": ("件", "Units"),
    "wall": ("分播墙", "Put wall"),
}
MISMATCHES: dict[str, Pair] = {
    "wrong": ("错货", "Wrong item"),
    "extra": ("多货", "Extra unit"),
    "missing": ("少货", "Missing unit"),
    "label": ("面单不符", "Label mismatch"),
}
FIGURES: dict[str, Pair] = {
    "wrong_picks": ("错漏率", "Wrong picks"),
    "waves_on_time": ("波次准时", "Waves on time"),
    "parcels_consistent": ("包裹一致", "Parcels right"),
    "out_in_24_hours": ("24 小时出库", "Out in 24 h"),
    "cancellations": ("取消率", "Cancelled"),
    "late_updates": ("库存迟报", "Late updates"),
}
UNITS: dict[str, Pair] = {
    "wrong_picks": ("行", "lines"),
    "waves_on_time": ("波", "waves"),
    "parcels_consistent": ("包", "parcels"),
    "out_in_24_hours": ("单", "orders"),
    "cancellations": ("单", "orders"),
    "late_updates": ("次", "updates"),
}
STATUSES: dict[str, Pair] = {
    "ok": ("达标", "Met"),
    "near": ("接近", "Near"),
    "over": ("超标", "Over"),
    "below": ("未达标", "Below"),
    "few": ("样本少", "Few data"),
}
SYNC_STATES: dict[str, Pair] = {
    "ok": ("正常", "Normal"),
    "late": ("迟报", "Late"),
    "failing": ("重试中", "Trying again"),
    "near": ("接近熔断", "Near the breaker"),
    "open": ("已熔断", "Breaker open"),
    "banned": ("平台限流", "Held by the platform"),
    "unauthorised": ("待授权", "Not authorised"),
    "off": ("已停用", "Switched off"),
}
VERDICTS: dict[str, Pair] = {
    "ok": ("对", "Right"),
    "refused": ("拦下", "Stopped"),
    "stale": ("任务已变", "Stale"),
    "gap": ("缺前一扫", "Gap"),
    "conflict": ("编号重复", "Conflict"),
}
PLAN_NOTES: dict[str, Pair] = {
    "not_improved": ("优化失败，用了快速方案", "Improving failed: the instant plan is used"),
    "planner_failed": ("规划失败，按下单先后分车", "Planning failed: first come, first on a trolley"),
    "layout_wrong": (
        "楼层走不通，按下单先后分车：见楼层页",
        "The floors cannot be walked: first come, first on a trolley; see Floors",
    ),
    "swept": ("生成中断，已补完", "Its building broke off; finished afterwards"),
}


FOUND: dict[str, Pair] = {
    "order": ("订单", "Order"),
    "sku": ("SKU", "SKU"),
    "place": ("库位", "Place"),
    "unit": ("容器", "Handling unit"),
    "lot": ("批次", "Lot"),
    "serial": ("序列号", "Serial number"),
    "wave": ("波次", "Wave"),
    "receipt": ("到货单", "ASN"),
    "person": ("人员", "Person"),
}


def wording(code: str, facts: Mapping[str, Any] | None = None) -> Said:
    """What the floor's wordings say of a code, in the page's language; a code without one is shown as it is."""
    if code not in WORDINGS:
        return Said("", code, "", "")
    return say(code, facts or {}, get_language() or "zh-hans")


def note_words(code: str, facts: Mapping[str, Any]) -> str:
    """What a code in an order's history says: a note of its own, or the hold that people hear of."""
    if code in ORDER_NOTES:
        return word(ORDER_NOTES, code).format_map({**no_note_facts(code), **facts})
    return wording(code if code in WORDINGS else f"work.{code}", facts).title.removeprefix("work.")


def no_note_facts(code: str) -> dict[str, str]:
    """An empty text for each fact that a note asks for."""
    return dict.fromkeys(facts_in(*ORDER_NOTES[code]), "")


def no_facts(code: str) -> dict[str, str]:
    """An empty text for each fact that a wording asks for."""
    wanted = WORDINGS.get(code)
    return dict.fromkeys(facts_in(*wanted.title), "") if wanted else {}
