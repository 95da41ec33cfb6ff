"""What orders, waves and walks say."""

from wms.core.messages.wording import NOTHING_CHANGED, STOP, WRONG, Wording

# What is wrong, by the refusal's code and its short `problem`.
PROBLEMS: dict[str, dict[str, tuple[str, str]]] = {
    "order.manual_invalid": {
        "lines": ("明细要有 1 到 50 行，现有 {value} 行", "It has {value} lines: 1 to 50 are needed"),
        "units": ("{value} 的件数要在 1 到 10000 之间", "Units of {value} must be 1 to 10000"),
        "country": ("国家代码要两个字母：{value}", "A country has two letters: {value}"),
        "address": ("收件人、城市、街道要写全", "Recipient, city and street are needed"),
        "carrier": ("没有写承运商", "The carrier is missing"),
        "due": ("发货期限已过", "The day to ship by is over"),
        "shop": ("店铺 {value} 属于别的仓库", "Shop {value} is another warehouse's"),
        "reference": ("单号 {value} 已经录过", "Your number {value} was used before"),
        "reason": ("没有写补发原因", "The reason of the reship is missing"),
        "more_than_sent": ("{value} 比原单发出的还多", "More of {value} than the original sent"),
    },
    "order.routing_invalid": {
        "parcels": ("包裹数要在 1 到 5 之间", "Parcels must be 1 to 5"),
        "distance": ("{warehouse} 的距离要在 0 到 40000 公里之间", "Distances of {warehouse} must be 0 to 40000 km"),
        "country": ("{warehouse} 的国家或区域不认识", "A country or region of {warehouse} is unknown"),
    },
    "trolley_type.invalid": {
        "name": ("没有名称：至少填一种语言", "It has no name: one language is enough"),
        "taken": ("本仓已有车型叫“{what}”", "A cart type of this warehouse is called “{what}”"),
        "slots": ("格数要在 1 到 24 之间", "Slots must be 1 to 24"),
        "zero": ("至少 1，或留空", "At least 1, or empty"),
        "no_mode": ("至少选一种拣货方式", "Choose at least one way of picking"),
        "span": ("{what} 前大后小", "{what} runs backwards"),
        "unknown_cart": ("本仓没有拣货车 {what}", "This warehouse has no cart {what}"),
        "other_type": (
            "{what} 是{cart_type}，先从那种车里去掉",
            "{what} is of {cart_type}: take it out of that type first",
        ),
        "too_many": ("一种车最多 2000 辆", "A type has at most 2000 carts"),
        "rule_needs_it": ("规则“{what}”还在用，先换规则的车", "Rule “{what}” uses it: change the rule first"),
        "rule_needs_mode": ("规则“{what}”要这样拣，先换规则的车", "Rule “{what}” picks so: change the rule first"),
    },
    "wall.invalid": {
        "unfit": ("墙号要 1 到 4 个字母或数字", "A wall's code has 1 to 4 letters or digits"),
        "size": ("行和列至少 1，合计最多 99 格", "Rows and columns: 1 or more, at most 99 slots in all"),
        "taken": ("本仓已有这个墙号", "A wall of this warehouse has this code"),
        "too_many": ("墙已有 9999 面，不能再建", "There are 9999 walls: no more can be made"),
    },
    "pick_zone.invalid": {
        "unknown_place": ("本仓没有库位 {what}", "This warehouse has no place {what}"),
        "unfit_place": ("{what} 已停用，不能放箱", "{what} is given up: nothing is laid there"),
        "not_a_picker": ("{what} 在本仓不能拣货", "{what} may not pick here"),
        "rule_needs_it": ("规则“{what}”要经过这个区，先改规则", "Rule “{what}” goes through it: change the rule first"),
    },
    "wave_rule.invalid": {
        "name": ("没有名称：至少填一种语言", "It has no name: one language is enough"),
        "zero": ("至少 1，或留空", "At least 1, or empty"),
        "weight": ("重量下限高于上限", "The least weight is above the most"),
        "volume": ("体积下限高于上限", "The least volume is above the most"),
        "orders": ("最少单数高于最多单数", "The fewest orders are above the most"),
        "slots": ("一车最多 24 格", "A cart has at most 24 slots"),
        "most_orders": ("一个波次最多 5000 单", "A wave has at most 5000 orders"),
        "hours": ("起止时间要都填且不同，或都空着", "Give both hours, not the same, or neither"),
        "classes": ("没有选订单类型：至少一种", "No class of orders is chosen: one at least"),
        "unknown": ("有系统不认识的选项", "A choice that the system does not know"),
        "no_wall": ("本仓没有启用的分播墙，先建一面", "No put wall is in use here: make one first"),
        "above_cart": (
            "比车或波次装得下的还大，永远成不了波次",
            "More than the cart or wave holds: no wave could ever be made",
        ),
        "trolley_off": ("这种车已停用，换一种", "This cart type is not in use: choose another"),
        "trolley_mode": ("这种车不能这样拣，换车或换拣货方式", "Carts of this type do not pick so: change one"),
        "zone_bulk": ("分区接力不能汇总拣货", "Totes that are passed on hold one order: not in bulk"),
        "zone_late": ("分区接力的单不能后加", "Nothing joins totes that are passed on: untick one"),
        "one_zone": ("只有一个区，没有可接力的", "Only one zone: there is nothing to pass on to"),
        "no_point": ("{what} 区没有接力点，先设接力点", "No pass point in zone {what}: set it first"),
        "below_min_orders": ("比最少单数还少，永远成不了波次", "Below the fewest orders: no wave could ever be made"),
    },
}

