"""What orders and walks say, and the work that they make for people."""

from wms.core.messages.codes import HOLDS, ORDER_STATES
from wms.core.messages.wording import NOTHING_CHANGED, STOP, WRONG, Wording

# What is wrong, by the refusal's code and its short `problem`.
PROBLEMS: dict[str, dict[str, tuple[str, str]]] = {
    "order.manual_invalid": {
        "lines": ("明细要有 1 到 50 行，现有 {value} 行", "It has {value} lines: 1 to 50 are needed"),
        "units": ("{value} 的件数要在 1 到 10,000 之间", "Units of {value} must be 1 to 10,000"),
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
        "distance": ("{warehouse} 的距离要在 0 到 40,000 公里之间", "Distances of {warehouse} must be 0 to 40,000 km"),
        "country": ("{warehouse} 的国家或区域不认识", "A country or region of {warehouse} is unknown"),
    },
    "wall.invalid": {
        "unfit": ("墙号要 1 到 4 个字母或数字", "A wall's code has 1 to 4 letters or digits"),
        "size": ("行和列至少 1，合计最多 99 格", "Rows and columns: 1 or more, at most 99 slots in all"),
        "taken": ("本仓已有这个墙号", "A wall of this warehouse has this code"),
        "too_many": ("墙已有 9,999 面，不能再建", "There are 9,999 walls: no more can be made"),
    },
}

WORDINGS: dict[str, Wording] = {
    # orders
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
        {"state": ORDER_STATES},
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
        {"state": ORDER_STATES},
    ),
    "order.held_already": Wording(
        STOP,
        ("订单已因别的原因挂起", "Something else holds the order"),
        ("订单 {order}：{hold}", "Order {order}: {hold}"),
        ("先处理挂起原因", "Clear that hold first"),
        {"hold": HOLDS},
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
        {"state": ORDER_STATES},
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
        {"hold": HOLDS},
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
    "hold.by_person": Wording(STOP, HOLDS["hold.by_person"], None, ("不再需要时放行", "Release it when it may go on")),
    # work for people
    "work.order.sku_unbound": Wording(
        STOP,
        HOLDS["order.sku_unbound"],
        ("{order}", "{order}"),
        ("绑定并校验", "Bind and verify it"),
    ),
    "work.order.certification_expired": Wording(
        STOP,
        HOLDS["order.certification_expired"],
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
        STOP, HOLDS["pick.short"], ("{order}", "{order}"), ("补货、分包或取消", "Replenish, split or cancel")
    ),
    "work.pick.walk_left": Wording(
        STOP,
        ("拣货单被丢下", "A walk was left behind"),
        (
            "{list} · {person} · 车 {cart} · 手上 {in_hand} 件",
            "{list} · {person} · cart {cart} · {in_hand:unit|units} in hand",
        ),
        ("找到车和周转箱，手上的放回库位", "Find cart and totes; what was in hand goes back to its place"),
    ),
    "work.pick.tote_missing": Wording(
        STOP,
        ("接力点少一箱", "A tote is missing at its pass point"),
        ("{tote} · {list} · 应在 {location} · 订单 {order}", "{tote} · {list} · laid at {location} · order {order}"),
        ("找到箱，拣货界面扫它；找不到就取消订单", "Find it and scan it at the pick screen, or cancel the order"),
    ),
    "work.put_back": Wording(
        STOP,
        ("取消单待放回", "Goods to put back"),
        ("{tote} · {order}", "{tote} · {order}"),
        ("扫箱放回", "Scan the tote and put them back"),
    ),
}
