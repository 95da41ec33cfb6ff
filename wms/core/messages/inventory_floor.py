"""What the screens for receiving, putaway, moves, lookup and counts say on the floor."""

from wms.core.messages.wording import DONE, NOTHING_CHANGED, NOTHING_COUNTED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
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
    "lot.is_barcode": Wording(
        WRONG,
        ("这是商品条码", "That is the barcode of goods"),
        NOTHING_CHANGED,
        ("扫批号，或手输", "Scan the lot, or type it"),
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
}
