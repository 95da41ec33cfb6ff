"""Rows that are written many at a time are the rows that the ORM would have written."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wms.core.models import Device, Station, Warehouse
from wms.core.rows import insert_rows, update_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse.objects.create(code="SZ", name_zh="深圳", name_en="Shenzhen")


def test_what_is_not_named_has_the_model_s_default(warehouse: Warehouse) -> None:
    Device.objects.create(warehouse=warehouse, code="A", name="甲")
    insert_rows(Device, ("warehouse_id", "station_id", "code", "name"), [(warehouse.pk, None, "B", "甲")])
    by_orm, inserted = (model_to_dict(Device.objects.get(code=code), exclude=["id", "code"]) for code in "AB")
    assert inserted == by_orm


def test_many_rows_are_one_call(warehouse: Warehouse) -> None:
    insert_rows(Device, ("warehouse_id", "code", "name"), ((warehouse.pk, f"D{n}", f"第{n}") for n in range(700)))
    assert Device.objects.filter(warehouse=warehouse).count() == 700
    assert Device.objects.get(code="D699").name == "第699"


def test_a_column_that_needs_a_conversion_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(TypeError, match="last_seen_at"):
        insert_rows(Device, ("warehouse_id", "last_seen_at"), [(warehouse.pk, "now")])
    with pytest.raises(ObjectDoesNotExist):
        Device.objects.get()


def test_no_rows_ask_the_database_for_nothing(warehouse: Warehouse) -> None:
    with CaptureQueriesContext(connection) as asked:
        insert_rows(Device, ("warehouse_id", "code", "name"), [])
        update_rows([], "name")
    assert len(asked) == 0


def test_rows_are_updated_each_with_its_own_values_and_in_the_named_columns_alone(warehouse: Warehouse) -> None:
    seen, station = (
        timezone.now(),
        Station.objects.create(warehouse=warehouse, code="P1", name_zh="一号台", name_en="One"),
    )
    devices = [Device.objects.create(warehouse=warehouse, code=f"D{n}", name="旧", station=station) for n in range(3)]
    for n, device in enumerate(devices):
        device.name, device.last_seen_at, device.code = f"新{n}", seen if n else None, "not written"
    devices[2].station = None
    with CaptureQueriesContext(connection) as asked:
        update_rows(reversed(devices), "name", "last_seen_at", "station_id")
    assert len(asked) == 1
    rows = Device.objects.order_by("pk").values_list("code", "name", "last_seen_at", "station_id")
    assert list(rows) == [("D0", "新0", None, station.pk), ("D1", "新1", seen, station.pk), ("D2", "新2", seen, None)]


@pytest.mark.postgres
def test_a_text_that_is_too_long_is_refused_and_not_cut(warehouse: Warehouse) -> None:
    device = Device.objects.create(warehouse=warehouse, code="D", name="甲")
    device.code = "D" * 500
    with pytest.raises(DataError):
        update_rows([device], "code")
