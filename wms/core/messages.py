"""Every sentence that the floor hears, one per code: tone, Chinese, English (design/UI.md section 5).

A wording has a title (what is the matter, 2-8 characters in Chinese), a note (did something change), and an act
(the one thing to do now). `{facts}` are filled in from the refusal's or outcome's facts. Tests walk every
OperationRefused subclass and every outcome code and fail where a code has no wording here, or stands twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OK, WRONG, STOP, DONE = "ok", "wrong", "stop", "done"
NOTHING_COUNTED = ("未计数，可以放心换", "Nothing was counted")
NOTHING_CHANGED = ("什么都没变", "Nothing was changed")


@dataclass(frozen=True)
class Wording:
    """What a code says. Each text is a pair (zh-Hans, English)."""

    tone: str
    title: tuple[str, str]
    note: tuple[str, str] | None = None
    act: tuple[str, str] | None = None


@dataclass(frozen=True)
class Said:
    tone: str
    title: str
    note: str
    act: str

    @property
    def text(self) -> str:
        return " · ".join(part for part in (self.title, self.note) if part)


WORDINGS: dict[str, Wording] = {
    # -- desk: work items -----------------------------------------------------------------------------------------
    "work.taken": Wording(STOP, ("{owner} 已认领", "{owner} has claimed it"), NOTHING_CHANGED),
    "work.resolved": Wording(STOP, ("已经解决了", "Resolved already"), NOTHING_CHANGED),
    "work.pack.mismatch": Wording(
        STOP,
        ("打包台查出错漏", "Wrong goods at the bench"),
        ("{order} · {parcel}", "{order} · {parcel}"),
        ("核对周转箱，查拣货", "Check the tote and how it was picked"),
    ),
    # -- scan: the protocol itself (PROTOCOLS 2) ------------------------------------------------------------------
    "scan.stale": Wording(
        STOP, ("任务已变", "The task has changed"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "scan.chain_broken": Wording(
        STOP, ("前一扫没成", "The scan before failed"), NOTHING_CHANGED, ("从这一步重新扫", "Scan again from this step")
    ),
    "scan.gap": Wording(
        STOP,
        ("有扫描还没传到", "An earlier scan is missing"),
        NOTHING_CHANGED,
        ("等它自动补传", "It is being sent again"),
    ),
    "scan.conflict": Wording(
        STOP, ("扫描编号重复", "Scan number used twice"), NOTHING_CHANGED, ("找主管", "Call the lead")
    ),
    "scan.too_late": Wording(
        STOP, ("扫描太旧", "This scan is too old"), NOTHING_CHANGED, ("交给主管核对", "The lead will check it")
    ),
    "scan.parked": Wording(
        STOP,
        ("这一扫没处理成", "This scan could not be handled"),
        NOTHING_CHANGED,
        ("从这一步重新扫", "Scan again from this step"),
    ),
    "scan.unknown": Wording(WRONG, ("不认识的码", "Unknown code"), NOTHING_COUNTED, ("{expected}", "{expected}")),
    "scan.wrong_kind": Wording(
        WRONG, ("扫错了种类", "Wrong kind of code"), NOTHING_COUNTED, ("{expected}", "{expected}")
    ),
    "scan.ambiguous": Wording(
        WRONG, ("一码多物", "More than one match"), NOTHING_COUNTED, ("扫更准的码", "Scan a finer code")
    ),
    "scan.check_character": Wording(WRONG, ("码打错了", "Mistyped code"), NOTHING_COUNTED, ("重新扫", "Scan it again")),
    "scan.input_method": Wording(
        STOP, ("输入法没关", "The input method is on"), NOTHING_COUNTED, ("切到英文再扫", "Switch to English and scan")
    ),
    "scan.too_long": Wording(WRONG, ("码太长", "Code too long"), NOTHING_COUNTED, ("重新扫", "Scan it again")),
    "scan.screen_unknown": Wording(
        STOP, ("这个作业没有了", "This task is gone"), NOTHING_CHANGED, ("回到任务页", "Go back to the tasks")
    ),
    "scan.nothing_to_undo": Wording(
        WRONG, ("没有可撤回的", "Nothing to undo"), NOTHING_CHANGED, ("继续扫", "Go on scanning")
    ),
    "scan.undone": Wording(OK, ("已撤回", "Undone")),
    "scan.unknown_command": Wording(
        WRONG, ("这一步不能用", "Not possible here"), NOTHING_CHANGED, ("{expected}", "{expected}")
    ),
    # -- people and devices ---------------------------------------------------------------------------------------
    "input.invalid": Wording(
        WRONG, ("填写有误：{field}", "Wrong value: {field}"), NOTHING_CHANGED, ("改好再试", "Correct it and try again")
    ),
    "device.revoked": Wording(
        STOP, ("设备已停用", "This device is revoked"), NOTHING_CHANGED, ("交给主管", "Hand it to the lead")
    ),
    "device.unknown": Wording(
        STOP, ("设备没有登记", "This device is not enrolled"), NOTHING_CHANGED, ("找管理员登记", "Ask an administrator")
    ),
    "person.unknown_badge": Wording(
        WRONG, ("不认识的工牌", "Unknown badge"), NOTHING_CHANGED, ("重新扫工牌", "Scan the badge again")
    ),
    "person.wrong_pin": Wording(
        WRONG, ("PIN 不对", "Wrong PIN"), ("还可试 {left} 次", "{left} tries left"), ("重新输入", "Enter it again")
    ),
    "person.badge_locked": Wording(
        STOP,
        ("工牌已锁", "Badge locked"),
        ("{minutes} 分钟后再试", "Try again in {minutes} min"),
        ("或找主管", "Or call the lead"),
    ),
    "person.signed_out": Wording(
        STOP, ("扫工牌继续", "Scan your badge to go on"), NOTHING_CHANGED, ("扫工牌", "Scan your badge")
    ),
    "person.no_rights": Wording(
        STOP, ("没有权限", "No rights for this"), NOTHING_CHANGED, ("找仓库经理", "Ask the manager")
    ),
    "person.wrong_password": Wording(
        WRONG, ("用户名或密码不对", "Wrong user name or password"), NOTHING_CHANGED, ("重新输入", "Enter them again")
    ),
    "person.too_many_tries": Wording(
        STOP,
        ("试得太多", "Too many tries"),
        ("{minutes} 分钟后再试", "Try again in {minutes} min"),
        ("或找管理员", "Or ask an administrator"),
    ),
    "device.enrolled": Wording(OK, ("设备已登记", "Device enrolled")),
    "device.link_used": Wording(
        STOP,
        ("登记链接已失效", "This link is no longer valid"),
        NOTHING_CHANGED,
        ("请管理员再给一个", "Ask an administrator for a new one"),
    ),
    "person.signed_in": Wording(OK, ("{name}，开始", "{name}, go")),
    # -- paper ----------------------------------------------------------------------------------------------------
    "paper.nothing_to_print": Wording(
        STOP, ("没有可打印的", "Nothing to print"), NOTHING_CHANGED, ("先选要打印的", "Choose what to print")
    ),
    "paper.too_wide": Wording(
        STOP,
        ("条码太宽", "Barcode too wide"),
        ("{text} 在 {width_mm} mm 内印不清", "{text} does not scan within {width_mm} mm"),
        ("换大标签或短条码", "Use a larger label or a shorter barcode"),
    ),
    "paper.not_encodable": Wording(
        STOP,
        ("条码印不了", "Barcode cannot be printed"),
        ("{text} 含条码装不下的字符", "{text} holds characters that the barcode cannot"),
        ("只用英文字母、数字和 -", "Use letters, digits and - only"),
    ),
    "paper.text_too_long": Wording(
        STOP,
        ("文字放不下", "Text does not fit"),
        ("{text} 不能截断", "{text} must not be cut"),
        ("换大标签或改短", "Use a larger label or a shorter text"),
    ),
    # -- inventory ------------------------------------------------------------------------------------------------
    "stock.not_enough": Wording(
        WRONG,
        ("数量不够", "Not enough there"),
        ("{location} 只有 {free} 件可动", "{free} free at {location}"),
        ("改数量或换库位", "Take fewer, or another place"),
    ),
    "stock.quantity_not_positive": Wording(
        WRONG,
        ("数量要大于 0", "The quantity must be above 0"),
        NOTHING_CHANGED,
        ("重新输入数量", "Enter the quantity again"),
    ),
    "stock.foreign_warehouse": Wording(
        STOP, ("不是本仓的", "Of another warehouse"), NOTHING_CHANGED, ("交给主管", "Hand it to the lead")
    ),
    "stock.same_place": Wording(
        WRONG, ("还是同一处", "The same place again"), NOTHING_CHANGED, ("扫目标库位", "Scan the place it goes to")
    ),
    "stock.reason_required": Wording(
        WRONG, ("要写原因", "A reason is needed"), NOTHING_CHANGED, ("写上原因再试", "Give the reason, then try again")
    ),
    "location.not_physical": Wording(
        WRONG, ("这里不放货", "Goods cannot lie here"), NOTHING_CHANGED, ("换一个库位", "Take another place")
    ),
    "location.blocked": Wording(
        STOP,
        ("库位已冻结", "This place is blocked"),
        ("{location} 现在不能放货", "{location} takes no goods now"),
        ("换一个库位", "Take another place"),
    ),
    "location.wrong_kind": Wording(
        WRONG,
        ("不是存储库位", "Not a storage place"),
        NOTHING_CHANGED,
        ("扫货架上的库位码", "Scan a code on the shelf"),
    ),
    "location.full": Wording(
        WRONG,
        ("库位放不下", "This place is full"),
        ("已有 {on_hand} 件，最多 {capacity} 件", "{on_hand} there, {capacity} at most"),
        ("换一个库位", "Take another place"),
    ),
    "location.lots_would_mix": Wording(
        WRONG,
        ("批次会混放", "Lots would mix"),
        ("{location} 放着别的批次", "{location} holds another lot"),
        ("换一个库位", "Take another place"),
    ),
    "location.look_alikes": Wording(
        WRONG,
        ("相似款不能挨着", "Look-alikes must not adjoin"),
        ("{neighbour_location} 有 {neighbour}", "{neighbour} lies at {neighbour_location}"),
        ("换一个库位", "Take another place"),
    ),
    "putaway.not_bound": Wording(
        STOP,
        ("还没绑定商品", "Not bound to a product"),
        ("{sku} 在平台没有对应商品", "No platform product stands for {sku}"),
        ("先绑定再上架", "Bind it, then put it away"),
    ),
    "lot.required": Wording(
        WRONG, ("要扫批次", "Scan the lot"), NOTHING_CHANGED, ("扫 {sku} 的批次", "Scan the lot of {sku}")
    ),
    "lot.other_sku": Wording(
        WRONG, ("不是它的批次", "Not its lot"), NOTHING_CHANGED, ("扫 {sku} 的批次", "Scan the lot of {sku}")
    ),
    "lot.expired": Wording(
        STOP,
        ("批次已过期", "This lot has expired"),
        ("{lot} 到期日 {expires_on}", "{lot} expired on {expires_on}"),
        ("放到隔离区", "Put it into quarantine"),
    ),
    "lot.expiry_required": Wording(
        WRONG,
        ("要填到期日", "The expiry date is needed"),
        NOTHING_CHANGED,
        ("输入 {lot} 的到期日", "Enter the expiry date of {lot}"),
    ),
    "lot.differs": Wording(
        STOP,
        ("到期日对不上", "The expiry date differs"),
        ("{lot} 原来是 {known}", "{lot} was {known} before"),
        ("核对包装，找主管", "Check the pack, call the lead"),
    ),
    "receipt.closed": Wording(
        STOP, ("收货单已关闭", "This receipt is closed"), NOTHING_CHANGED, ("换一张收货单", "Take another receipt")
    ),
    "receipt.number_taken": Wording(
        WRONG, ("单号已有", "This number is taken"), NOTHING_CHANGED, ("换一个单号", "Use another number")
    ),
    "receipt.not_expected": Wording(
        WRONG,
        ("单上没有这件", "Not on this receipt"),
        ("{receipt} 没有 {sku}", "{sku} is not on {receipt}"),
        ("放一边，找主管", "Set it aside, call the lead"),
    ),
    "receipt.too_many": Wording(
        WRONG,
        ("超出应收", "More than expected"),
        ("应收 {expected}，已收 {received}", "{expected} expected, {received} received"),
        ("数量没错就再扫一次", "If it is right, scan it again"),
    ),
    "adjust.second_person": Wording(
        STOP,
        ("要第二人复核", "A second person is needed"),
        ("差 {difference} 件，上限 {limit} 件", "Off by {difference}, limit {limit}"),
        ("请主管扫工牌", "The lead scans a badge"),
    ),
    "adjust.same_person": Wording(
        WRONG,
        ("不能自己复核", "Not your own approval"),
        NOTHING_CHANGED,
        ("请另一个人扫工牌", "Somebody else scans a badge"),
    ),
    "pick.allocation_moved": Wording(
        STOP, ("货已不在这里", "The goods have moved"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "allocation.not_promised": Wording(
        STOP, ("这笔还不能定位", "Cannot be placed now"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "allocation.not_taken": Wording(
        STOP, ("这件还没拣", "Not picked yet"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "allocation.nothing_to_untake": Wording(
        WRONG,
        ("撤不回了", "Cannot be undone"),
        ("货已转到别处", "The goods have gone on"),
        ("走放回流程", "Put it back instead"),
    ),
    "allocation.unknown_demand": Wording(
        STOP, ("找不到这笔需求", "Unknown demand"), NOTHING_CHANGED, ("交给主管", "Hand it to the lead")
    ),
    "ship.goods_elsewhere": Wording(
        STOP,
        ("货在别处", "The goods are elsewhere"),
        ("在 {found}，不在 {location}", "At {found}, not at {location}"),
        ("去 {found} 找", "Look at {found}"),
    ),
    "ship.incomplete": Wording(
        STOP,
        ("还没拣齐", "Not complete yet"),
        ("已拣 {taken} / {wanted}", "{taken} of {wanted} picked"),
        ("拣齐再发", "Pick the rest first"),
    ),
    "count.not_open": Wording(
        STOP, ("盘点已结束", "This count has ended"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "count.not_in_review": Wording(
        STOP, ("不用复核", "Nothing to approve"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "move.task_ended": Wording(
        STOP, ("这次搬运已结束", "This move has ended"), NOTHING_CHANGED, ("重新扫货", "Scan the goods again")
    ),
    "binding.no_components": Wording(
        WRONG,
        ("绑定里没有货", "No goods in this binding"),
        ("{seller_sku} 还没选商品", "{seller_sku} stands for nothing yet"),
        ("先选商品", "Choose the goods first"),
    ),
    "binding.share_over_hundred": Wording(
        WRONG,
        ("份额超过 100%", "Shares above 100%"),
        ("合计 {total}%", "{total}% in all"),
        ("调低份额", "Lower a share"),
    ),
    "snapshot.future_day": Wording(
        WRONG, ("这天还没到", "This day is to come"), ("{day}", "{day}"), ("换一天", "Choose another day")
    ),
    "work.stock.over_promised": Wording(
        STOP,
        ("承诺超过库存", "More promised than there is"),
        ("还差 {short} 件", "{short} short"),
        ("补货或取消排在最后的订单", "Restock, or cancel the weakest orders"),
    ),
    "work.stock.count": Wording(
        STOP, ("要盘点", "Count this place"), ("{why}", "{why}"), ("不看账，数一遍", "Count it without the books")
    ),
    "work.stock.count_review": Wording(
        STOP, ("盘点差异大", "Large count difference"), None, ("另一个人复核", "Somebody else approves it")
    ),
    "work.stock.negative_outbound": Wording(
        STOP,
        ("负库存出库已开", "Negative outbound is on"),
        ("原因：{reason}", "Reason: {reason}"),
        ("用完就关", "Switch it off when done"),
    ),
    # goods by hand
    "floor.put_back": Wording(OK, ("放回原处，没动账", "Put it back, nothing was moved")),
    "floor.left": Wording(OK, ("{place} 先不做", "{place} left for later")),
    "floor.nothing_there": Wording(
        WRONG,
        ("这里没有可动的货", "Nothing to take here"),
        ("{location} 是空的，或都已被占用", "{location} is empty, or all of it is held"),
        ("换一个箱或库位", "Take another tote or location"),
    ),
    "floor.not_there": Wording(
        WRONG,
        ("这里没有这件", "Not from here"),
        ("{location} 没有 {scanned_sku}", "{scanned_sku} does not lie at {location}"),
        ("放回，扫这里的货", "Put it back, scan what lies here"),
    ),
    "floor.other_item": Wording(
        WRONG,
        ("不是同一件", "Not the same item"),
        NOTHING_COUNTED,
        ("先放好手上的", "First put down what you hold"),
    ),
    "floor.other_lot": Wording(
        WRONG,
        ("批次不同", "Another lot"),
        ("手上是 {lot}，扫到 {scanned_lot}", "{lot} in hand, scanned {scanned_lot}"),
        ("先放好手上的批次", "First put down the lot in hand"),
    ),
    "floor.lot_not_there": Wording(
        WRONG,
        ("这里没有这批", "Not that lot here"),
        ("{location} 没有 {sku} 的 {lot}", "{location} holds no {lot} of {sku}"),
        ("核对批号再扫", "Check the lot and scan again"),
    ),
    "lot.bad_date": Wording(
        WRONG,
        ("看不懂的日期", "Not a date"),
        NOTHING_CHANGED,
        ("输年月日，如 261130", "Type year, month, day: 261130"),
    ),
    "receive.begun": Wording(OK, ("{receipt}，逐件扫", "{receipt}: scan each item")),
    "receive.counted": Wording(OK, ("本次 {units} 件", "{units} in hand")),
    "receive.lot_named": Wording(OK, ("批次 {lot}", "Lot {lot}")),
    "receive.expiry_asked": Wording(OK, ("新批次 {lot}，输到期日", "New lot {lot}: type its expiry")),
    "receive.put": Wording(DONE, ("收 {units} 件到 {place}", "{units} received into {place}")),
    "receive.put_over": Wording(
        DONE,
        ("收 {units} 件到 {place}", "{units} received into {place}"),
        ("多收 {over} 件，已报采购", "{over} more than announced, reported"),
    ),
    "receive.closed": Wording(DONE, ("{receipt} 收齐了", "{receipt} is complete")),
    "receive.closed_short": Wording(
        DONE, ("{receipt} 已关闭", "{receipt} is closed"), ("少 {short} 件", "{short} short")
    ),
    "receive.left": Wording(OK, ("{receipt} 先不收", "{receipt} left for later")),
    "receive.not_a_dock": Wording(
        WRONG,
        ("这里不收货", "Not a receiving place"),
        NOTHING_CHANGED,
        ("扫周转箱或收货台", "Scan a tote or the dock"),
    ),
    "receive.tote_in_use": Wording(
        WRONG,
        ("{tote} 在用", "{tote} is in use"),
        NOTHING_CHANGED,
        ("换一个周转箱", "Take another tote"),
    ),
    "receive.still_missing": Wording(
        STOP,
        ("还差 {units} 件", "{units} still missing"),
        ("{receipt} 还没关闭", "{receipt} is not closed"),
        ("真的不来了，再按一次", "If they will not come, press it again"),
    ),
    "putaway.begun": Wording(OK, ("{place}，扫商品", "{place}: scan an item")),
    "putaway.item": Wording(OK, ("{units} 件，去 {place}", "{units}: go to {place}")),
    "putaway.item_free": Wording(OK, ("{units} 件，没有推荐库位", "{units}: no location to propose")),
    "putaway.lot_asked": Wording(OK, ("有几个批次，扫批号", "Several lots: scan which")),
    "putaway.lot_named": Wording(OK, ("批次 {lot}", "Lot {lot}")),
    "putaway.suggested": Wording(OK, ("改去 {place}", "Go to {place} instead")),
    "putaway.place": Wording(OK, ("{place}，放几件？", "{place}: how many?")),
    "putaway.put": Wording(
        DONE, ("放 {units} 件到 {place}", "{units} put to {place}"), ("还剩 {left} 件", "{left} left")
    ),
    "putaway.emptied": Wording(
        DONE, ("放 {units} 件到 {place}", "{units} put to {place}"), ("这里搬空了", "Nothing left here")
    ),
    "putaway.bound": Wording(OK, ("{raw} 已绑定 {sku}", "{raw} now means {sku}")),
    "putaway.unknown_barcode": Wording(
        STOP,
        ("不认识的条码", "Unknown barcode"),
        ("没绑定商品，不能上架", "Bound to no product, cannot be shelved"),
        ("扫它自己的标签绑定，或交给库管", "Scan its own label to bind it, or call the stock keeper"),
    ),
    "putaway.unusual_place": Wording(
        STOP,
        ("不是推荐库位", "Another location"),
        ("推荐 {location}，扫到 {scanned_location}", "Proposed {location}, scanned {scanned_location}"),
        ("就放这里：再扫一次", "To put it here, scan it again"),
    ),
    "putaway.no_other_place": Wording(
        WRONG,
        ("没有别的推荐", "No other proposal"),
        NOTHING_CHANGED,
        ("扫一个放得下的库位", "Scan any location with room"),
    ),
    "move.begun": Wording(OK, ("{place}，扫商品", "{place}: scan an item")),
    "move.counted": Wording(OK, ("手上 {units} 件", "{units} in hand")),
    "move.lot_asked": Wording(OK, ("有几个批次，扫批号", "Several lots: scan which")),
    "move.lot_named": Wording(OK, ("批次 {lot}", "Lot {lot}")),
    "move.put": Wording(
        DONE, ("移 {units} 件到 {place}", "{units} moved to {place}"), ("还剩 {left} 件", "{left} left")
    ),
    "move.emptied": Wording(
        DONE, ("移 {units} 件到 {place}", "{units} moved to {place}"), ("这里搬空了", "Nothing left here")
    ),
    "lookup.found": Wording(OK, ("{label}", "{label}")),
    "lookup.choices": Wording(OK, ("一码多物，选一个", "Several things: choose one")),
    "lookup.count_opened": Wording(OK, ("{location} 已列入盘点", "{location} will be counted")),
    "count.begun": Wording(OK, ("{location}，逐件扫", "{location}: scan each item")),
    "count.tallied": Wording(OK, ("{sku} 共 {units} 件", "{sku}: {units} in all")),
    "count.lot_asked": Wording(OK, ("{sku} 扫批号", "{sku}: scan the lot")),
    "count.restarted": Wording(OK, ("{location} 重新点", "{location}: start again")),
    "count.agrees": Wording(DONE, ("{location} 一致", "{location} agrees")),
    "count.differs": Wording(
        DONE, ("{location} 已改账", "{location} corrected"), ("差 {differences} 件", "{differences} off")
    ),
    "count.to_review": Wording(
        DONE, ("{location} 交复核", "{location} goes to review"), ("差 {differences} 件", "{differences} off")
    ),
    "count.not_asked": Wording(
        STOP,
        ("没有要盘这里", "Nobody asked for this count"),
        NOTHING_CHANGED,
        ("要盘就再扫一次", "To count it, scan it again"),
    ),
    "count.taken": Wording(
        STOP,
        ("{person} 在盘这里", "{person} is counting here"),
        NOTHING_CHANGED,
        ("盘别的库位", "Count another location"),
    ),
    "count.nothing_counted": Wording(
        STOP,
        ("一件都没扫", "Nothing was scanned"),
        ("{location} 还没盘完", "{location} is not done"),
        ("真的空了，再按一次", "If it is empty, press it again"),
    ),
    "count.disturbed": Wording(
        STOP,
        ("盘点时有人动货", "Goods moved meanwhile"),
        ("{location} 的点数已清", "The tally of {location} is cleared"),
        ("从头再点一遍", "Count it again from the start"),
    ),
    "work.receipt.over": Wording(
        STOP,
        ("收货多于预报", "More received than announced"),
        ("预报 {expected}，已收 {received}", "{expected} announced, {received} received"),
        ("和供应商核对", "Settle it with the supplier"),
    ),
    "work.putaway.unknown_barcode": Wording(
        STOP,
        ("不认识的条码 {raw}", "Unknown barcode {raw}"),
        ("货在 {location}", "The goods are at {location}"),
        ("绑定到商品", "Bind it to an item"),
    ),
    "work.putaway.not_bound": Wording(
        STOP,
        ("有货没有平台商品", "Goods without a platform product"),
        ("货在 {location}", "The goods are at {location}"),
        ("绑定到平台商品", "Bind them to a platform product"),
    ),
    # -- picking --------------------------------------------------------------------------------------------------
    # orders and waves
    "order.invalid": Wording(
        WRONG, ("订单不完整", "The order is incomplete"), NOTHING_CHANGED, ("改好再传", "Correct it and send again")
    ),
    "order.unknown": Wording(
        WRONG, ("没有这个订单", "No such order"), NOTHING_CHANGED, ("核对订单号", "Check the number")
    ),
    "order.already_shipped": Wording(
        STOP,
        ("已交给承运商", "Handed over already"),
        ("订单 {order}，拦不住了", "Order {order} cannot be stopped"),
        ("走退货流程", "Handle it as a return"),
    ),
    "order.not_ready": Wording(
        STOP,
        ("还没到这一步", "Not at this step yet"),
        ("订单 {order}：{state}", "Order {order}: {state}"),
        ("先做完上一步", "Finish the step before"),
    ),
    "order.cancelled": Wording(
        STOP, ("订单已取消", "Order cancelled"), ("订单 {order}", "Order {order}"), ("放到放回区", "Set it apart")
    ),
    "wave.nothing_to_do": Wording(
        STOP,
        ("没有可拣的订单", "Nothing to wave"),
        NOTHING_CHANGED,
        ("看没进波次的原因", "See why orders are left out"),
    ),
    "wave.lease_lost": Wording(
        STOP, ("波次被接手", "Another builder has it"), NOTHING_CHANGED, ("刷新再看", "Look again")
    ),
    "wave.already_started": Wording(
        STOP, ("波次已开拣", "The wave has started"), NOTHING_CHANGED, ("只能逐单取消", "Cancel single orders")
    ),
    "left_out.no_pick_face_stock": Wording(
        STOP,
        ("库位没有货", "Nothing to pick from"),
        ("{sku} 差 {wanted_units} 件", "{wanted_units} of {sku} are in no pickable place"),
        ("补货或盘点", "Replenish or count"),
    ),
    "left_out.no_stock": Wording(
        STOP, ("库存不够", "Not enough stock"), None, ("等到货", "Waits for goods to come in")
    ),
    "left_out.capacity": Wording(
        STOP, ("本波次已满", "This wave is full"), None, ("进下一波次", "Goes into the next one")
    ),
    "left_out.too_few": Wording(
        STOP,
        ("单数不够", "Too few orders"),
        ("{orders} 单，至少 {min_orders} 单", "{orders} orders, at least {min_orders}"),
        ("等更多订单或手动生成", "Wait for more, or make a wave by hand"),
    ),
    "left_out.no_rule": Wording(
        STOP,
        ("没有规则接它", "No rule takes it"),
        ("承运商 {carrier}", "Carrier {carrier}"),
        ("改波次规则", "Change the wave rules"),
    ),
    "left_out.stock_lost": Wording(
        STOP,
        ("货刚被动过", "The goods have just moved"),
        ("差 {missing_units} 件", "{missing_units} units are missing"),
        ("下一波次再试", "The next wave tries again"),
    ),
    "left_out.taken_meanwhile": Wording(
        STOP, ("刚被别的波次拿走", "Another wave has just taken it"), None, ("刷新再看", "Look again")
    ),
    "left_out.order_too_large": Wording(
        STOP, ("一格放不下", "Too large for a trolley"), None, ("换大车或拆单", "Use a larger trolley, or split it")
    ),
    "left_out.place_without_coordinates": Wording(
        STOP, ("库位没有坐标", "A place has no coordinates"), None, ("补库位坐标", "Enter the coordinates")
    ),
    "left_out.place_unreachable": Wording(
        STOP, ("库位走不到", "A place cannot be reached"), None, ("核对库位坐标", "Check the coordinates")
    ),
    "left_out.place_unknown": Wording(
        STOP, ("库位不在图上", "A place is not on the plan"), None, ("核对库位坐标", "Check the coordinates")
    ),
    "left_out.hold": Wording(STOP, ("订单挂起", "The order is held"), None, ("先处理挂起原因", "Clear the hold first")),
    "left_out.mapping": Wording(STOP, ("商品没绑定", "Goods without a binding"), None, ("去绑定 SKU", "Bind the SKU")),
    "left_out.cancel_requested": Wording(
        STOP, ("买家要取消", "The buyer cancels it"), None, ("不用操作", "Nothing to do")
    ),
    "left_out.no_lines": Wording(
        STOP, ("没有要拣的货", "Nothing of it to pick"), None, ("核对订单明细", "Check its lines")
    ),
    "left_out.cut_off_passed": Wording(
        STOP, ("赶不上截单", "Too late for its cut-off"), None, ("进下一个截单", "Goes with the next cut-off")
    ),
    "left_out.carrier": Wording(
        STOP,
        ("这个波次不收此承运商", "Not this wave's carrier"),
        ("承运商 {carrier}", "Carrier {carrier}"),
        ("改波次规则", "Change the wave rules"),
    ),
    "left_out.class": Wording(
        STOP, ("这个波次不收此类订单", "Not this wave's kind"), None, ("改波次规则", "Change the wave rules")
    ),
    "left_out.filter": Wording(
        STOP,
        ("不合波次条件", "The wave's filter excludes it"),
        ("缺标签 {tag}", "Tag {tag} is missing"),
        ("改波次规则", "Change the wave rules"),
    ),
    # cluster picking
    "pick.no_work": Wording(
        STOP,
        ("暂无任务", "Nothing to pick now"),
        NOTHING_CHANGED,
        ("下一波次会自己来", "The next wave comes by itself"),
    ),
    "pick.started": Wording(OK, ("开始 {list}", "{list} begins")),
    "pick.taken_over": Wording(
        OK, ("接手 {list}", "{list} is yours now"), ("从断的地方接着拣", "It goes on where it stopped")
    ),
    "pick.tote_set": Wording(OK, ("{slot} 号格：{tote}", "Slot {slot}: {tote}")),
    "pick.ready": Wording(DONE, ("周转箱齐了", "All totes are in")),
    "pick.tote_not_free": Wording(
        WRONG,
        ("箱不空", "Tote not free"),
        ("{tote} 有货或在别处用", "{tote} holds goods or is in use"),
        ("换一个空箱", "Take an empty one"),
    ),
    "pick.not_a_tote": Wording(WRONG, ("不是周转箱", "Not a tote"), NOTHING_CHANGED, ("扫周转箱", "Scan a tote")),
    "pick.wrong_slot_tote": Wording(
        WRONG,
        ("不是这单的箱", "Not this order's tote"),
        ("{slot} 号格要 {tote}", "Slot {slot} wants {tote}"),
        ("找 {tote} 来扫", "Find {tote} and scan it"),
    ),
    "pick.at_place": Wording(OK, ("{location}", "{location}")),
    "pick.wrong_location": Wording(
        WRONG,
        ("不是这个库位", "Not this place"),
        ("这里是 {scanned_location}", "This is {scanned_location}"),
        ("去 {location}", "Go to {location}"),
    ),
    "pick.location_blocked": Wording(
        STOP, ("库位已冻结", "Place blocked"), NOTHING_COUNTED, ("按跳过，告诉主管", "Skip it and tell the lead")
    ),
    "pick.unit_counted": Wording(OK, ("{scanned} / {wanted} 件", "{scanned} of {wanted}")),
    "pick.units_complete": Wording(OK, ("够了，放箱", "Complete, into the tote")),
    "pick.wrong_item": Wording(
        WRONG, ("不是这件", "Not this item"), NOTHING_COUNTED, ("放回原处，拿 {sku}", "Put it back, take {sku}")
    ),
    "pick.wrong_lot": Wording(
        WRONG,
        ("批次不对", "Wrong lot"),
        ("要 {lot}，扫到 {scanned_lot}", "Wanted {lot}, scanned {scanned_lot}"),
        ("放回，拿批次 {lot}", "Put it back, take lot {lot}"),
    ),
    "pick.too_many": Wording(
        WRONG,
        ("拿多了", "Too many"),
        ("还要 {left} 件，这一扫 {scanned} 件", "{left} still wanted, this scan stands for {scanned}"),
        ("多的放回 {location}", "Put the rest back at {location}"),
    ),
    "pick.wrong_tote": Wording(
        WRONG,
        ("不是这个箱", "Not this tote"),
        ("未放入，可以放心换", "Nothing was put in"),
        ("放 {slot} 号格，扫 {tote}", "Slot {slot}: scan {tote}"),
    ),
    "pick.in_tote": Wording(DONE, ("{slot} 号格放好", "In slot {slot}")),
    "pick.order_complete": Wording(DONE, ("{slot} 号格齐了", "Slot {slot} is complete")),
    "pick.walk_done": Wording(DONE, ("拣完了", "The walk is done"), ("推车送打包台", "Take the cart to the benches")),
    "pick.put_units_back": Wording(
        STOP,
        ("手上的不要了", "No longer wanted"),
        ("{sku} {units} 件", "{units} of {sku}"),
        ("放回 {location}，扫库位码", "Put back at {location} and scan it"),
    ),
    "pick.given_back": Wording(OK, ("已放回 {location}", "Back at {location}")),
    "pick.finish_units_first": Wording(
        WRONG,
        ("手上还有 {units} 件", "{units} units in hand"),
        NOTHING_CHANGED,
        ("先放箱或撤回", "Into the tote, or undo"),
    ),
    "pick.last_task": Wording(
        WRONG,
        ("只剩这一处", "This is the last place"),
        NOTHING_CHANGED,
        ("去 {location} 或报少货", "Go to {location}, or report it short"),
    ),
    "pick.skipped": Wording(OK, ("{location} 放到最后", "{location} comes last")),
    "pick.short_asked": Wording(OK, ("差 {units} 件", "{units} short")),
    "pick.short_found": Wording(OK, ("接着拣", "Go on picking")),
    "pick.nothing_short": Wording(
        WRONG, ("没有少", "Nothing is short"), NOTHING_CHANGED, ("放进周转箱", "Put it into the tote")
    ),
    "pick.short_after_tote": Wording(
        OK, ("先把手上的放箱", "Put what you have into the tote"), ("少的 {units} 件已记下", "{units} short noted")
    ),
    "pick.short_here": Wording(
        OK, ("拿别的 {units} 件", "Take {units} others"), ("坏的已分开记", "The damaged ones are noted")
    ),
    "pick.short_elsewhere": Wording(
        OK, ("去别处拿", "Fetch it elsewhere"), ("{location} 已报盘点", "A count of {location} was asked for")
    ),
    "pick.short_held": Wording(
        OK, ("这单先挂起", "The order waits"), ("差 {missing} 件，主管已知道", "{missing} missing, the lead knows")
    ),
    "pick.walk_done_short": Wording(
        DONE, ("拣完了，有少货", "Done, with a short"), ("推车送打包台", "Take the cart to the benches")
    ),
    # put back
    "put_back.begun": Wording(OK, ("放回 {tote}", "Put {tote} back")),
    "put_back.nothing_here": Wording(
        WRONG, ("这箱不用放回", "Nothing to put back here"), NOTHING_CHANGED, ("扫别的箱", "Scan another tote")
    ),
    "put_back.in_hand": Wording(OK, ("手上 {in_hand} 件", "{in_hand} in hand")),
    "put_back.wrong_item": Wording(
        WRONG, ("这箱没有这件", "Not in this tote"), NOTHING_COUNTED, ("交给主管", "Hand it to the lead")
    ),
    "put_back.too_many": Wording(
        WRONG, ("拿多了", "Too many"), ("箱里只剩 {left} 件", "Only {left} left in the tote"), ("重新数", "Count again")
    ),
    "put_back.one_at_a_time": Wording(
        WRONG, ("一次放一种", "One item at a time"), NOTHING_COUNTED, ("先把 {sku} 上架", "Shelve {sku} first")
    ),
    "put_back.shelved": Wording(OK, ("已上架 {location}", "On {location}"), ("还剩 {left} 件", "{left} left")),
    "put_back.done": Wording(DONE, ("{tote} 放完了", "{tote} is empty")),
    "put_back.missing": Wording(
        DONE, ("{units} 件记为丢失", "{units} written off as lost"), ("{tote} 空了", "{tote} is free")
    ),
    # work for people
    "work.order.sku_unbound": Wording(
        STOP,
        ("订单有未绑定的 SKU", "Order with an unbound SKU"),
        ("{order}", "{order}"),
        ("绑定并校验", "Bind and verify it"),
    ),
    "work.order.certification_expired": Wording(
        STOP,
        ("仓库认证过期", "The warehouse's certification has ended"),
        ("{order} 不能从 {warehouse} 发", "{order} may not leave from {warehouse}"),
        ("更新认证或换仓", "Renew it, or choose another warehouse"),
    ),
    "work.order.changed_late": Wording(
        STOP, ("订单开拣后改了", "Changed after picking began"), None, ("核对后决定", "Check and decide")
    ),
    "work.pick.short": Wording(
        STOP, ("订单缺货", "Order short"), ("{order}", "{order}"), ("补货、分包或取消", "Replenish, split or cancel")
    ),
    "work.put_back": Wording(
        STOP,
        ("取消单待放回", "Goods to put back"),
        ("{tote} · {order}", "{tote} · {order}"),
        ("扫箱放回", "Scan the tote and put them back"),
    ),
    # -- packing --------------------------------------------------------------------------------------------------
    "pack.opened": Wording(OK, ("{order}，逐件扫", "{order}: scan each unit")),
    "pack.resumed": Wording(OK, ("接着打 {order}", "Going on with {order}")),
    "pack.verified": Wording(OK, ("对，{done} / {units}", "Right, {done} / {units}")),
    "pack.complete": Wording(DONE, ("{units} 件全对", "All {units} units right")),
    "pack.undone": Wording(OK, ("已撤回，{done} / {units}", "Undone, {done} / {units}")),
    "pack.closed": Wording(DONE, ("封好了，放到交接区", "Sealed: put it to the handover"), ("{waybill}", "{waybill}")),
    "pack.parked": Wording(OK, ("已放下 {order}", "{order} set aside"), ("周转箱 {tote}", "Tote {tote}")),
    "pack.missing": Wording(
        DONE, ("少 {units} 件已申报", "{units} missing, reported"), ("拣货会补来", "Picking will fetch them")
    ),
    "pack.asked_again": Wording(OK, ("又问了平台", "Asked the platform again")),
    "pack.reprinted": Wording(OK, ("补打 {waybill}", "Reprinting {waybill}")),
    "pack.intercepted": Wording(
        DONE, ("货在 {tote}，等放回", "Goods in {tote}, to be put back"), ("{order} 已取消", "{order} is cancelled")
    ),
    "pack.nothing_to_pack": Wording(
        WRONG,
        ("没有可打包的单", "No order to pack here"),
        NOTHING_CHANGED,
        ("扫已拣完的周转箱", "Scan a tote that is picked"),
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
    "pack.nothing_missing": Wording(
        WRONG, ("没有少货", "Nothing is missing"), NOTHING_CHANGED, ("接着打包", "Go on packing")
    ),
    "pack.waybill_alive": Wording(
        WRONG, ("运单还有效", "The waybill still stands"), NOTHING_CHANGED, ("等面单", "Wait for the label")
    ),
    "handover.scanned": Wording(OK, ("{order} 已交接，共 {count}", "{order} handed over, {count} in all")),
    "handover.closed": Wording(DONE, ("{manifest} 完成，{count} 包", "{manifest} closed, {count} parcels")),
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
    # -- aliexpress -----------------------------------------------------------------------------------------------
    "stock_sync.needs_person": Wording(
        STOP,
        ("要有人来重新同步", "A person must re-sync"),
        NOTHING_CHANGED,
        ("登录后再按一次", "Sign in and press it again"),
    ),
    "platform.plain_text": Wording(
        STOP, ("网关要用 HTTPS", "The gateway must speak HTTPS"), NOTHING_CHANGED, ("改网关地址", "Correct the address")
    ),
    "platform.address": Wording(
        STOP, ("网关地址不对", "Not a gateway's address"), NOTHING_CHANGED, ("改网关地址", "Correct the address")
    ),
    "platform.seller_changed": Wording(
        STOP,
        ("{shop}：授权的是别的卖家", "{shop}: another seller has agreed"),
        NOTHING_CHANGED,
        ("用本店卖家授权", "Authorise as this shop's seller"),
    ),
    "platform.no_token": Wording(
        STOP,
        ("{shop}：平台没给授权", "{shop}: no token given"),
        ("平台说 {reason}", "The platform says {reason}"),
        ("重新授权店铺", "Authorise the shop again"),
    ),
    "platform.shop_taken": Wording(
        STOP,
        ("{shop} 已连别的账号", "{shop} has another account"),
        NOTHING_CHANGED,
        ("换一个店铺", "Choose another shop"),
    ),
    "platform.unreachable": Wording(
        STOP,
        ("{shop}：平台没回应", "{shop}: no answer from the platform"),
        ("没有改动：{reason}", "Nothing was changed: {reason}"),
        ("过一会再试", "Try again in a while"),
    ),
    "work.stock_breaker": Wording(
        STOP,
        ("{shop} 库存推送已熔断", "{shop}: stock pushes stopped"),
        ("24 小时内失败 {failures} 次：{code}", "{failures} failures in 24 h: {code}"),
        ("查明原因后重新同步", "Find the cause, then re-sync"),
    ),
    "work.platform_ban": Wording(
        STOP,
        ("{shop} 被平台限流", "{shop}: limited by the platform"),
        ("{seconds} 秒后自动继续", "Goes on by itself in {seconds} s"),
        ("不用操作", "Nothing to do"),
    ),
    "work.platform_authorisation": Wording(
        STOP,
        ("{shop} 授权失效", "{shop}: authorisation refused"),
        ("平台拒绝：{code}", "The platform says {code}"),
        ("重新授权店铺", "Authorise the shop again"),
    ),
    "work.platform_reauthorise": Wording(
        STOP,
        ("{shop} 授权快到期", "{shop}: authorisation ends"),
        ("续期没成：{code}", "It could not be renewed: {code}"),
        ("重新授权店铺", "Authorise the shop again"),
    ),
    "work.order.unreadable": Wording(
        STOP,
        ("平台订单读不懂", "An order cannot be read"),
        ("{shop} {order}：{problem}", "{shop} {order}: {problem}"),
        ("去后台看这张订单", "Look at this order at the platform"),
    ),
    "work.binding_unknown": Wording(
        STOP,
        ("{sku} 没有对应货品", "{sku}: no goods of ours"),
        ("{shop} {product}，前台显示 0", "{shop} {product}, the front shows 0"),
        ("建货品或绑定货品", "Make the goods, or bind them"),
    ),
    "platform.connected": Wording(
        DONE, ("{shop} 已授权", "{shop} is authorised"), ("订单和库存接着走", "Orders and stock go on")
    ),
    "platform.state": Wording(
        STOP,
        ("授权链接不对", "Not our authorisation link"),
        NOTHING_CHANGED,
        ("从店铺重新点授权", "Start again at the shop"),
    ),
    "work.stock_refused": Wording(
        STOP,
        ("{sku} 库存被平台拒收", "{sku}: stock refused by the platform"),
        ("{shop}：{code}", "{shop}: {code}"),
        ("改好资料再重新同步", "Correct the data, then re-sync"),
    ),
    "work.stock_suspect": Wording(
        STOP,
        ("{sku} 前台库存对不上", "{sku}: the front differs"),
        ("{shop} 前台/应为：{code}", "{shop}, front / ours: {code}"),
        ("去后台核对这个 SKU", "Check this SKU at the platform"),
    ),
    "work.exchange_stuck": Wording(
        STOP,
        ("平台调用一直没成功", "A call keeps failing"),
        ("{handler} {subject}：{code}", "{handler} {subject}: {code}"),
        ("看平台是否正常", "See whether the platform is up"),
    ),
    "work.exchange_parked": Wording(
        STOP,
        ("平台调用要人处理", "A call needs a person"),
        ("{handler} {subject}：{code}", "{handler} {subject}: {code}"),
        ("改好后重试", "Correct it, then try again"),
    ),
    "work.message_parked": Wording(
        STOP,
        ("内部消息没处理成", "Internal news not handled"),
        ("{subscriber}：{error}", "{subscriber}: {error}"),
        ("交给管理员", "Tell an administrator"),
    ),
}


def say(code: str, facts: Mapping[str, Any], language: str) -> Said:
    """The wording of `code` in `language` ("zh-hans" or "en"), with its facts filled in."""
    wording = WORDINGS[code]
    index = 0 if language.startswith("zh") else 1
    filled = _Facts({key: _spoken(value, index) for key, value in facts.items()})

    def text(pair: tuple[str, str] | None) -> str:
        return pair[index].format_map(filled) if pair else ""

    return Said(wording.tone, text(wording.title), text(wording.note), text(wording.act))


def _spoken(value: Any, index: int) -> Any:
    """A fact may itself be a pair of texts, as a list or tuple of two strings."""
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(part, str) for part in value):
        return value[index]
    return value


class _Facts(dict[str, Any]):
    """A fact that is not there is shown by its name, so that a wording never raises at a picker."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