WORDINGS: dict[str, Wording] = {
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
    "order.manual_invalid": Wording(
        WRONG,
        ("这样的订单收不了", "Such an order cannot be taken in"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
    "order.route_impossible": Wording(
        STOP,
        ("{warehouse} 发不全", "{warehouse} cannot send it all"),
        NOTHING_CHANGED,
        ("换一个仓，或留空由规则决定", "Choose another, or leave it to the rules"),
    ),
    "order.routing_invalid": Wording(
        WRONG,
        ("分仓规则不成立", "These routing rules cannot work"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
    "order.cancelled": Wording(
        STOP, ("订单已取消", "Order cancelled"), ("订单 {order}", "Order {order}"), ("放到放回区", "Set it apart")
    ),
    "order.on_the_floor": Wording(
        STOP,
        ("已进波次，不能挂起", "A wave has it: too late to hold"),
        ("订单 {order}：{state}", "Order {order}: {state}"),
        ("要停就取消订单", "To stop it, cancel it"),
    ),
    "order.held_already": Wording(
        STOP,
        ("订单已因别的原因挂起", "Something else holds the order"),
        ("订单 {order}：{hold}", "Order {order}: {hold}"),
        ("先处理挂起原因", "Clear that hold first"),
    ),
    "order.not_held": Wording(
        STOP, ("订单没有被人工挂起", "Nobody holds the order"), ("订单 {order}", "Order {order}"), None
    ),
    "part.nothing_lacks": Wording(
        STOP, ("不缺货，整单照发", "Nothing is missing: it goes whole"), ("订单 {order}", "Order {order}"), None
    ),
    "part.nothing_there": Wording(
        STOP,
        ("一件有货的都没有", "Not one unit is there"),
        ("订单 {order}，什么都没变", "Order {order}: nothing was changed"),
        ("等货，或取消订单", "Wait for goods, or cancel it"),
    ),
    "part.sealed": Wording(
        STOP,
        ("已封箱或已发出", "Sealed or gone already"),
        ("订单 {order}：{state}", "Order {order}: {state}"),
        ("整单已发，不能再拆", "It goes as it is: nothing can be split off"),
    ),
    "part.platform_ships": Wording(
        STOP,
        ("由平台仓发货", "The platform ships it"),
        ("订单 {order}，本仓没有要发的行", "Order {order} has no line for this warehouse"),
        None,
    ),
    "part.frozen": Wording(
        STOP,
        ("平台叫停，什么都不能发", "Stopped by the platform: nothing may leave"),
        ("订单 {order}：{hold}", "Order {order}: {hold}"),
        ("等平台放行", "Wait until the platform lets it go on"),
    ),
    "part.no_rest": Wording(
        STOP,
        ("订单没有别的部分在发", "No other part of it is sent"),
        ("订单 {order}，什么都没变", "Order {order}: nothing was changed"),
        ("不发整单就取消订单", "To send none of it, cancel the order"),
    ),
    "order.hold_reason": Wording(
        WRONG, ("写明原因", "Say why"), NOTHING_CHANGED, ("1 到 {limit} 字", "1 to {limit} characters")
    ),
    "hold.by_person": Wording(
        STOP, ("人工挂起", "Held by a person"), None, ("不再需要时放行", "Release it when it may go on")
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
    "wave.over": Wording(STOP, ("波次已结束", "The wave has ended"), NOTHING_CHANGED, ("看 {wave}", "Look at {wave}")),
    "wave.building": Wording(
        STOP, ("波次还在生成", "Still being made"), NOTHING_CHANGED, ("等几秒再来", "Come back in a few seconds")
    ),
    "wave.changed": Wording(
        STOP,
        ("刚有变化", "It has just changed"),
        NOTHING_CHANGED,
        ("看清现状再选", "Look at it anew, then choose"),
    ),
    "wave.nothing_chosen": Wording(
        STOP,
        ("没有可拆的", "Nothing to split"),
        NOTHING_CHANGED,
        ("选几张没开拣的，留下几张", "Choose some lists that nobody has begun, and leave some"),
    ),
    "wave.unlike": Wording(
        STOP,
        ("两个波次不同类", "Waves of different kinds"),
        ("{wave} 与 {other} 的类别或承运商不同", "{wave} and {other} differ in kind or carrier"),
        ("选同类的波次", "Choose one of the same kind"),
    ),
    "wave.not_a_picker": Wording(
        STOP,
        ("这个人不能拣货", "This person may not pick"),
        ("{person} 在本仓没有拣货权限", "{person} has no picker's rights here"),
        ("换人或先授权", "Choose another, or grant the role"),
    ),
    "wave.nobody_walks": Wording(
        STOP, ("没有人在拣", "Nobody walks it"), ("{list}，什么都没变", "{list}: nothing was changed")
    ),
    "wave_rule.invalid": Wording(
        STOP,
        ("规则有矛盾", "The rule contradicts itself"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
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
    "left_out.not_yet": Wording(
        STOP,
        ("规则还没轮到它", "No rule has come round yet"),
        None,
        ("等规则到点或手动生成", "Wait for the rule, or make a wave by hand"),
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
    "left_out.zone": Wording(
        STOP,
        ("货不在规则的库区", "Its goods lie in another zone"),
        ("{location}", "{location}"),
        ("改波次规则", "Change the wave rules"),
    ),
    "left_out.no_pass_point": Wording(
        STOP,
        ("库区没有接力点", "A zone has no pass point"),
        ("{zone} 区", "Zone {zone}"),
        ("设接力点", "Set the pass point"),
    ),
    "pick.waits_for_zone": Wording(
        STOP,
        ("等 {zone} 区接着拣", "Waits for zone {zone}"),
        ("{since} 起在 {location}", "at {location} since {since}"),
        ("叫 {zone} 区的人领任务", "Have somebody of {zone} get work"),
    ),
    "left_out.weight": Wording(
        STOP,
        ("重量不合规则", "Its weight is not the rule's"),
        ("{grams} g", "{grams} g"),
        ("改波次规则", "Change the wave rules"),
    ),
    "left_out.volume": Wording(
        STOP,
        ("体积不合规则", "Its volume is not the rule's"),
        ("{cm3} cm³", "{cm3} cm³"),
        ("改波次规则", "Change the wave rules"),
    ),
    "left_out.filter": Wording(
        STOP,
        ("不合波次条件", "The wave's filter excludes it"),
        ("缺标签 {tag}", "Tag {tag} is missing"),
        ("改波次规则", "Change the wave rules"),
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
    "work.order.stopped_by_channel": Wording(
        STOP,
        ("平台叫停订单", "Stopped by the platform"),
        ("{order}", "{order}"),
        ("去后台处理，放行后接着发", "Settle it at the platform, then it goes on"),
    ),
    "work.channel.currency": Wording(
        STOP,
        ("订单币种不认识", "An unknown currency"),
        ("{order} · {currency}", "{order} · {currency}"),
        ("去后台核对订单金额", "Check its amount at the platform"),
    ),
    "work.channel.no_lines": Wording(
        STOP,
        ("订单没有商品行", "An order without lines"),
        ("{order}", "{order}"),
        ("到平台核对；补上后自动继续", "Check it at the platform; it goes on by itself once it has lines"),
    ),
    "work.channel.quantity": Wording(
        STOP,
        ("订单行数量不对", "A line's quantity is none"),
        ("{order}：{lines}", "{order}: {lines}"),
        ("到平台核对；改对后自动继续", "Check it at the platform; it goes on by itself once it is right"),
    ),
    "trolley_type.invalid": Wording(
        STOP,
        ("这种车设不了", "Such a cart type cannot be"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
    "work.order.changed_late": Wording(
        STOP, ("订单开拣后改了", "Changed after picking began"), None, ("核对后决定", "Check and decide")
    ),
    "work.order.too_large": Wording(
        STOP,
        ("订单放不进任何拣货车", "An order larger than any trolley"),
        ("{order} · {over} · 规则 {rule}", "{order} · {over} · rule {rule}"),
        ("加大车的规则、放宽上限，或拆单", "Make a rule with a larger trolley, raise the limits, or split it"),
    ),
    "work.pick.short": Wording(
        STOP, ("订单缺货", "Order short"), ("{order}", "{order}"), ("补货、分包或取消", "Replenish, split or cancel")
    ),
    "work.pick.walk_left": Wording(
        STOP,
        ("拣货单被丢下", "A walk was left behind"),
        (
            "{list} · {person} · 车 {cart} · 手上 {in_hand} 件",
            "{list} · {person} · cart {cart} · {in_hand} units in hand",
        ),
        ("找到车和周转箱，手上的放回库位", "Find cart and totes; what was in hand goes back to its place"),
    ),
    "work.pick.tote_missing": Wording(
        STOP,
        ("接力点少一箱", "A tote is missing at its pass point"),
        ("{tote} · {list} · 应在 {location} · 订单 {order}", "{tote} · {list} · laid at {location} · order {order}"),
        ("找到箱，拣货界面扫它；找不到就取消订单", "Find it and scan it at the pick screen, or cancel the order"),
    ),
    "pick_zone.invalid": Wording(
        STOP,
        ("这样设不了", "It cannot be set so"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
    "work.put_back": Wording(
        STOP,
        ("取消单待放回", "Goods to put back"),
        ("{tote} · {order}", "{tote} · {order}"),
        ("扫箱放回", "Scan the tote and put them back"),
    ),
}
