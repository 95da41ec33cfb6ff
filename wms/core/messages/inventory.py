"""What is refused of goods, places, receipts, counts and bindings, and what they ask of a person."""

from wms.core.messages.wording import NOTHING_CHANGED, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
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
    "location.given_up": Wording(
        WRONG, ("库位已停用", "This place is given up"), NOTHING_CHANGED, ("先恢复使用", "Take it into use again first")
    ),
    "location.in_use": Wording(
        WRONG,
        ("{location} 还在用", "{location} is in use"),
        ("{what}", "{what}"),
        ("先移空或做完", "First empty it, or finish the work"),
    ),
    "location.code_taken": Wording(
        WRONG, ("{location} 已有", "{location} exists already"), NOTHING_CHANGED, ("换一个编码", "Choose another code")
    ),
    "location.code_unfit": Wording(
        WRONG,
        ("{location} 不能做库位编码", "{location} cannot be a place's code"),
        ("要 2–16 位字母数字，可加短横", "2 to 16 letters and digits, dashes allowed"),
        ("改好再试", "Correct it and try again"),
    ),
    "zone.code_taken": Wording(
        WRONG,
        ("库区 {zone} 已有", "Zone {zone} exists already"),
        NOTHING_CHANGED,
        ("换一个编码", "Choose another code"),
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
    "sku.code_taken": Wording(
        WRONG, ("SKU {sku} 已有", "SKU {sku} exists already"), NOTHING_CHANGED, ("换一个编码", "Choose another code")
    ),
    "sku.expiry_needs_lots": Wording(
        WRONG,
        ("管效期必须管批次", "Expiry needs lots"),
        NOTHING_CHANGED,
        ("同时勾选批次", "Track lots, too"),
    ),
    "sku.has_stock": Wording(
        WRONG,
        ("有货时不能改批次、效期、序列号", "Lots, expiry and serials stay as they are while there is stock"),
        ("{sku} 还有 {units} 件", "{units} of {sku} lie in the house"),
        ("先清空库存", "Clear the stock first"),
    ),
    "sku.in_use": Wording(
        WRONG,
        ("{sku} 还在用", "{sku} is in use"),
        ("{what}", "{what}"),
        ("先清空库存，做完订单", "First clear the stock and finish the orders"),
    ),
    "sku.inactive": Wording(
        WRONG, ("{sku} 已停用", "{sku} is deactivated"), NOTHING_CHANGED, ("先恢复使用", "Take it into use again first")
    ),
    "barcode.check_digit": Wording(
        WRONG,
        ("校验位不对", "The check digit is wrong"),
        ("{barcode} 不是有效的 GTIN", "{barcode} is no GTIN"),
        ("对着包装重新扫", "Scan it off the pack again"),
    ),
    "barcode.other_sku": Wording(
        WRONG,
        ("{barcode} 是 {other} 的条码", "{barcode} belongs to {other}"),
        NOTHING_CHANGED,
        ("先从 {other} 删掉，或换一个", "Remove it from {other} first, or use another"),
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
    "receipt.receiving_begun": Wording(
        STOP,
        ("到货单已开始收货", "Receiving has begun"),
        ("{receipt} 已收 {received} 件", "{received} units of {receipt} have come"),
        ("改用关闭少货", "Close it short instead"),
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
    "receipt.less_than_received": Wording(
        WRONG,
        ("少于已收件数", "Less than has come"),
        ("{sku} 已收 {received} 件，改不成 {wanted} 件", "{received} of {sku} have come: it cannot become {wanted}"),
        ("至少填已收件数", "Enter at least what has come"),
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
    "count.under_way": Wording(
        WRONG,
        ("{location} 正在盘点", "{location} is being counted"),
        NOTHING_CHANGED,
        ("先做完或驳回那次盘点", "Finish or reject that count first"),
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
    "racks.too_large": Wording(
        STOP, ("{count} 个库位，一次最多 {limit} 个", "{count} places; at most {limit} at a time"), NOTHING_CHANGED
    ),
    "racks.pattern_wrong": Wording(
        STOP,
        ("编号规则不能用：{field}", "The pattern cannot be used: {field}"),
        ("{pattern}", "{pattern}"),
        ("只用巷道、列、层、侧，编码最多 24 个字符", "Use aisle, bay, level and side; 24 characters at most"),
    ),
    "racks.codes_repeat": Wording(
        STOP,
        ("编码会重复：{code}", "Codes would repeat: {code}"),
        NOTHING_CHANGED,
        ("编号规则里补上缺的数字", "Put the missing number into the pattern"),
    ),
    "racks.codes_taken": Wording(
        STOP,
        ("{count} 个编码已存在", "{count:code exists|codes exist} already"),
        ("{codes}", "{codes}"),
        ("换起始编号或编号规则", "Change the first number or the pattern"),
    ),
    "racks.overlaps": Wording(
        STOP,
        ("巷道 {aisle} 与 {other} 占了同一块地", "Aisle {aisle} shares floor with {other}"),
        ("{codes}", "{codes}"),
        ("移开起点，或改间距", "Move its beginning, or change the distances"),
    ),
}
