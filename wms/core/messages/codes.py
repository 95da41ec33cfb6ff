"""Words for the codes that a sentence's facts may hold: where an order is, what holds it, what an import does."""

from __future__ import annotations

from wms.core.messages.wording import Pair

ORDER_STATES: dict[str, Pair] = {
    "held": ("挂起", "Held"),
    "waiting": ("待库存", "Waiting"),
    "promised": ("待波次", "To wave"),
    "waved": ("已入波次", "In a wave"),
    "picking": ("拣货中", "Picking"),
    "picked": ("已拣", "Picked"),
    "packing": ("打包中", "Packing"),
    "packed": ("已打包", "Packed"),
    "shipped": ("已出库", "Out"),
    "cancelled": ("已取消", "Cancelled"),
    "merged": ("已并回", "Merged back"),
}
PARCEL_STATES: dict[str, Pair] = {
    "open": ("核对中", "Being checked"),
    "verified": ("待面单", "Waiting for its label"),
    "labelled": ("待贴单", "To be labelled"),
    "closed": ("已封箱", "Sealed"),
    "handed_over": ("已交接", "Handed over"),
    "cancelled": ("已取消", "Cancelled"),
}
WAYBILL_STATES: dict[str, Pair] = {
    "requested": ("运单已请求", "Waybill asked for"),
    "number": ("待录单号", "Waits for its number"),
    "created": ("运单已创建", "Waybill made"),
    "ready": ("面单已取", "Label fetched"),
    "failed": ("运单失败", "Waybill failed"),
    "void": ("面单已作废", "Label void"),
}
PACK_STATES: dict[str, Pair] = {**WAYBILL_STATES, **PARCEL_STATES, **ORDER_STATES}  # of whatever a bench has scanned
CHANNEL_HOLDS: dict[str, Pair] = {
    "channel.unpaid": ("买家未付款，先不拣", "Not paid yet: waits"),
    "channel.address": ("等买家补全地址", "Waits for the buyer's full address"),
    "channel.risk": ("平台风控审核中", "The platform checks its risk"),
    "channel.frozen": ("平台冻结了订单", "Frozen by the platform"),
    "channel.issue": ("买家纠纷处理中", "The buyer has raised a dispute"),
    "channel.no_lines": ("订单没有商品行", "An order without lines"),
    "channel.quantity": ("订单行数量不对", "A line's quantity is none"),
    "channel.currency": ("币种不认识，先不拣", "An unknown currency: waits"),
    "channel.sent": ("平台显示已发货，不再作业", "Sent already, says the platform: not again"),
    "order.others_ship": ("由他人发货，仓库无需作业", "Shipped by others: nothing to do here"),
}
HOLDS: dict[str, Pair] = {
    **CHANNEL_HOLDS,
    "order.sku_unbound": ("订单有未绑定的 SKU", "Order with an unbound SKU"),
    "order.certification_expired": ("仓库认证过期", "The warehouse's certification has ended"),
    "pick.short": ("订单缺货", "Order short"),
    "hold.by_person": ("人工挂起", "Held by a person"),
}
IMPORT_STATES: dict[str, Pair] = {
    "uploaded": ("校验中", "being checked"),
    "checked": ("待确认", "waits for you"),
    "accepted": ("导入中", "being written"),
    "applied": ("已导入", "imported"),
    "reverting": ("退回中", "being taken back"),
    "failed": ("失败", "failed"),
    "cancelled": ("已取消", "cancelled"),
    "undoing": ("撤销中", "being undone"),
    "undone": ("已撤销", "undone"),
}
CARRIER_FIELDS: dict[str, Pair] = {
    "service": ("服务", "Service"),
    "name": ("名称", "Name"),
    "number_pattern": ("单号规则", "Number pattern"),
}
INPUT_FIELDS: dict[str, Pair] = {  # of addresses and bare buttons; a form tells it beside the field
    "barcode": ("条码", "Barcode"),
    "copies": ("份数", "Copies"),
    "dpi": ("分辨率", "Resolution"),
    "file": ("文件", "File"),
    "name": ("名称", "Name"),
    "person": ("人员", "Person"),
    "list": ("拣货单", "Pick list"),
    "into": ("并入的波次", "Wave to merge into"),
    "places": ("库位", "Places"),
    "query": ("视图", "View"),
    "resolution": ("处理结果", "How it ended"),
    "size": ("尺寸", "Size"),
    "way": ("方式", "Way"),
}
