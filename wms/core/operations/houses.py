"""Warehouses and shops as administrators keep them; what they are, never what lies in them."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from wms.core.audit import changed, record
from wms.core.cause import Cause
from wms.core.errors import CodeTaken, NotYours, StillInUse, not_accepted
from wms.core.fields import WORDS, clean_choice, clean_code, clean_text
from wms.core.models import Device, Shop, Warehouse
from wms.core.reach import reach_of
from wms.core.states import WarehouseKind

CODE, CODE_RULE = r"[A-Z0-9][A-Z0-9_-]{1,15}", ("2 到 16 个大写字母、数字、- 或 _", "2 to 16 capitals, digits, - or _")
PLATFORM_CODE, PLATFORM_RULE = (
    r"[A-Z0-9][A-Z0-9._-]{0,39}",
    ("最多 40 个字母、数字或 . _ -", "40 letters, digits or . _ -"),
)


PHONE = r"\+?[0-9()-]{5,29}", ("5 到 30 个数字，可带 + 和 -", "5 to 30 digits, with + and -")
COUNTRY = r"[A-Z]{2}", ("两个字母", "has two letters")
POSTCODE = r"[A-Z0-9-]{3,20}", ("3 到 20 个字母或数字", "has 3 to 20 letters or digits")
PICKUP_LINES = {
    "pickup_contact": 60,
    "pickup_province": 60,
    "pickup_city": 60,
    "pickup_district": 60,
    "pickup_street": 200,
}


def create_warehouse(*, cause: Cause, code: str, **facts: Any) -> Warehouse:
    """A warehouse; whoever makes it administers it. Only administrators of all warehouses make one.

    Refuses with NotYours, NotAccepted, CodeTaken.
    """
    if cause.person is None or not reach_of(cause.person).is_everywhere:
        raise NotYours
    text = clean_code("code", code, CODE, CODE_RULE)
    values = _warehouse_values(**facts)
    holder = Warehouse.objects.filter(code__iexact=text).first()
    if holder:
        raise CodeTaken(field=list(WORDS["code"]), value=text, holder=holder.name_zh)
    warehouse = Warehouse.objects.create(code=text, **values)
    told = {name: str(value) if value is not None else None for name, value in values.items()}
    record(cause=cause, action="warehouse.create", subject=f"warehouse:{text}", after=told, warehouse=warehouse)
    return warehouse


def edit_warehouse(*, cause: Cause, warehouse: Warehouse, is_active: bool, **facts: Any) -> bool:
    """Names, kind, platform code, zone, certification, serial numbers at receipt or not, where bags are picked up, in
    use or not.

    Refuses with NotAccepted, StillInUse (closing one with shops or devices in use).
    """
    if warehouse.is_active and not is_active:
        _demand_unused(warehouse)
    values = {**_warehouse_values(**facts), "is_active": is_active}
    subject = f"warehouse:{warehouse.code}"
    return changed(
        cause=cause, action="warehouse.edit", subject=subject, row=warehouse, values=values, warehouse=warehouse
    )


def create_shop(*, cause: Cause, warehouse: Warehouse, code: str, name: str, channel: str) -> Shop:
    """Refuses with NotAccepted, CodeTaken."""
    text = clean_code("code", code, CODE, CODE_RULE)
    facts = {"name": clean_text("title", name, 80), "channel": clean_choice("channel", channel, Shop.Channel.values)}
    holder = Shop.objects.filter(code__iexact=text).first()
    if holder:
        raise CodeTaken(field=list(WORDS["code"]), value=text, holder=holder.name)
    shop = Shop.objects.create(code=text, warehouse=warehouse, **facts)
    record(cause=cause, action="shop.create", subject=f"shop:{text}", after=facts, warehouse=warehouse)
    return shop


def edit_shop(*, cause: Cause, shop: Shop, name: str, is_active: bool) -> bool:
    """Refuses with NotAccepted. Its channel stays: orders came through it."""
    values = {"name": clean_text("title", name, 80), "is_active": is_active}
    subject = f"shop:{shop.code}"
    return changed(cause=cause, action="shop.edit", subject=subject, row=shop, values=values, warehouse=shop.warehouse)


def _warehouse_values(
    *,
    name_zh: str,
    name_en: str,
    kind: str,
    platform_code: str,
    time_zone: str,
    certified_until_on: str,
    has_serials_at_receipt: bool = False,
    **pickup: str,
) -> dict[str, object]:
    if time_zone not in zoneinfo.available_timezones():
        raise not_accepted(WORDS["time_zone"], ("没有这个时区", "is no time zone"))
    return {
        "name_zh": clean_text("name_zh", name_zh, 80),
        "name_en": clean_text("name_en", name_en, 80),
        "kind": clean_choice("kind", kind, WarehouseKind.values),
        "platform_code": clean_code("platform_code", platform_code, PLATFORM_CODE, PLATFORM_RULE, required=False),
        "time_zone": time_zone,
        "certified_until_on": _day(certified_until_on),
        "has_serials_at_receipt": has_serials_at_receipt,
        **_pickup_values(**pickup),
    }


def _pickup_values(
    *, pickup_phone: str = "", pickup_country: str = "CN", pickup_postcode: str = "", **lines: str
) -> dict[str, object]:
    """Where a carrier comes for bags. All of it may be empty: who sends no bags needs none."""
    rest = {name: clean_text(name, lines.get(name, ""), limit, required=False) for name, limit in PICKUP_LINES.items()}
    return {
        **rest,
        "pickup_phone": clean_code("pickup_phone", pickup_phone, *PHONE, required=False),
        "pickup_country": clean_code("pickup_country", pickup_country, *COUNTRY, required=False),
        "pickup_postcode": clean_code("pickup_postcode", pickup_postcode, *POSTCODE, required=False),
    }


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise not_accepted(WORDS["certified_until_on"], ("写成 2026-12-31", "is written 2026-12-31")) from None


def _demand_unused(warehouse: Warehouse) -> None:
    shops = Shop.objects.filter(warehouse=warehouse, is_active=True).count()
    devices = Device.objects.filter(warehouse=warehouse, is_active=True).count()
    if shops:
        raise StillInUse(code=warehouse.code, what=["在用店铺", "shops in use"], count=shops)
    if devices:
        raise StillInUse(code=warehouse.code, what=["在用设备", "devices in use"], count=devices)
