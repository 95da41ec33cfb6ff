"""What the bench and the handover say."""

from wms.core.messages.codes import CARRIER_FIELDS, PACK_STATES
from wms.core.messages.wording import DONE, NOTHING_CHANGED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
    "pack.opened": Wording(OK, ("{order}，逐件扫", "{order}: scan each unit")),
    "pack.resumed": Wording(OK, ("接着打 {order}", "Going on with {order}")),
    "pack.verified": Wording(OK, ("对，{done} / {units}", "Right, {done} / {units}")),
    "pack.complete": Wording(DONE, ("{units} 件全对", "{units:unit|units}, all right")),
    "pack.undone": Wording(OK, ("已撤回，{done} / {units}", "Undone, {done} / {units}")),
    "pack.closed": Wording(DONE, ("封好了，放到交接区", "Sealed: put it to the handover"), ("{waybill}", "{waybill}")),
    "pack.parked": Wording(OK, ("已放下 {order}", "{order} set aside"), ("周转箱 {tote}", "Tote {tote}")),
    "pack.missing": Wording(
        DONE, ("少 {units} 件已申报", "{units} missing, reported"), ("拣货会补来", "Picking will fetch them")
    ),
    "pack.asked_again": Wording(OK, ("又问了平台", "Asked the platform again")),
    "pack.reprinted": Wording(
        OK,
        ("补打 {waybill}", "Reprinting {waybill}"),
        ("第 {n} 次补打，纸上有标记", "Reprint {n}, marked on the paper"),
    ),
    "pack.asks_reason": Wording(
        OK, ("为什么补打", "Why print again"), NOTHING_CHANGED, ("选一个原因", "Choose a reason")
    ),
    "pack.no_reprint": Wording(OK, ("不补打", "No reprint"), NOTHING_CHANGED),
    "pack.print_settled": Wording(
        OK, ("记下了，面单打出来了", "Noted: the label is there"), ("{waybill}", "{waybill}")
    ),
    "pack.printing": Wording(OK, ("再打 {waybill}", "Printing {waybill} anew"), ("不算补打", "Not a reprint")),
    "pack.intercepted": Wording(
        DONE, ("货在 {tote}，等放回", "Goods in {tote}, to be put back"), ("{order} 已取消", "{order} is cancelled")
    ),
    "pack.tote_opened": Wording(
        OK, ("{tote}，扫任一件", "{tote}: scan any unit"), ("{units} 单在等", "{units:order waits|orders wait}")
    ),
    "pack.unit_taken": Wording(
        DONE, ("给 {order}", "For {order}"), ("箱里还有 {left} 单", "{left:order|orders} left in the tote")
    ),
    "pack.tote_left": Wording(OK, ("已放下 {tote}", "{tote} set aside")),
    "pack.tote_done": Wording(DONE, ("封好了，这箱打完了", "Sealed, and the tote is done"), ("{waybill}", "{waybill}")),
    "pack.tote_left_over": Wording(
        DONE,
        ("封好了，箱里剩 {left} 件取消的", "Sealed, {left} cancelled left in the tote"),
        ("{tote} 送去放回", "Take {tote} to the put-back"),
    ),
    "pack.tote_empty": Wording(
        DONE, ("少 {units} 件已申报", "{units} missing, reported"), ("拣货会补来", "Picking will fetch them")
    ),
    "pack.no_order_waits": Wording(
        STOP,
        ("这箱没有单要它", "No order in this tote wants it"),
        NOTHING_CHANGED,
        ("放到异常区，扫下一件", "Put it to the exceptions, scan the next unit"),
    ),
    "pack.unit_left_over": Wording(
        STOP,
        ("这件的单取消了", "Its order was cancelled"),
        ("{sku}，箱里还有 {left} 件这样的", "{sku}, {left} such in the tote"),
        ("留在箱里，扫下一件", "Leave it in the tote, scan the next unit"),
    ),
    "pack.tote_joined": Wording(OK, ("{tote} 也到了", "{tote} is here too")),
    "pack.not_its_tote": Wording(
        WRONG,
        ("不是本单的箱", "Not a tote of this order"),
        NOTHING_CHANGED,
        ("接着扫本单的货", "Go on with this order"),
    ),
    "pack.nothing_to_pack": Wording(
        WRONG,
        ("没有可打包的单", "No order to pack here"),
        ("{label} {state} · 什么都没变", "{label} {state} · nothing was changed"),
        ("扫已拣完的周转箱", "Scan a tote that is picked"),
        {"state": PACK_STATES},
    ),
    "pack.already_closed": Wording(
        STOP, ("这单已封箱", "This order is sealed"), ("{parcel}", "{parcel}"), ("放到交接区", "Put it to the handover")
    ),
    "pack.already_left": Wording(
        STOP, ("这单已交接", "This order has left"), ("{parcel}", "{parcel}"), ("找主管", "Call the lead")
    ),
    "pack.wrong_unit": Wording(
        STOP,
        ("这件不是本单的", "Not of this order"),
        ("{order} 已锁住，面单不会打印", "{order} is locked, no label will print"),
        ("放到异常区，扫本单的货", "Put it to the exceptions, scan a unit of this order"),
    ),
    "pack.too_many": Wording(
        STOP,
        ("这件多了", "One too many"),
        ("{order} 只要 {quantity} 件，已锁住", "{order} needs {quantity}, it is locked"),
        ("放到异常区，扫下一件", "Put it to the exceptions, scan the next unit"),
    ),
    "pack.pack_too_large": Wording(
        WRONG,
        ("整包多了", "The pack holds too many"),
        ("一包 {pack_quantity} 件，只差 {left} 件", "{pack_quantity} in the pack, {left} needed"),
        ("拆开逐件扫", "Open it and scan the units"),
    ),
    "pack.cancelled": Wording(
        STOP,
        ("订单已取消，别封箱", "Cancelled: do not seal"),
        ("面单作废，货要放回", "The label is void, the goods go back"),
        ("货放进 {tote}，扫它", "Put all into {tote} and scan it"),
    ),
    "pack.refunded": Wording(
        STOP,
        ("有 {units} 件已退款，先拿出来", "{units:unit was|units were} refunded: take out"),
        NOTHING_CHANGED,
        ("放进空周转箱，扫它", "Put them into an empty tote and scan it"),
    ),
    "pack.refund_out": Wording(
        DONE,
        ("{units} 件在 {tote}，等放回", "{units:unit|units} in {tote}, to be put back"),
        ("接着打 {order}", "Go on with {order}"),
    ),
    "pack.address_changed": Wording(
        STOP,
        ("买家改了地址，别用这张面单", "The address has changed: do not use this label"),
        ("{waybill} 不能发出", "{waybill} must not leave"),
        ("到打包台按“补打面单”，换新面单", "At a bench press Reprint: a new label is made"),
    ),
    "pack.label_anew": Wording(
        OK, ("旧面单作废，正在做新的", "Old label void, a new one is made"), ("撕掉旧的", "Tear the old one off")
    ),
    "work.pack.address_changed": Wording(
        STOP,
        ("有面单后买家改了地址", "Address changed after the label was made"),
        ("{order}，包裹 {parcel}", "{order}, parcel {parcel}"),
        ("到打包台扫它，按“补打面单”", "Scan it at a bench and press Reprint"),
    ),
    "pack.stopped_by_channel": Wording(
        STOP,
        ("平台叫停，别封箱", "Stopped by the platform"),
        ("{order} 现在不能发", "{order} may not leave now"),
        ("放一边，放行后再来", "Set it aside until it is let go"),
    ),
    "pack.tote_in_use": Wording(
        WRONG,
        ("{tote} 在用", "{tote} is in use"),
        NOTHING_CHANGED,
        ("换空箱，或用原箱", "Take an empty tote, or the same one"),
    ),
    "pack.label_not_ready": Wording(
        WRONG, ("面单还没好", "The label is not ready"), NOTHING_CHANGED, ("等面单", "Wait for the label")
    ),
    "pack.wrong_label": Wording(
        STOP,
        ("面单不是本单的", "Another order's label"),
        ("要 {expected}，已锁住", "Expected {expected}, locked"),
        ("撕下，贴本单的再扫", "Take it off, put this order's on and scan it"),
    ),
    "pack.numbered": Wording(
        OK,
        ("单号 {waybill}", "Number {waybill}"),
        ("{carrier}", "{carrier}"),
        ("贴好再扫一次", "Put it on and scan it"),
    ),
    "pack.number_dropped": Wording(
        OK, ("{waybill} 不用了", "{waybill} is not used"), ("撕掉旧的", "Tear the old one off")
    ),
    "pack.number_format": Wording(
        WRONG,
        ("不是 {carrier} 的单号", "Not a number of {carrier}"),
        ("{scanned}", "{scanned}"),
        ("扫承运商面单上的单号", "Scan the number on the carrier's label"),
    ),
    "pack.number_taken": Wording(
        STOP,
        ("这个单号用过了", "This number is used already"),
        ("{scanned} 在订单 {belongs_to} 上", "{scanned} is on order {belongs_to}"),
        ("换一张新面单，再扫", "Take a new label and scan it"),
    ),
    "pack.number_not_ours": Wording(
        WRONG,
        ("平台的单号不能换", "The platform's number cannot be changed"),
        NOTHING_CHANGED,
        ("要重打，按“补打面单”", "To print it again, press Reprint"),
    ),
    "pack.carrier_gone": Wording(
        STOP,
        ("没有这家自有承运商了", "This carrier is not in use any more"),
        ("{carrier}", "{carrier}"),
        ("找主管，在物流页启用它", "Call the lead: the logistics page switches it on"),
    ),
    "pack.no_service": Wording(
        STOP,
        ("平台没有能用的物流服务", "No logistics service fits"),
        NOTHING_CHANGED,
        ("放一边，等店铺运营改好物流规则", "Set it aside until the shop's logistics rule is changed"),
    ),
    "pack.customs_missing": Wording(
        STOP,
        ("申报资料不全", "Customs data are missing"),
        NOTHING_CHANGED,
        ("放一边，等补全 SKU 资料", "Set it aside until the SKU's data are complete"),
    ),
    "work.pack.customs_missing": Wording(
        STOP,
        ("申报资料不全，没有做面单", "Customs data are missing: no label was made"),
        ("{order}：{missing}", "{order}: {missing}"),
        ("到 SKU 页补全，再到打包台按“再问平台”", "Complete them on the SKU's page, then press Ask again at the bench"),
    ),
    "work.pack.no_service": Wording(
        STOP,
        ("没有能用的物流服务", "No logistics service fits"),
        ("{order} 要 {wanted}，平台给 {offered}", "{order} wants {wanted}, the platform offers {offered}"),
        (
            "到物流页把能用的服务加进店铺规则，再到打包台按“再问平台”",
            "Add one that is offered to the shop's rule on the logistics page, then press Ask again at the bench",
        ),
    ),
    "carrier.field": Wording(
        WRONG,
        ("填全：服务、名称、单号规则", "Fill in service, name and number pattern"),
        ("缺 {field}", "Missing: {field}"),
        codes={"field": CARRIER_FIELDS},
    ),
    "carrier.pattern": Wording(
        WRONG,
        ("单号规则用不了", "The number pattern does not work"),
        ("{pattern}", "{pattern}"),
        (
            "写正则，例如 YT[0-9]{{13}}；括号不重复，长度尽量写定",
            "Write a regular expression such as YT[0-9]{{13}}: no repeated groups, known lengths",
        ),
    ),
    "carrier.website": Wording(
        WRONG,
        ("{service} 要填查询网址", "{service} needs a tracking website"),
        NOTHING_CHANGED,
        ("填承运商的查询网址", "Fill in where its numbers are followed"),
    ),
    "carrier.not_declared": Wording(
        WRONG,
        ("这包不能换单号", "This parcel's number cannot be changed"),
        ("{parcel}", "{parcel}"),
        ("只有交接后的自有承运商包裹可以", "Only a parcel that has left by a carrier of one's own can"),
    ),
    "pack.nothing_missing": Wording(
        WRONG, ("没有少货", "Nothing is missing"), NOTHING_CHANGED, ("接着打包", "Go on packing")
    ),
    "pack.waybill_alive": Wording(
        WRONG, ("运单还有效", "The waybill still stands"), NOTHING_CHANGED, ("等面单", "Wait for the label")
    ),
    "handover.scanned": Wording(OK, ("{order} 已交接，共 {count}", "{order} handed over, {count} in all")),
    "handover.closed": Wording(DONE, ("{manifest} 完成，{count} 包", "{manifest} closed, {count:parcel|parcels}")),
    "handover.unknown": Wording(WRONG, ("不认识的面单", "Unknown label"), NOTHING_CHANGED, ("找主管", "Call the lead")),
    "handover.not_closed": Wording(
        STOP,
        ("这包没封箱", "This parcel is not sealed"),
        ("{order}", "{order}"),
        ("拿回打包台", "Take it back to a bench"),
    ),
    "handover.other_carrier": Wording(
        STOP,
        ("不是这家承运", "Another carrier's parcel"),
        ("{carrier}，这里是 {expected}", "{carrier}, here: {expected}"),
        ("放到 {carrier} 那堆", "Put it to {carrier}"),
    ),
    "handover.twice": Wording(
        WRONG, ("已经交接过", "Handed over already"), ("{manifest}", "{manifest}"), ("扫下一包", "Scan the next parcel")
    ),
    "handover.cancelled": Wording(
        STOP,
        ("订单已取消，别交", "Cancelled: do not hand over"),
        ("{order}", "{order}"),
        ("拿回打包台拦截", "Take it back to a bench"),
    ),
    "handover.empty": Wording(
        WRONG, ("还没扫包裹", "No parcel scanned yet"), NOTHING_CHANGED, ("扫包裹面单", "Scan a parcel's label")
    ),
    "handover.batch_open": Wording(
        WRONG,
        ("交接单还没完成", "The manifest is still open"),
        ("{manifest}", "{manifest}"),
        ("交接完成后再提交", "Commit it when it is handed over"),
    ),
    "handover.batch_nothing": Wording(
        WRONG,
        ("没有要提交的平台包裹", "No parcel goes by a platform waybill"),
        ("{manifest}", "{manifest}"),
        ("自有承运商的包裹不用提交", "Parcels by own carriers need no batch"),
    ),
    "batch.no_pickup": Wording(
        STOP,
        ("仓库没写揽收地址", "The warehouse says nowhere to come to"),
        NOTHING_CHANGED,
        (
            "在仓库设置里补联系人、电话、城市、街道，再提交一次",
            "Add contact, phone, city and street to the warehouse, then commit again",
        ),
    ),
    "batch.no_way": Wording(
        STOP,
        ("店铺没说大包怎么交", "The shop's rule names no first mile"),
        NOTHING_CHANGED,
        ("在物流页选好，再提交一次", "Choose it on the logistics page, then commit again"),
    ),
    "work.handover.batch_failed": Wording(
        STOP,
        ("平台没收大包", "The platform took no batch"),
        ("{manifest}，{shop}：{code} {said}", "{manifest}, {shop}: {code} {said}"),
        ("到交接页看原因，改好再提交", "See the reason on the handover page, mend it and commit again"),
    ),
}
