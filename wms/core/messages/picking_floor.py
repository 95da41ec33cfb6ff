"""What the screens for picking and for putting back say on the floor."""

from wms.core.messages.wording import DONE, NOTHING_CHANGED, NOTHING_COUNTED, OK, STOP, WRONG, Wording

PROBLEMS: dict[str, dict[str, tuple[str, str]]] = {
    "pick.wrong_cart": {
        "other_type": ("{cart} 是{cart_type}", "{cart}: {cart_type}"),
        "no_type": ("{cart} 未设车型", "{cart}: no type"),
    },
}

WORDINGS: dict[str, Wording] = {
    # cluster picking
    "pick.no_work": Wording(
        STOP,
        ("暂无任务", "Nothing to pick now"),
        NOTHING_CHANGED,
        ("下一波次会自己来", "The next wave comes by itself"),
    ),
    "pick.wrong_cart": Wording(
        WRONG,
        ("不是这种车", "Not this kind of cart"),
        ("{problem} · 什么都没变", "{problem} · nothing was changed"),
        ("换{wanted}再扫", "Scan a cart of type {wanted}"),
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
    "pick.units_in_tote": Wording(DONE, ("{units} 件装箱", "{units} in the tote"), ("{tote}", "{tote}")),
    "pick.nothing_in_hand": Wording(
        WRONG, ("手上没有货", "Nothing in hand"), NOTHING_CHANGED, ("先扫 {sku}", "Scan {sku} first")
    ),
    "pick.tote_full": Wording(OK, ("{slot} 号格换箱", "A fresh tote for slot {slot}")),
    "pick.tote_changed": Wording(
        DONE, ("{units} 件装进新箱", "{units} in the fresh tote"), ("{slot} 号格：{tote}", "Slot {slot}: {tote}")
    ),
    "pick.lead_seen": Wording(OK, ("{person} 看过，接着拣", "{person} has looked, go on")),
    "pick.not_a_lead": Wording(
        WRONG,
        ("不是组长的工牌", "Not a lead's badge"),
        ("{person} 没有这个权限", "{person} has no right to it"),
        ("叫组长来扫", "Call a lead to scan"),
    ),
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
        ("手上还有 {units} 件", "{units:unit|units} in hand"),
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
    "pick.short_told": Wording(OK, ("怎么办", "What next"), ("{location} 会盘点", "{location} will be counted")),
    "pick.short_found": Wording(OK, ("接着拣", "Go on picking")),
    "pick.nothing_short": Wording(
        WRONG, ("没有少", "Nothing is short"), NOTHING_CHANGED, ("放进周转箱", "Put it into the tote")
    ),
    "pick.short_after_tote": Wording(
        OK, ("先把手上的放箱", "Put what you have into the tote"), ("少的 {units} 件已记下", "{units} short noted")
    ),
    "pick.short_here": Wording(
        OK, ("拿别的 {units} 件", "Take {units:other one|others}"), ("坏的已分开记", "The damaged ones are noted")
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
    # zone pass
    "pick.zone_done": Wording(
        DONE, ("本区拣完", "This zone is done"), ("周转箱放到接力点", "Take the totes to the pass point")
    ),
    "pick.passed_on": Wording(
        DONE, ("已放到 {location}", "Laid at {location}"), ("{list} 等 {zone} 区接着拣", "{list} waits for zone {zone}")
    ),
    "pick.zone_begun": Wording(OK, ("接着拣 {zone} 区", "On in zone {zone}")),
    "pick.list_kept": Wording(OK, ("{list} 留给你", "{list} is kept for you"), ("扫拣货车", "Scan a cart")),
    "pick.short_passed": Wording(
        OK, ("别区去拿", "Another zone fetches it"), ("{location} 已报盘点", "A count of {location} was asked for")
    ),
    "pick.tote_missing": Wording(
        STOP,
        ("记下了：{tote} 不在", "Noted: {tote} is not here"),
        ("{list} 先停，主管已知道", "{list} waits, the lead knows"),
        ("箱放回接力点；找到就扫它", "Lay the totes back; whoever finds it scans it"),
    ),
    "pick.not_passed_on": Wording(
        WRONG,
        ("这个箱没放过接力点", "Never laid at a pass point"),
        NOTHING_CHANGED,
        ("放一个空箱", "Put an empty tote in"),
    ),
    "pick.wrong_pass_point": Wording(
        WRONG,
        ("不是这个接力点", "Not this pass point"),
        ("这里是 {scanned_location}", "This is {scanned_location}"),
        ("放到 {zone} 区接力点 {location}", "To zone {zone}'s pass point {location}"),
    ),
    "pick.tote_not_waiting": Wording(
        WRONG, ("这箱不在等人接", "Nothing waits for this tote"), NOTHING_CHANGED, ("扫拣货车领任务", "Scan a cart")
    ),
    "pick.other_zone": Wording(
        WRONG,
        ("不是你的区", "Not your zone"),
        ("{list} 在 {zone} 区", "{list} is in zone {zone}"),
        ("交给 {zone} 区的人", "Leave it to the people of {zone}"),
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
}
