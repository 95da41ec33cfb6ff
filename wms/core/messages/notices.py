"""What is said about notices: their refusals, the work that their trouble makes, words of messages that leave."""

from wms.core.messages.wording import NOTHING_CHANGED, OK, STOP, WRONG, Wording

SEVERITIES = {1: ("知会", "Note"), 2: ("警告", "Warning"), 3: ("紧急", "Urgent")}
# Names of kinds whose titles say little without the facts of one notice.
KINDS = {
    "notice_channel": ("渠道收不到通知", "A channel receives no notices"),
    "wave.late_days": ("波次连日不准时", "Waves late for days"),
    "stock_late": ("库存迟报过多", "Too many late stock updates"),
    "order.oversold": ("订单超卖", "An order is oversold"),
    "lane_stuck": ("通道停了", "A lane stands still"),
    "platform_life_ends": ("授权将到期", "Authorisation ends soon"),
    "paper_expires": ("资质将到期", "Paper expires soon"),
}
TEXTS = {
    "digest": ("{count} 条通知：{first}", "{count} notices: {first}"),
    "everywhere": ("所有仓库", "Every warehouse"),
}
# What went wrong with a message, by the code at the beginning of its error.
TROUBLES = {
    "notice.unreachable": ("连不上对方", "Cannot be reached"),
    "notice.no_answer": ("3 秒内没有回应，可能已送达", "No answer within 3 s; it may have arrived"),
    "notice.broken": ("连接中断，可能已送达", "The connection broke; it may have arrived"),
    "notice.interrupted": ("发送时进程中断，可能已送达", "The process ended while sending; it may have arrived"),
    "notice.unreadable": ("回应看不懂", "The answer cannot be read"),
    "notice.address_wrong": ("地址不对", "Not an address"),
    "notice.plain_text": ("只准 HTTPS", "HTTPS only"),
    "notice.address_forbidden": ("地址指向内网", "The address leads into the house"),
    "notice.mail_not_set_up": ("邮件服务器没有设置", "No mail server is set up"),
    "notice.mail_login": ("邮件服务器不认用户名和密码", "The mail server refuses our user name and password"),
    "notice.mail_no_login": ("邮件服务器不让登录", "The mail server takes no sign-in"),
    "notice.mail_no_tls": ("邮件服务器不加密，没有发送", "The mail server does not encrypt; nothing was sent"),
    "notice.mail_certificate": ("邮件服务器的证书不可信", "The mail server's certificate is not trusted"),
    "notice.no_address": ("没有邮箱地址", "No mail address"),
    "notice.switched_off": ("渠道已停用", "The channel is switched off"),
    "notice.gave_up": ("一天内一直没送达", "Not delivered within a day"),
}

WORDINGS: dict[str, Wording] = {
    "notice.sample": Wording(
        OK,
        ("准拣测试通知", "Test notice of Zhunjian"),
        ("看到这条就说明通了", "Whoever reads this is reached"),
        ("不用操作", "Nothing to do"),
    ),
    "notice.address_wrong": Wording(
        WRONG,
        ("地址不对：{address}", "Not an address: {address}"),
        NOTHING_CHANGED,
        ("写全 https:// 地址", "Write the whole https:// address"),
    ),
    "notice.plain_text": Wording(
        WRONG,
        ("{address} 不是 HTTPS", "{address} is not HTTPS"),
        NOTHING_CHANGED,
        ("换成 https:// 地址", "Use an https:// address"),
    ),
    "notice.address_forbidden": Wording(
        STOP,
        ("{address} 在内网", "{address} lies inside the house"),
        NOTHING_CHANGED,
        ("用公网地址，或由运维放行", "Use a public address, or have operations allow it"),
    ),
    "notice.channel_in_use": Wording(
        STOP,
        ("规则还在用 {channel}", "Rules still use {channel}"),
        ("{rules}", "{rules}"),
        ("先改规则", "Change the rules first"),
    ),
    "notice.rule_leads_nowhere": Wording(
        WRONG,
        ("规则没有去处", "The rule leads nowhere"),
        NOTHING_CHANGED,
        ("选渠道、角色或人", "Choose a channel, a role or a person"),
    ),
    "notice.rule_across": Wording(
        STOP,
        ("超出本仓", "Beyond this warehouse"),
        NOTHING_CHANGED,
        ("找管所有仓库的管理员", "Ask the administrator of all warehouses"),
    ),
    "notice.quiet_half": Wording(
        WRONG,
        ("免打扰要有起止", "Quiet hours need a beginning and an end"),
        NOTHING_CHANGED,
        ("两个都填且不同，或都空着", "Give both, not the same, or neither"),
    ),
    "notice.mail_wrong": Wording(
        WRONG,
        ("邮箱不对：{mail}", "Not a mail address: {mail}"),
        NOTHING_CHANGED,
        ("改好再保存", "Correct it and save again"),
    ),
    "work.notice_channel": Wording(
        STOP,
        ("{channel} 收不到通知", "{channel} receives no notices"),
        ("{error}", "{error}"),
        ("查渠道，再发一条测试", "Check the channel, then send a test"),
    ),
    "work.wave.late_days": Wording(
        STOP,
        ("波次准时率 {count} 天低于 {limit}%", "Waves on time below {limit}% for {count:day|days}"),
        ("{record}", "{record}"),
        ("加人或减单，否则平台限单", "Add people or take fewer orders, else the platform limits them"),
    ),
    "work.stock_late": Wording(
        STOP,
        ("{shop} 库存迟报 {percent}%", "{shop}: {percent}% of stock updates late"),
        ("24 小时内 {late} / {updates}，上限 {limit}%", "{late} of {updates} in 24 h, at most {limit}%"),
        ("看同步健康", "Look at sync health"),
    ),
    "work.order.oversold": Wording(
        STOP,
        ("{shop} 超卖 {order}", "{shop}: {order} is oversold"),
        ("没有货，可能赔 {stake}，{due} 截止", "No goods; at stake {stake}; due {due}"),
        ("补货、换仓，或找买家取消", "Restock, reroute, or have the buyer cancel"),
    ),
    "work.lane_stuck": Wording(
        STOP,
        ("{lane} 通道停了", "Lane {lane} stands still"),
        ("最早一条已等 {seconds} 秒", "The oldest has waited {seconds} s"),
        ("查后台进程", "Check the workers"),
    ),
}
