"""What integrators are told: tokens, bodies, fields, keys, cursors."""

from wms.core.messages.wording import NOTHING_CHANGED, STOP, WRONG, Wording


def _field(zh: str, en: str) -> Wording:
    return Wording(WRONG, (zh, en))


WORDINGS: dict[str, Wording] = {
    "api.token_missing": Wording(
        STOP,
        ("没有带令牌", "No token"),
        None,
        ("在 Authorization 里带 Bearer 令牌", "Send it as Authorization: Bearer"),
    ),
    "api.token_unknown": Wording(
        STOP, ("不认识的令牌", "Unknown token"), None, ("找管理员核对", "Ask the administrator")
    ),
    "api.token_expired": Wording(
        STOP, ("令牌已过期", "This token has expired"), ("{since}", "{since}"), ("找管理员新建", "Ask for a new one")
    ),
    "api.token_revoked": Wording(
        STOP, ("令牌已停用", "This token is revoked"), ("{since}", "{since}"), ("找管理员新建", "Ask for a new one")
    ),
    "api.token_keeper_gone": Wording(
        STOP,
        ("建令牌的人已停用", "Whoever made this token is deactivated"),
        NOTHING_CHANGED,
        ("找管理员新建", "Ask for a new one"),
    ),
    "api.scope_missing": Wording(
        STOP,
        ("令牌没有 {scope} 权限", "The token lacks {scope}"),
        NOTHING_CHANGED,
        ("找管理员新建带此权限的令牌", "Ask the administrator for a token with it"),
    ),
    "api.not_found": Wording(
        WRONG,
        ("没有找到", "Not found"),
        ("不存在，或不属于令牌的仓库", "It does not exist, or is of another warehouse"),
        ("核对地址", "Check the address"),
    ),
    "api.method": Wording(
        WRONG, ("这里不支持 {method}", "{method} does nothing here"), ("可用：{allowed}", "Allowed: {allowed}")
    ),
    "api.not_acceptable": Wording(WRONG, ("只提供 JSON", "Only JSON is served"), None, ("改 Accept", "Change Accept")),
    "api.body_too_large": Wording(
        STOP,
        ("内容太大", "The body is too large"),
        ("{bytes} 字节，最多 {limit} 字节", "{bytes} bytes, {limit} at most"),
        ("分几次发送", "Send it in parts"),
    ),
    "api.length_missing": Wording(
        WRONG,
        ("没有说明内容长度", "The body's length is missing"),
        None,
        ("带上 Content-Length", "Send Content-Length"),
    ),
    "api.body_not_json": Wording(
        WRONG, ("内容不是 JSON", "The body is no JSON"), ("{why}", "{why}"), ("改好再发", "Correct it and send again")
    ),
    "api.media_type": Wording(
        WRONG,
        ("不接受 {given}", "{given} is not taken"),
        NOTHING_CHANGED,
        ("用 application/json", "Send application/json"),
    ),
    "api.malformed": Wording(
        WRONG,
        ("有 {count} 处不对", "Not as it should be: {count}"),
        NOTHING_CHANGED,
        ("按 errors 逐个改", "Correct each of errors"),
    ),
    "api.key_missing": Wording(
        WRONG,
        ("没有 Idempotency-Key", "No Idempotency-Key"),
        NOTHING_CHANGED,
        (
            "每次写入带一个新键，1 到 {limit} 个可见 ASCII 字符",
            "Send a new one a write: 1 to {limit} visible ASCII characters",
        ),
    ),
    "api.key_reused": Wording(
        WRONG,
        ("这个 Idempotency-Key 用过了", "This Idempotency-Key was used"),
        ("{key} 当时的请求不同", "{key} came with another request"),
        ("换一个新键", "Use a new one"),
    ),
    "api.too_many_requests": Wording(
        STOP,
        ("请求太多", "Too many requests"),
        ("每分钟最多 {limit} 次", "{limit} a minute at most"),
        ("{seconds} 秒后再试", "Try again in {seconds} s"),
    ),
    "api.cursor_too_old": Wording(
        STOP,
        ("游标不再有效", "The cursor no longer holds"),
        ("事件只保留 {days} 天，恢复备份后重新算起", "Events are kept for {days} days and begin anew with a restore"),
        ("重新读取全部，再从 {oldest} 跟起", "Read everything anew, then follow from {oldest}"),
    ),
    "api.scopes_missing": Wording(
        WRONG, ("没有选权限", "No scope is chosen"), NOTHING_CHANGED, ("至少选一个", "Choose one")
    ),
    "api.warehouses_missing": Wording(
        WRONG, ("没有选仓库", "No warehouse is chosen"), NOTHING_CHANGED, ("至少选一个", "Choose one")
    ),
    "api.expiry_past": Wording(
        WRONG, ("到期日已过", "That day is over"), NOTHING_CHANGED, ("选以后的日子", "Choose a later day")
    ),
    "api.token_not_yours": Wording(
        STOP,
        ("超出你管理的仓库", "Beyond the warehouses that you administer"),
        NOTHING_CHANGED,
        ("找那里的管理员", "Ask the administrator there"),
    ),
    "api.token_is_revoked": Wording(STOP, ("{name} 已停用", "{name} is revoked already"), NOTHING_CHANGED),
    # what is wrong with one field or parameter
    "api.field.unknown": _field("没有这个字段", "There is no such field"),
    "api.field.unknown_parameter": _field("没有这个参数", "There is no such parameter"),
    "api.field.required": _field("必填", "Needs a value"),
    "api.field.null": _field("不能为 null", "Must not be null"),
    "api.field.blank": _field("不能为空", "Must not be empty"),
    "api.field.empty": _field("不能为空", "Must not be empty"),
    "api.field.invalid": _field("格式不对", "Not in this form"),
    "api.field.invalid_choice": _field("不在可选值里", "Not one of the choices"),
    "api.field.max_length": _field("太长，最多 {limit}", "Too long: {limit} at most"),
    "api.field.min_length": _field("太短，至少 {limit}", "Too short: {limit} at least"),
    "api.field.max_value": _field("太大，最大 {limit}", "Too large: {limit} at most"),
    "api.field.min_value": _field("太小，最小 {limit}", "Too small: {limit} at least"),
    "api.field.not_a_list": _field("须为数组", "Must be a list"),
    "api.field.not_an_object": _field("须为对象", "Must be an object"),
    "api.field.does_not_exist": _field("没有找到", "Not found"),
    "api.field.repeated": _field("重复", "Stands here twice"),
}
