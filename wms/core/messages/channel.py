"""What the shop operator's pages say: each trouble of a SKU's stock on its way to the front, and its fix [M17]."""

from wms.core.messages.wording import DONE, NOTHING_CHANGED, STOP, Wording


def _trouble(cause: tuple[str, str], fix: tuple[str, str]) -> Wording:
    return Wording(STOP, cause, None, fix)


WORDINGS: dict[str, Wording] = {
    "sync.BREAKER_OPEN": _trouble(
        ("店铺已熔断，停推", "The breaker is open, nothing goes"),
        ("查明原因后重新同步", "Find the cause, then re-sync"),
    ),
    "sync.BANNED": _trouble(
        ("平台限流中", "Limited by the platform"), ("到时自动继续，不用操作", "Goes on by itself, nothing to do")
    ),
    "sync.NOT_AUTHORISED": _trouble(
        ("平台不认授权", "The platform refuses the authorisation"), ("去店铺页重新授权", "Authorise the shop again")
    ),
    "sync.BLOCKED": _trouble(
        ("平台不放行这个调用", "The platform blocks these calls"),
        ("去店铺页看是什么，处理好会自动继续", "See the shop's page; goes on by itself once it is mended"),
    ),
    "sync.SHOP_OFF": _trouble(("店铺已停用", "The shop is switched off"), ("启用店铺", "Switch the shop on")),
    "sync.ERR_SKU_NOT_FOUND": _trouble(
        ("平台没有这个 SKU", "The platform does not know this SKU"),
        ("核对映射的三元组，再重新同步", "Check the binding's triple, then re-sync"),
    ),
    "sync.ERR_INVALID_QUANTITY": _trouble(
        ("数量不是 0 以上的整数", "A quantity is no whole number from 0 up"),
        ("改好数量，再重新同步", "Correct the quantity, then re-sync"),
    ),
    "sync.ERR_MISSING_FIELD": _trouble(
        ("消息里缺字段", "The message lacks a field"),
        ("补全映射的三元组和仓库代码，再重新同步", "Complete the triple and the warehouse's code, then re-sync"),
    ),
    "sync.ERR_DUPLICATE_SKU": _trouble(
        ("同一个 SKU 报了两次", "The SKU was sent twice in one message"),
        ("在映射里去掉重复的一条", "Remove the second binding"),
    ),
    "sync.ERR_SKU_LOCKED": _trouble(
        ("SKU 在平台活动中，库存锁定", "In a promotion, its stock is locked"),
        ("活动结束后重新同步", "Re-sync when the promotion is over"),
    ),
    "sync.TIMEOUT": _trouble(
        ("平台没在时限内应答", "No answer within the deadline"),
        ("自动重试；一直这样就看平台状态", "Tried again by itself; if it lasts, look at the platform"),
    ),
    "sync.NO_ANSWER": _trouble(
        ("平台没给出能读的应答", "No answer that can be read"),
        ("自动重试；一直这样就看平台状态", "Tried again by itself; if it lasts, look at the platform"),
    ),
    "sync.LATE": _trouble(
        ("变动还没到前台", "The change has not reached the front"), ("看通道是否在动", "See whether the lane moves")
    ),
    "sync.DIFFERS": _trouble(
        ("读回三次，前台都不一样", "Read back three times, the front differs"),
        ("看平台上是否有人手改库存", "See whether somebody edits it at the platform"),
    ),
    "sync.UNVERIFIED": _trouble(
        ("映射没校验，前台显示 0", "Not verified, so the front shows 0"),
        ("去映射页核对并校验", "Compare and verify it in the mapping"),
    ),
    "sync.REFUSED": _trouble(
        ("平台拒收，没说原因", "Refused without a reason"), ("看证据里的应答", "Read the answer in the evidence")
    ),
    "sync.other": _trouble(
        ("平台说 {code}", "The platform says {code}"), ("看证据里的原话", "Read its words in the evidence")
    ),
    "sync.resynced": Wording(
        DONE,
        ("{bindings} 个 SKU 重新同步", "{bindings} SKUs go out anew"),
        ("发当前整量，最接近 0 的先发", "Whole present states, the nearest to zero first"),
    ),
    "sync.resynced_closed": Wording(
        DONE,
        ("熔断已解除，{bindings} 个 SKU 重新同步", "Breaker closed, {bindings} SKUs go out anew"),
        ("发当前整量，最接近 0 的先发", "Whole present states, the nearest to zero first"),
    ),
    "binding.goods_not_understood": Wording(
        STOP, ("{sku}：{problem}", "{sku}: {problem}"), NOTHING_CHANGED, ("改好再保存", "Correct it, then save")
    ),
    "work.stock_difference": Wording(
        STOP,
        ("{shop}：前台与账不符", "{shop}: front and ledger differ"),
        ("{compared} 个 SKU 里 {differences} 个", "{differences} of {compared} SKUs"),
        ("看对账页的原因，再处理", "See the causes at the reconciliation"),
    ),
    "platform.shop_elsewhere": Wording(
        STOP,
        ("店铺代码 {shop} 已被占用", "The code {shop} is taken"),
        NOTHING_CHANGED,
        ("换一个代码", "Choose another code"),
    ),
    "platform.connect_field": Wording(
        STOP, ("{field} 没填对", "{field}: missing or not of its form"), NOTHING_CHANGED, ("改好再连接", "Correct it")
    ),
    "onboarding.too_big": Wording(
        STOP, ("{name} 超过 {limit} MB", "{name} is over {limit} MB"), NOTHING_CHANGED, ("压小再传", "Make it smaller")
    ),
    "onboarding.wrong_kind": Wording(
        STOP,
        ("{name} 不是 PDF、JPG、PNG", "{name} is no PDF, JPG or PNG"),
        NOTHING_CHANGED,
        ("换一个文件", "Choose another file"),
    ),
    "onboarding.date": Wording(
        STOP, ("{value} 不是日期", "{value} is no date"), NOTHING_CHANGED, ("写成 2027-01-31", "Write 2027-01-31")
    ),
    "work.paper_expires": Wording(
        STOP,
        ("{shop}：资质 {days} 天后到期", "{shop}: a paper ends in {days:day|days}"),
        ("{paper}，{on}", "{paper}, {on}"),
        ("到入驻页换新", "Renew it at the onboarding"),
    ),
    "stock_sync.nothing_chosen": Wording(
        STOP, ("没有选 SKU", "No SKU was chosen"), NOTHING_CHANGED, ("勾选后再按", "Tick some, then press again")
    ),
}
