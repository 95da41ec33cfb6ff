"""What is said about people, badges and devices."""

from wms.core.messages.codes import INPUT_FIELDS
from wms.core.messages.wording import NOTHING_CHANGED, OK, STOP, WRONG, Wording

WORDINGS: dict[str, Wording] = {
    "input.invalid": Wording(
        WRONG,
        ("填写有误：{field}", "Wrong value: {field}"),
        NOTHING_CHANGED,
        ("改好再试", "Correct it and try again"),
        {"field": INPUT_FIELDS},
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
        WRONG, ("PIN 不对", "Wrong PIN"), ("还可试 {left} 次", "{left:try|tries} left"), ("重新输入", "Enter it again")
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
    "input.not_accepted": Wording(
        WRONG, ("{field}：{rule}", "{field}: {rule}"), NOTHING_CHANGED, ("改好再保存", "Correct it and save again")
    ),
    "input.taken": Wording(
        WRONG,
        ("{field} {value} 已被使用", "{field} {value} is taken"),
        ("使用者：{holder}", "By {holder}"),
        ("换一个", "Choose another"),
    ),
    "people.not_yours": Wording(
        STOP,
        ("超出你的权限", "Beyond your rights"),
        NOTHING_CHANGED,
        ("找该仓库的管理员", "Ask that warehouse's administrator"),
    ),
    "people.own_rights": Wording(
        STOP,
        ("不能给自己加权限或停用自己", "Nobody raises or switches off himself"),
        NOTHING_CHANGED,
        ("找另一位管理员", "Ask another administrator"),
    ),
    "people.last_administrator": Wording(
        STOP,
        ("{warehouse} 的最后一位管理员", "The last administrator of {warehouse}"),
        NOTHING_CHANGED,
        ("先指定另一位管理员", "Name another administrator first"),
    ),
    "people.inactive": Wording(
        STOP, ("{name} 已停用", "{name} is deactivated"), NOTHING_CHANGED, ("先恢复", "Reactivate first")
    ),
    "people.no_badge": Wording(
        STOP,
        ("{name} 没有工牌号", "{name} has no badge number"),
        NOTHING_CHANGED,
        ("先给工牌号", "Give a badge number first"),
    ),
    "people.password_wrong": Wording(
        WRONG, ("现在的密码不对", "The present password is another"), NOTHING_CHANGED, ("重新输入", "Enter it again")
    ),
    "people.password_weak": Wording(
        WRONG, ("密码太弱", "Password too weak"), ("{why}", "{why}"), ("换一个", "Choose another")
    ),
    "devices.revoked": Wording(
        STOP, ("{device} 已停用", "{device} is revoked"), NOTHING_CHANGED, ("先恢复", "Bring it back first")
    ),
    "stations.elsewhere": Wording(
        WRONG,
        ("{station} 不在 {warehouse}", "{station} is not at {warehouse}"),
        NOTHING_CHANGED,
        ("选同一仓库的", "Choose one of the same warehouse"),
    ),
    "stations.in_use": Wording(
        STOP,
        ("{station} 还有设备在用", "{station} is in use"),
        ("{devices}", "{devices}"),
        ("先把设备移走", "Move the devices first"),
    ),
    "stations.unread": Wording(
        WRONG,
        ("不是本仓的打印机或打包台", "No printer or bench of this warehouse"),
        ("扫到 {text}", "Scanned {text}"),
        ("扫打印机标签，再扫打包台标签", "Scan the printer's label, then the bench's"),
    ),
    "settings.out_of_bounds": Wording(
        WRONG,
        ("{figure} 须在 {low} 到 {high} {unit}之间", "{figure} lies between {low} and {high} {unit}"),
        NOTHING_CHANGED,
        ("改好再保存", "Correct it and save again"),
    ),
    "settings.reason_missing": Wording(
        WRONG, ("写明原因", "Say why"), NOTHING_CHANGED, ("1 到 200 字", "1 to 200 characters")
    ),
    "houses.in_use": Wording(
        STOP,
        ("{code} 还在使用", "{code} is still in use"),
        ("{what} {count}", "{what}: {count}"),
        ("先处理完", "Deal with them first"),
    ),
    "houses.not_confirmed": Wording(
        WRONG, ("输入 {code} 以确认", "Type {code} to confirm"), NOTHING_CHANGED, ("再试", "Try again")
    ),
}
