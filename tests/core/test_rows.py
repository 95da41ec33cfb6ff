"""Rows inserted without model instances are the rows that the ORM would have made."""

from __future__ import annotations

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.forms.models import model_to_dict

from wms.core.models import Device, Warehouse
from wms.core.rows import insert_rows

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
