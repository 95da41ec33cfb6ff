"""The words of waves: what refuses one, what a rule, a cart type or a zone cannot be, why an order was left out."""

from wms.core.messages.wording import NOTHING_CHANGED, STOP, Wording

PROBLEMS: dict[str, dict[str, tuple[str, str]]] = {
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
        "too_many": ("一种车最多 2,000 辆", "A type has at most 2,000 carts"),
        "rule_needs_it": ("规则“{what}”还在用，先换规则的车", "Rule “{what}” uses it: change the rule first"),
        "rule_needs_mode": ("规则“{what}”要这样拣，先换规则的车", "Rule “{what}” picks so: change the rule first"),
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
        "most_orders": ("一个波次最多 5,000 单", "A wave has at most 5,000 orders"),
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
        ("{orders} 单，至少 {min_orders} 单", "{orders:order|orders}, at least {min_orders}"),
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
        STOP,
        ("一格放不下", "Too large for a trolley"),
        ("{over}", "{over}"),
        ("换大车，或让规则拆成几个包裹", "Use a larger trolley, or let the rule send it in parcels"),
    ),
    "left_out.order_splits": Wording(
        STOP,
        ("一格放不下，拆包裹发", "Too large for a trolley, goes in parcels"),
        ("分 {parcels} 个包裹：{over}", "{parcels} parcels: {over}"),
        ("下一轮规则就拆", "Its rule splits it in the next round"),
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
    "trolley_type.invalid": Wording(
        STOP,
        ("这种车设不了", "Such a cart type cannot be"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
    "pick_zone.invalid": Wording(
        STOP,
        ("这样设不了", "It cannot be set so"),
        ("{problem}", "{problem}"),
        ("改好再存", "Correct it and save again"),
    ),
}
