"""Values of a form, judged one by one: clean text, a code, a choice; what is wrong is said by field and rule."""

from __future__ import annotations

import re
from collections.abc import Collection

from wms.core.errors import Pair, not_accepted

WORDS: dict[str, Pair] = {
    "username": ("用户名", "User name"),
    "name": ("姓名", "Name"),
    "badge": ("工牌号", "Badge number"),
    "pin": ("PIN", "PIN"),
    "role": ("角色", "Role"),
    "warehouse": ("仓库", "Warehouse"),
    "language": ("语言", "Language"),
    "theme": ("配色", "Theme"),
    "code": ("代码", "Code"),
    "title": ("名称", "Name"),
    "name_zh": ("中文名", "Chinese name"),
    "name_en": ("英文名", "English name"),
    "kind": ("种类", "Kind"),
    "station": ("打包台", "Bench"),
    "printer": ("打印机", "Printer"),
    "way": ("连接方式", "Way"),
    "address": ("地址", "Address"),
    "dpi": ("分辨率", "Resolution"),
    "platform_code": ("平台仓代码", "Platform code"),
    "time_zone": ("时区", "Time zone"),
    "certified_until_on": ("认证有效期", "Certified until"),
    "pickup_contact": ("揽收联系人", "Pickup contact"),
    "pickup_phone": ("揽收电话", "Pickup phone"),
    "pickup_country": ("国家", "Country"),
    "pickup_province": ("省", "Province"),
    "pickup_city": ("市", "City"),
    "pickup_district": ("区县", "District"),
    "pickup_street": ("街道门牌", "Street and number"),
    "pickup_postcode": ("邮编", "Postcode"),
    "channel": ("渠道", "Channel"),
    "value": ("数值", "Value"),
    "reason": ("原因", "Reason"),
    "channel_kind": ("渠道类型", "Kind of channel"),
    "secret": ("密钥", "Secret"),
    "severity": ("严重程度", "Severity"),
    "minutes": ("分钟", "Minutes"),
    "shop": ("店铺", "Shop"),
    "people": ("人员", "People"),
    "channels": ("渠道", "Channels"),
}
EMPTY: Pair = ("不能为空", "needs a value")


def clean_text(field: str, value: str, limit: int, *, required: bool = True) -> str:
    """One line of text without needless blanks. Refuses with NotAccepted what is empty, too long, or no text."""
    text = " ".join(value.split())
    if required and not text:
        raise not_accepted(WORDS[field], EMPTY)
    if len(text) > limit:
        raise not_accepted(WORDS[field], (f"最多 {limit} 个字", f"{limit} characters at most"))
    if any(not character.isprintable() for character in text):
        raise not_accepted(WORDS[field], ("有不可见字符", "holds characters that cannot be seen"))
    return text


def clean_code(field: str, value: str, pattern: str, rule: Pair, *, required: bool = True) -> str:
    """A code in capitals that matches the pattern. Refuses with NotAccepted, naming the rule."""
    text = "".join(value.split()).upper()
    if not text and not required:
        return ""
    if not re.fullmatch(pattern, text):
        raise not_accepted(WORDS[field], rule if text else EMPTY)
    return text


def clean_choice(field: str, value: str, known: Collection[str]) -> str:
    """One of the known values. Refuses with NotAccepted."""
    if value not in known:
        raise not_accepted(WORDS[field], ("选一个", "choose one of the list"))
    return value
