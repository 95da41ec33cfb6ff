"""Every sentence that the floor hears, one per code: tone, Chinese, English (design/UI.md section 5).

A wording has a title (what is the matter, 2-8 characters in Chinese), a note (did something change), and an act
(the one thing to do now). `{facts}` are filled in from the refusal's or outcome's facts. Tests walk every
OperationRefused subclass and every outcome code and fail where a code has no wording here, or stands twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OK, WRONG, STOP, DONE = "ok", "wrong", "stop", "done"
NOTHING_COUNTED = ("未计数，可以放心换", "Nothing was counted")
NOTHING_CHANGED = ("什么都没变", "Nothing was changed")


@dataclass(frozen=True)
class Wording:
    """What a code says. Each text is a pair (zh-Hans, English)."""

    tone: str
    title: tuple[str, str]
    note: tuple[str, str] | None = None
    act: tuple[str, str] | None = None


@dataclass(frozen=True)
class Said:
    tone: str
    title: str
    note: str
    act: str

    @property
    def text(self) -> str:
        return " · ".join(part for part in (self.title, self.note) if part)


WORDINGS: dict[str, Wording] = {
    # -- scan: the protocol itself (PROTOCOLS 2) ------------------------------------------------------------------
    "scan.stale": Wording(
        STOP, ("任务已变", "The task has changed"), NOTHING_CHANGED, ("看新的一步", "Read the new step")
    ),
    "scan.chain_broken": Wording(
        STOP, ("前一扫没成", "The scan before failed"), NOTHING_CHANGED, ("从这一步重新扫", "Scan again from this step")
    ),
    "scan.gap": Wording(
        STOP,
        ("有扫描还没传到", "An earlier scan is missing"),
        NOTHING_CHANGED,
        ("等它自动补传", "It is being sent again"),
    ),
    "scan.conflict": Wording(
        STOP, ("扫描编号重复", "Scan number used twice"), NOTHING_CHANGED, ("找主管", "Call the lead")
    ),
    "scan.too_late": Wording(
        STOP, ("扫描太旧", "This scan is too old"), NOTHING_CHANGED, ("交给主管核对", "The lead will check it")
    ),
    "scan.parked": Wording(
        STOP,
        ("这一扫没处理成", "This scan could not be handled"),
        NOTHING_CHANGED,
        ("从这一步重新扫", "Scan again from this step"),
    ),
    "scan.unknown": Wording(WRONG, ("不认识的码", "Unknown code"), NOTHING_COUNTED, ("{expected}", "{expected}")),
    "scan.wrong_kind": Wording(
        WRONG, ("扫错了种类", "Wrong kind of code"), NOTHING_COUNTED, ("{expected}", "{expected}")
    ),
    "scan.ambiguous": Wording(
        WRONG, ("一码多物", "More than one match"), NOTHING_COUNTED, ("扫更准的码", "Scan a finer code")
    ),
    "scan.check_character": Wording(WRONG, ("码打错了", "Mistyped code"), NOTHING_COUNTED, ("重新扫", "Scan it again")),
    "scan.input_method": Wording(
        STOP, ("输入法没关", "The input method is on"), NOTHING_COUNTED, ("切到英文再扫", "Switch to English and scan")
    ),
    "scan.too_long": Wording(WRONG, ("码太长", "Code too long"), NOTHING_COUNTED, ("重新扫", "Scan it again")),
    "scan.nothing_to_undo": Wording(
        WRONG, ("没有可撤回的", "Nothing to undo"), NOTHING_CHANGED, ("继续扫", "Go on scanning")
    ),
    "scan.undone": Wording(OK, ("已撤回", "Undone")),
    "scan.unknown_command": Wording(
        WRONG, ("这一步不能用", "Not possible here"), NOTHING_CHANGED, ("{expected}", "{expected}")
    ),
    # -- people and devices ---------------------------------------------------------------------------------------
    "input.invalid": Wording(
        WRONG, ("填写有误：{field}", "Wrong value: {field}"), NOTHING_CHANGED, ("改好再试", "Correct it and try again")
    ),
    "device.revoked": Wording(
        STOP, ("设备已停用", "This device is revoked"), NOTHING_CHANGED, ("交给主管", "Hand it to the lead")
    ),
    "device.unknown": Wording(
        STOP, ("设备没有登记", "This device is not enrolled"), NOTHING_CHANGED, ("找管理员登记", "Ask an administrator")
    ),
    "person.unknown_badge": Wording(
        WRONG, ("不认识的工牌", "Unknown badge"), NOTHING_CHANGED, ("重新扫工牌", "Scan the badge again")
    ),
    "person.wrong_pin": Wording(
        WRONG, ("PIN 不对", "Wrong PIN"), ("还可试 {left} 次", "{left} tries left"), ("重新输入", "Enter it again")
    ),
    "person.badge_locked": Wording(
        STOP,
        ("工牌已锁", "Badge locked"),
        ("{minutes} 分钟后再试", "Try again in {minutes} min"),
        ("或找主管", "Or call the lead"),
    ),
    "person.signed_out": Wording(
        STOP, ("扫工牌继续", "Scan your badge to go on"), NOTHING_CHANGED, ("扫工牌", "Scan your badge")
    ),
    "person.no_rights": Wording(
        STOP, ("没有权限", "No rights for this"), NOTHING_CHANGED, ("找仓库经理", "Ask the manager")
    ),
    "person.wrong_password": Wording(
        WRONG, ("用户名或密码不对", "Wrong user name or password"), NOTHING_CHANGED, ("重新输入", "Enter them again")
    ),
    "person.too_many_tries": Wording(
        STOP,
        ("试得太多", "Too many tries"),
        ("{minutes} 分钟后再试", "Try again in {minutes} min"),
        ("或找管理员", "Or ask an administrator"),
    ),
    "device.enrolled": Wording(OK, ("设备已登记", "Device enrolled")),
    "device.link_used": Wording(
        STOP,
        ("登记链接已失效", "This link is no longer valid"),
        NOTHING_CHANGED,
        ("请管理员再给一个", "Ask an administrator for a new one"),
    ),
    "person.signed_in": Wording(OK, ("{name}，开始", "{name}, go")),
    # -- paper ----------------------------------------------------------------------------------------------------
    "paper.nothing_to_print": Wording(
        STOP, ("没有可打印的", "Nothing to print"), NOTHING_CHANGED, ("先选要打印的", "Choose what to print")
    ),
    "paper.too_wide": Wording(
        STOP,
        ("条码太宽", "Barcode too wide"),
        ("{text} 在 {width_mm} mm 内印不清", "{text} does not scan within {width_mm} mm"),
        ("换大标签或短条码", "Use a larger label or a shorter barcode"),
    ),
    "paper.not_encodable": Wording(
        STOP,
        ("条码印不了", "Barcode cannot be printed"),
        ("{text} 含条码装不下的字符", "{text} holds characters that the barcode cannot"),
        ("只用英文字母、数字和 -", "Use letters, digits and - only"),
    ),
    "paper.text_too_long": Wording(
        STOP,
        ("文字放不下", "Text does not fit"),
        ("{text} 不能截断", "{text} must not be cut"),
        ("换大标签或改短", "Use a larger label or a shorter text"),
    ),
    # -- inventory ------------------------------------------------------------------------------------------------
    # -- picking --------------------------------------------------------------------------------------------------
    # -- packing --------------------------------------------------------------------------------------------------
    # -- aliexpress -----------------------------------------------------------------------------------------------
    "stock_sync.needs_person": Wording(
        STOP,
        ("要有人来重新同步", "A person must re-sync"),
        NOTHING_CHANGED,
        ("登录后再按一次", "Sign in and press it again"),
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


def say(code: str, facts: Mapping[str, Any], language: str) -> Said:
    """The wording of `code` in `language` ("zh-hans" or "en"), with its facts filled in."""
    wording = WORDINGS[code]
    index = 0 if language.startswith("zh") else 1
    filled = _Facts({key: _spoken(value, index) for key, value in facts.items()})

    def text(pair: tuple[str, str] | None) -> str:
        return pair[index].format_map(filled) if pair else ""

    return Said(wording.tone, text(wording.title), text(wording.note), text(wording.act))


def _spoken(value: Any, index: int) -> Any:
    """A fact may itself be a pair of texts, as a list or tuple of two strings."""
    if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(part, str) for part in value):
        return value[index]
    return value


class _Facts(dict[str, Any]):
    """A fact that is not there is shown by its name, so that a wording never raises at a picker."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
