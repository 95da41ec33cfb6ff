"""What is said about people, badges and devices."""

from wms.core.messages.wording import NOTHING_CHANGED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
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
}
