"""Benches and printers: made, changed, closed only when nobody works there, bound by form or by two scans."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.core.people.conftest import person_with, signed_in
from tests.factories.core import DeviceFactory, PrinterFactory, StationFactory, WarehouseFactory
from wms.core.models import AuditEntry, Printer, Station, Warehouse
from wms.core.states import Role
from wms.scan.codes import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Warehouse:
    return WarehouseFactory(code="SZ")


@pytest.fixture
def desk(here: Warehouse) -> Client:
    return signed_in(person_with((Role.MANAGER, here)))


def test_a_bench_and_its_printer_are_made(desk: Client, here: Warehouse) -> None:
    assert desk.post("/printers/new/", {"code": "P0001", "name": "Zebra", "dpi": "300"}).status_code == 302
    form = {"code": "W0001", "name_zh": "一号台", "name_en": "Bench 1", "printer": "P0001"}
    assert desk.post("/stations/new/", form).status_code == 302
    bench = Station.objects.select_related("printer").get()
    assert (bench.code, bench.warehouse, bench.printer.code, bench.printer.dpi) == ("W0001", here, "P0001", 300)
    assert set(AuditEntry.objects.values_list("subject", flat=True)) == {"printer:P0001", "station:W0001"}
    assert "W0002" in desk.get("/stations/new/").content.decode()


@pytest.mark.parametrize(
    "change",
    [{"code": "7"}, {"code": "W0009"}, {"name_zh": ""}, {"name_en": "x" * 61}],
    ids=["code", "taken", "zh", "en"],
)
def test_a_bad_bench_is_told_and_not_made(desk: Client, here: Warehouse, change: dict[str, str]) -> None:
    StationFactory(warehouse=here, code="W0009")
    form = {"code": "W0001", "name_zh": "一号台", "name_en": "Bench 1", "printer": "", **change}
    assert desk.post("/stations/new/", form).status_code in {400, 409}
    assert Station.objects.count() == 1


def test_a_bench_at_which_devices_work_stays_open(desk: Client, here: Warehouse) -> None:
    bench = StationFactory(warehouse=here)
    device = DeviceFactory(warehouse=here, station=bench)
    form = {"name_zh": "台", "name_en": "Bench", "printer": "", "is_active": ""}
    answer = desk.post(f"/stations/{bench.pk}/", form)
    assert answer.status_code == 409
    assert device.code in answer.content.decode()
    device.delete()
    assert desk.post(f"/stations/{bench.pk}/", form).status_code == 302
    bench.refresh_from_db()
    assert bench.is_active is False


def test_a_printer_that_benches_print_on_stays_open(desk: Client, here: Warehouse) -> None:
    printer = PrinterFactory(warehouse=here)
    StationFactory(warehouse=here, printer=printer)
    answer = desk.post(f"/printers/{printer.pk}/", {"name": "x", "dpi": "203", "is_active": ""})
    assert answer.status_code == 409
    assert Printer.objects.get().is_active


@pytest.mark.parametrize("code", ["P0007", "P-W0003"])
def test_two_scans_bind_a_printer_to_a_bench(desk: Client, here: Warehouse, code: str) -> None:
    old, printer = PrinterFactory(warehouse=here), PrinterFactory(warehouse=here, code=code)
    bench = StationFactory(warehouse=here, code="W0003", printer=old)
    first = desk.post("/stations/bind/", {"scan": make("printer", code)})
    assert first.context["printer"] == printer
    second = desk.post("/stations/bind/", {"scan": make("station", "W0003"), "printer": code})
    assert (second.context["bound"], second.context["was"]) == (bench, old)
    bench.refresh_from_db()
    assert bench.printer == printer
    entry = AuditEntry.objects.get(action="station.bind")
    assert (entry.before, entry.after) == ({"printer": old.code}, {"printer": code})


def test_a_foreign_or_unknown_label_binds_nothing(desk: Client, here: Warehouse) -> None:
    printer, foreign = PrinterFactory(warehouse=here), StationFactory(code="W0404")
    for scan in (make("station", foreign.code), "6900000100011", make("printer", PrinterFactory(code="P0404").code)):
        answer = desk.post("/stations/bind/", {"scan": scan, "printer": printer.code})
        assert (answer.status_code, "不是本仓的打印机或打包台" in answer.content.decode()) == (409, True)
    foreign.refresh_from_db()
    assert foreign.printer is None


def test_labels_of_benches_and_printers_are_one_pdf(desk: Client, here: Warehouse) -> None:
    StationFactory(warehouse=here, printer=PrinterFactory(warehouse=here))
    answer = desk.get("/stations/labels.pdf")
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert desk.get("/stations/labels.pdf?code=W9999").status_code == 400
