"""Words for what a work item keeps beside its wording: its facts by name and value, and how it ended."""

from __future__ import annotations

from typing import Any

from wms.core.messages.codes import CHANNEL_HOLDS, ORDER_STATES
from wms.core.templatetags.zhunjian import in_fours, spoken
from wms.core.words import Pair, word
from wms.reports.words import MISMATCHES, ORDER_NOTES, STAGES, STEPS, note_words

FACTS: dict[str, Pair] = {
    "amount": ("金额", "Amount"),
    "attempts": ("尝试次数", "Attempts"),
    "carrier": ("承运商", "Carrier"),
    "cart": ("拣货车", "Cart"),
    "channel": ("渠道", "Channel"),
    "code": ("代码", "Code"),
    "compared": ("已比对", "Compared"),
    "count": ("数量", "How many"),
    "days": ("天数", "Days"),
    "differences": ("差异", "Differences"),
    "due": ("截单", "Due"),
    "error": ("错误", "What went wrong"),
    "expected": ("应到", "Expected"),
    "failures": ("失败次数", "Failures"),
    "found": ("找到", "Found"),
    "gtin": ("GTIN", "GTIN"),
    "handler": ("调用", "Call"),
    "in_hand": ("手上件数", "Units in hand"),
    "kind": ("种类", "Kind"),
    "lane": ("通道", "Lane"),
    "late": ("迟报", "Late"),
    "limit": ("上限", "Limit"),
    "lines": ("行", "Lines"),
    "list": ("拣货单", "Pick list"),
    "location": ("库位", "Place"),
    "manifest": ("交接单", "Manifest"),
    "method": ("接口", "Method"),
    "missing": ("缺少", "Missing"),
    "new": ("新值", "New"),
    "old": ("原值", "Old"),
    "on": ("日期", "Day"),
    "order": ("订单", "Order"),
    "original": ("原订单", "First order"),
    "over": ("超出", "Too large by"),
    "paper": ("资质文件", "Paper"),
    "parcel": ("包裹", "Parcel"),
    "parts": ("份数", "Parts"),
    "percent": ("比例", "Percent"),
    "person": ("人员", "Person"),
    "printer": ("打印机", "Printer"),
    "problem": ("问题", "Problem"),
    "product": ("平台商品", "Product"),
    "raw": ("扫到的码", "Scanned"),
    "reason": ("原因", "Reason"),
    "received": ("已收", "Received"),
    "record": ("记录", "Record"),
    "row": ("行", "Row"),
    "rule": ("规则", "Rule"),
    "said": ("平台原话", "The platform's words"),
    "screen": ("界面", "Screen"),
    "seconds": ("秒", "Seconds"),
    "seller_skus": ("商家 SKU", "Seller's SKUs"),
    "shop": ("店铺", "Shop"),
    "short": ("短缺", "Short"),
    "sku": ("SKU", "SKU"),
    "skus": ("SKU", "SKUs"),
    "stake": ("可能赔付", "At stake"),
    "state": ("状态", "State"),
    "step": ("步骤", "Step"),
    "subject": ("关于", "About"),
    "subscriber": ("接收方", "Receiver"),
    "topic": ("消息", "News"),
    "tote": ("周转箱", "Tote"),
    "units": ("件数", "Units"),
    "until": ("直到", "Until"),
    "updates": ("更新", "Updates"),
    "warehouse": ("仓库", "Warehouse"),
    "wave": ("波次", "Wave"),
    "what": ("现象", "What"),
    "why": ("原因", "Why"),
    "zone": ("库区", "Zone"),
}
FACT_CODES: dict[str, dict[str, Pair]] = {  # facts that are codes
    "code": CHANNEL_HOLDS,
    "kind": MISMATCHES,
    "screen": {**STAGES, "put_back": ("放回", "Put back"), "put_wall": ("分播", "Put wall")},
    "state": ORDER_STATES,
    "step": STEPS,
}
RESOLUTIONS: dict[str, Pair] = {  # how an item ended that no person ended by words of his own
    "agrees": ("对上了", "It agrees again"),
    "approved": ("复核通过", "Approved"),
    "authorised": ("已重新授权", "Authorised again"),
    "bound": ("已绑定", "Bound"),
    "counted": ("盘过了", "Counted"),
    "covered": ("货够了", "The goods suffice again"),
    "done": ("做完了", "Done"),
    "ended": ("已结束", "It has ended"),
    "found": ("找到了", "Found"),
    "handover.batch_committed": ("大包已提交", "The batch was committed"),
    "in time": ("恢复准时", "In time again"),
    "left_out.other_reason": ("不是因为太大", "Not for its size any more"),
    "moves again": ("又走动了", "It moves again"),
    "not short any more": ("不再缺货", "Not short any more"),
    "on time": ("恢复准时", "On time again"),
    "order.settled": ("挂起原因已消除", "What held it is over"),
    "pack.label_anew": ("换了新面单", "Another label was made"),
    "pack.waybill_made": ("运单做好了", "The waybill was made"),
    "passed": ("平台又放行了", "The platform lets calls pass again"),
    "picked": ("已拣到", "Picked after all"),
    "printer.well": ("打印机好了", "The printer works again"),
    "put_back.done": ("已放回", "Put back"),
    "put_back.missing": ("没找到，记为丢失", "Not found: written off as lost"),
    "readable": ("能读懂了", "It can be read now"),
    "rejected": ("没有采纳", "Rejected"),
    "renewed": ("已续期", "Renewed"),
    "sent": ("又发出去了", "Messages go out again"),
    "switched off": ("已关", "Switched off"),
    "to review": ("交复核", "To be approved"),
    "wave.aborted": ("波次取消了", "Its wave was cancelled"),
    "wave.claimed": ("已进波次", "A wave has taken it"),
}
RESYNCED: Pair = ("已重新同步", "Re-synced")
UNTOLD = {"demands", "work"}  # facts that programs read


def fact_words(name: str, value: Any) -> str:
    """What a work item keeps, as people read it: codes in words, units by SKU, lists, pairs by the page's language."""
    known = FACT_CODES.get(name, {})
    if name in ("order", "original"):
        return in_fours(value)
    if str(value) in known:
        return word(known, str(value))
    if isinstance(value, dict):
        return " · ".join(f"{code} × {_number(units)}" for code, units in value.items())
    if isinstance(value, list) and value and all(isinstance(one, list | tuple) for one in value):
        return " · ".join(f"{code} {units:+,}" for code, units in value)
    if isinstance(value, list) and name.endswith("skus"):
        return ", ".join(map(str, value))
    return _number(spoken(value))


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def ending_words(resolution: str) -> str:
    """How a work item ended: a person's own words as they are, what ended it otherwise in the page's language."""
    if resolution.startswith("resync "):
        return str(spoken(RESYNCED))
    if resolution in ORDER_NOTES:
        return note_words(resolution, {})
    return word(RESOLUTIONS, resolution)
