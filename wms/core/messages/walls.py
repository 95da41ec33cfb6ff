"""What the put wall says, on the floor and at the desk."""

from wms.core.messages.wording import DONE, NOTHING_CHANGED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
    "wall.opened": Wording(OK, ("{tote} 在 {wall} 墙分播", "{tote} at wall {wall}"), ("扫任一件", "Scan any unit")),
    "wall.asks_wall": Wording(OK, ("{tote}，在哪面墙", "{tote}: at which wall")),
    "wall.told": Wording(OK, ("放 {slot}", "Into {slot}")),
    "wall.new_slot": Wording(OK, ("新格 {slot}", "A fresh slot: {slot}")),
    "wall.put": Wording(OK, ("{slot} 放好", "In {slot}"), ("箱里还有 {left} 件", "{left} left in the tote")),
    "wall.order_complete": Wording(
        DONE, ("{slot} 已齐，送打包", "{slot} is complete: to the bench"), ("还有 {left} 件", "{left} left in the tote")
    ),
    "wall.order_stopped": Wording(
        DONE,
        ("{slot} 已齐，平台叫停", "{slot} is complete, but stopped"),
        ("放行后再打包", "Pack it once it is let go"),
    ),
    "wall.tote_done": Wording(
        DONE, ("{slot} 放好，这箱分完", "In {slot}, and the tote is sorted"), ("{tote}", "{tote}")
    ),
    "wall.tote_left_over": Wording(
        DONE,
        ("分完，箱里剩 {left_over} 件取消的", "Sorted, {left_over} cancelled left in the tote"),
        ("{tote} 送去放回", "Take {tote} to the put-back"),
    ),
    "wall.tote_empty": Wording(
        DONE, ("少 {units} 件已申报", "{units} missing, reported"), ("拣货会补来", "Picking will fetch them")
    ),
    "wall.laid_back": Wording(OK, ("{units} 件放回 {tote}", "{units} back in {tote}")),
    "wall.put_undone": Wording(OK, ("拿回 {units} 件", "{units} taken out again"), ("再扫格口", "Scan its slot again")),
    "wall.set_aside": Wording(OK, ("已放下 {tote}", "{tote} set aside")),
    "wall.nothing_to_sort": Wording(
        WRONG,
        ("这箱不用分播", "Nothing to sort in it"),
        NOTHING_CHANGED,
        ("扫先拣后分的箱", "Scan a tote for the wall"),
    ),
    "wall.tote_on_a_walk": Wording(
        STOP, ("这箱还在拣", "Still being picked into"), NOTHING_CHANGED, ("等拣完再分", "Wait until the walk ends")
    ),
    "wall.not_a_slot": Wording(
        WRONG, ("不是墙上的格口", "Not a slot of a wall"), NOTHING_CHANGED, ("扫墙上的格口码", "Scan a slot's label")
    ),
    "wall.wrong_slot": Wording(
        WRONG,
        ("不是 {slot}", "Not {slot}"),
        ("扫到 {scanned_slot}，没有入账", "That is {scanned_slot}; nothing was booked"),
        ("放进 {slot}，扫 {slot}", "Put it into {slot} and scan it"),
    ),
    "wall.no_order_waits": Wording(
        STOP,
        ("这箱没有单要它", "No order in this tote wants it"),
        NOTHING_CHANGED,
        ("放到异常区，扫下一件", "Put it to the exceptions, scan the next unit"),
    ),
    "wall.unit_left_over": Wording(
        STOP,
        ("这件的单取消了", "Its order was cancelled"),
        ("{sku}，箱里还有 {left} 件这样的", "{sku}, {left} such in the tote"),
        ("留在箱里，扫下一件", "Leave it in the tote, scan the next unit"),
    ),
    "wall.pack_too_large": Wording(
        WRONG,
        ("整包多了", "The pack holds too many"),
        ("一包 {pack_quantity} 件，一单只要 {left} 件", "{pack_quantity} in the pack, an order wants {left}"),
        ("拆开逐件扫", "Open it and scan the units"),
    ),
    "wall.full": Wording(
        STOP,
        ("墙满了", "The wall is full"),
        ("{wall} 墙没有空格", "No free slot at wall {wall}"),
        ("先把齐的送打包，扫别的商品", "Take complete ones to the bench, scan another item"),
    ),
    "wall.finish_unit_first": Wording(
        WRONG, ("手上还有货", "Units in hand"), NOTHING_CHANGED, ("先放进格口", "Put them into their slot first")
    ),
    "wall.invalid": Wording(
        STOP,
        ("这面墙建不了", "This wall cannot be made"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
    "wall.in_use": Wording(
        STOP, ("{wall} 墙还在用", "Wall {wall} is in use"), ("{what}", "{what}"), ("清空后再停用", "Empty it first")
    ),
    "work.wall.stray": Wording(
        STOP,
        ("分播多出一件", "A stray unit at the put wall"),
        ("{tote} 里没有单要 {sku}", "No order in {tote} wants {sku}"),
        ("查异常区，找它的单", "Look at the exceptions, find its order"),
    ),
    "pack.not_sorted": Wording(
        STOP,
        ("这单还没分完", "Not sorted yet"),
        ("{order} 还有货在 {tote}", "Goods of {order} are still in {tote}"),
        ("去分播墙分完再打包", "Finish it at the put wall first"),
    ),
}
