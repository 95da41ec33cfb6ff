"""Devices at the desk: enrolled by a code shown once, listened to, moved, revoked with what they held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.core.people.conftest import person_with, signed_in
from tests.factories.core import DeviceFactory, StationFactory, WarehouseFactory
from wms.core.enrolment import enrol
from wms.core.models import AuditEntry, Device, Warehouse
from wms.core.states import Role
from wms.core.version import app_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Warehouse:
    return WarehouseFactory(code="SZ")


@pytest.fixture
def desk(here: Warehouse) -> Client:
    return signed_in(person_with((Role.ADMINISTRATOR, here), username="admin"))


def handheld(device: Device) -> Client:
    return Client(headers={"Authorization": f"Device {enrol(device)}"})


def test_a_device_is_made_and_enrolled_by_the_code_that_the_desk_shows(desk: Client, here: Warehouse) -> None:
    form = {"code": "pda-07", "name": "PDA 7", "kind": "handheld", "station": ""}
    address = desk.post("/devices/new/", form).headers["Location"]
    device = Device.objects.get(code="PDA-07")
    shown = desk.post(f"{address}link/")
    assert "<svg viewBox=" in shown.context["qr"]  # it fills its square, whatever the size
    assert shown["Cache-Control"] == "no-store"
    link = shown.context["address"].removeprefix("http://testserver")
    assert Client().post(link).headers["Location"] == "/rf/signin/"
    assert Client().post(link).status_code == 410
    actions = AuditEntry.objects.filter(subject="device:PDA-07").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["device.create", "device.link", "device.enrol"]
    assert device.warehouse == here


def test_a_shown_link_can_be_withdrawn(desk: Client, here: Warehouse) -> None:
    device = DeviceFactory(warehouse=here)
    link = desk.post(f"/devices/{device.pk}/link/").context["address"]
    desk.post(f"/devices/{device.pk}/unlink/")
    assert Client().get(link.removeprefix("http://testserver")).status_code == 410


@pytest.mark.parametrize(("field", "value"), [("code", "é"), ("code", "TAKEN"), ("name", " "), ("kind", "phone")])
def test_a_bad_form_is_told_and_makes_nothing(desk: Client, here: Warehouse, field: str, value: str) -> None:
    DeviceFactory(warehouse=here, code="TAKEN")
    form = {"code": "PDA-09", "name": "PDA 9", "kind": "handheld", "station": "", field: value}
    answer = desk.post("/devices/new/", form)
    assert answer.status_code in {400, 409}
    assert list(answer.context["form"].errors) == [field]  # told beside the field that is wrong, and at no other
    assert Device.objects.count() == 1


def test_a_ping_tells_queue_and_version(desk: Client, here: Warehouse) -> None:
    device = DeviceFactory(warehouse=here)
    answer = handheld(device).get("/rf/ping", {"queue": "7", "version": "0.1.0+old"})
    assert "server_time" in answer.json()
    device.refresh_from_db()
    assert (device.waiting_scans, device.app_version) == (7, "0.1.0+old")
    html = desk.get("/devices/").content.decode()
    assert "旧页面" in html
    assert "在线" in html
    Device.objects.update(last_seen_at=timezone.now() - timedelta(hours=1), app_version=app_version())
    html = desk.get("/devices/").content.decode()
    assert "旧页面" not in html
    assert "无响应" in html


@pytest.mark.parametrize("queue", ["", "-1", "many", "99999999"])
def test_nonsense_in_a_ping_changes_no_number(here: Warehouse, queue: str) -> None:
    device = DeviceFactory(warehouse=here, waiting_scans=3)
    assert handheld(device).get("/rf/ping", {"queue": queue}).status_code == 200
    device.refresh_from_db()
    assert device.waiting_scans == 3


def test_a_stranger_is_answered_and_not_kept(here: Warehouse) -> None:
    assert Client().get("/rf/ping?queue=7").status_code == 200


def test_a_revoked_device_is_out_at_once_and_its_queue_is_counted(desk: Client, here: Warehouse) -> None:
    device = DeviceFactory(warehouse=here, waiting_scans=4)
    browser = handheld(device)
    assert browser.get("/rf/diag/").status_code == 200
    page = desk.post(f"/devices/{device.pk}/revoke/", follow=True).content.decode()
    assert "机上 4 条扫描丢失" in page
    assert browser.get("/rf/diag/").headers["Location"] == "/rf/signin/?why=device.revoked"
    assert AuditEntry.objects.get(action="device.revoke").after == {"is_active": False, "lost_scans": 4}
    desk.post(f"/devices/{device.pk}/restore/")
    assert browser.get("/rf/diag/").headers["Location"] == "/rf/signin/?why=device.unknown"


def test_a_device_moves_to_a_bench_of_its_own_warehouse_only(desk: Client, here: Warehouse) -> None:
    device, bench, foreign = DeviceFactory(warehouse=here), StationFactory(warehouse=here), StationFactory()
    desk.post(f"/devices/{device.pk}/edit/", {"name": "PDA zwei", "station": bench.code})
    device.refresh_from_db()
    assert (device.name, device.station) == ("PDA zwei", bench)
    assert desk.post(f"/devices/{device.pk}/edit/", {"name": "x", "station": foreign.code}).status_code == 404
    entry = AuditEntry.objects.get(action="device.edit")
    assert entry.after == {"name": "PDA zwei", "station": bench.code}


def test_a_foreign_device_is_not_there(desk: Client) -> None:
    foreign = DeviceFactory()
    for address in ("", "edit/", "link/", "unlink/", "revoke/", "restore/"):
        method = desk.get if address == "" else desk.post
        assert method(f"/devices/{foreign.pk}/{address}").status_code == 404
