"""Warehouses and shops: made and changed by administrators, closed only when unused; and the switch below zero."""

from __future__ import annotations

import pytest

from tests.core.people.conftest import person_with, signed_in
from tests.factories.core import DeviceFactory, ShopFactory, WarehouseFactory
from wms.core.models import AuditEntry, Shop, Warehouse, WorkItem
from wms.core.states import Role

pytestmark = pytest.mark.django_db
FORM = {
    "code": "NB-01",
    "name_zh": "宁波仓",
    "name_en": "Ningbo",
    "kind": "own",
    "platform_code": "NB-LH-01",
    "time_zone": "Asia/Shanghai",
    "certified_until_on": "2027-01-31",
    "pickup_contact": " 周敏 ",
    "pickup_phone": "+86 755-28880000",
}


@pytest.fixture
def here() -> Warehouse:
    return WarehouseFactory(code="SZ")


def test_an_administrator_of_everything_makes_a_warehouse(here: Warehouse) -> None:
    chief = signed_in(person_with((Role.ADMINISTRATOR, None)))
    assert chief.post("/warehouses/new/", FORM).status_code == 302
    made = Warehouse.objects.get(code="NB-01")
    assert (made.name_en, str(made.certified_until_on), made.allows_negative_outbound) == (
        "Ningbo",
        "2027-01-31",
        False,
    )
    assert (made.pickup_contact, made.pickup_phone, made.pickup_country) == ("周敏", "+86755-28880000", "")
    assert AuditEntry.objects.get().subject == "warehouse:NB-01"
    assert chief.post("/warehouses/new/", FORM).status_code == 409


def test_an_administrator_of_one_makes_none_and_sees_no_other(here: Warehouse) -> None:
    desk, other = signed_in(person_with((Role.ADMINISTRATOR, here))), WarehouseFactory()
    assert desk.post("/warehouses/new/", FORM).status_code == 403
    assert desk.get(f"/warehouses/{other.pk}/").status_code == 404
    assert list(desk.get("/warehouses/").context["houses"]) == [here]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "a b!"),
        ("name_zh", ""),
        ("kind", "x"),
        ("time_zone", "Mars/Base"),
        ("certified_until_on", "soon"),
        ("pickup_phone", "call me"),
        ("pickup_country", "C1"),
        ("pickup_postcode", "5#"),
    ],
)
def test_a_bad_value_is_told_and_nothing_is_made(here: Warehouse, field: str, value: str) -> None:
    chief = signed_in(person_with((Role.ADMINISTRATOR, None)))
    assert chief.post("/warehouses/new/", {**FORM, field: value}).status_code == 400
    assert Warehouse.objects.count() == 1


def test_a_warehouse_in_use_is_not_closed(here: Warehouse) -> None:
    desk = signed_in(person_with((Role.ADMINISTRATOR, None)))
    device = DeviceFactory(warehouse=here)
    form = {**FORM, "is_active": ""}
    answer = desk.post(f"/warehouses/{here.pk}/", form)
    assert (answer.status_code, "在用设备 1" in answer.content.decode()) == (409, True)
    device.delete()
    WarehouseFactory()
    assert desk.post(f"/warehouses/{here.pk}/", form).status_code == 302
    here.refresh_from_db()
    assert here.is_active is False


def test_a_shop_is_made_and_renamed(here: Warehouse) -> None:
    desk = signed_in(person_with((Role.ADMINISTRATOR, here)))
    desk.post("/shops/new/", {"code": "front", "name": "Front", "channel": "manual"})
    shop = Shop.objects.get(code="FRONT", warehouse=here)
    desk.post(f"/shops/{shop.pk}/", {"name": "Front two", "is_active": ""})
    shop.refresh_from_db()
    assert (shop.name, shop.is_active, shop.channel) == ("Front two", False, "manual")
    assert desk.get(f"/shops/{ShopFactory().pk}/").status_code == 404


def test_below_zero_needs_a_reason_and_the_code_typed_and_is_shown_on_every_page(here: Warehouse) -> None:
    desk = signed_in(person_with((Role.ADMINISTRATOR, here)))
    address = "/warehouses/negative/"
    assert desk.post(address, {"on": "yes", "reason": "盘点中", "confirm": "GZ"}).status_code == 400
    assert desk.post(address, {"on": "yes", "reason": " ", "confirm": "SZ"}).status_code >= 400
    here.refresh_from_db()
    assert here.allows_negative_outbound is False
    assert desk.post(address, {"on": "yes", "reason": "盘点中", "confirm": "sz"}).status_code == 302
    assert AuditEntry.objects.get(action="stock.negative_outbound").after == {"on": True, "reason": "盘点中"}
    assert WorkItem.objects.get().is_urgent
    assert "本仓已打开负库存出库" in desk.get("/me/").content.decode()
    assert desk.post(address, {"on": "no", "reason": "结束"}).status_code == 302
    assert "本仓已打开负库存出库" not in desk.get("/me/").content.decode()
