"""What the platform's exchanges say."""

from wms.core.messages.wording import DONE, NOTHING_CHANGED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
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
    "logistics.country": Wording(
        WRONG,
        ("{value} 不是国家代码", "{value} is no country"),
        NOTHING_CHANGED,
        ("写两位代码，例如 ES, FR；全部写 *", "Write two letters, such as ES, FR; * for all"),
    ),
    "logistics.service": Wording(
        WRONG,
        ("{value} 不是物流服务代码", "{value} is no logistics service"),
        NOTHING_CHANGED,
        ("照平台的代码写，一行一个", "Write the platform's code, one a line"),
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
    "work.platform_life_ends": Wording(
        STOP,
        ("{shop} 授权还剩 {days} 天", "{shop}: {days:day|days} of authorisation left"),
        ("到期不能自动续", "It cannot be renewed by itself"),
        ("重新授权店铺", "Authorise the shop again"),
    ),
    "work.platform_address": Wording(
        STOP,
        ("{shop}：本机 IP 不在白名单", "{shop}: our address is not on the list"),
        ("平台拒绝：{code}", "The platform says {code}"),
        ("在平台后台加入 IP，再按重试", "Add it at the platform, then try again"),
    ),
    "work.platform_permission": Wording(
        STOP,
        ("{shop} 缺接口权限", "{shop}: a method is not permitted"),
        ("{method}：{code}", "{method}: {code}"),
        ("在平台后台申请权限，再按重试", "Ask for it at the platform, then try again"),
    ),
    "work.platform_clock": Wording(
        STOP,
        ("{shop}：服务器时钟不准", "{shop}: our clock is wrong"),
        ("平台拒绝：{code}", "The platform says {code}"),
        ("校准服务器时间，再按重试", "Set the server's clock, then try again"),
    ),
    "platform.tried_again": Wording(
        OK,
        ("{shop}：马上重试", "{shop}: trying again now"),
        ("好了会自动接着走", "It goes on by itself once it passes"),
    ),
    "platform.profile_unchecked": Wording(
        STOP,
        ("{profile} 还没试跑", "{profile}: not tried yet"),
        NOTHING_CHANGED,
        ("先试跑，通过后再切换", "Do a dry run first, then switch"),
    ),
    "platform.profile_switched": Wording(
        DONE,
        ("{shop} 改用 {profile}", "{shop} now uses {profile}"),
        ("整店库存重新推送", "Its stock goes out anew"),
    ),
    "platform.profile_checked": Wording(
        DONE, ("{profile} 试跑通过", "{profile}: dry run passed"), ("什么都没推送", "Nothing was pushed")
    ),
    "platform.profile_unfit": Wording(
        STOP,
        ("{profile} 试跑没通过", "{profile}: dry run failed"),
        ("什么都没推送：{code}", "Nothing was pushed: {code}"),
        ("按检查结果处理后再试", "Put right what it found, then try again"),
    ),
    "platform.no_stand_in": Wording(
        STOP,
        ("订单没有地址凭证", "The order has no address to unmask"),
        NOTHING_CHANGED,
        ("等详情拉到再看", "Wait until its details are here"),
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
