"""A prepared read gives what the ORM gives, by a statement that is made once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wms.core.models import Device, Station, Warehouse
from wms.core.prepared import InTurn, ParameterLost, Prepared, Together

pytestmark = pytest.mark.django_db


@pytest.fixture
def devices() -> list[Device]:
    """One with a bench and one without, at one warehouse; one at another."""
    here, there = (Warehouse.objects.create(code=code, name_zh=code, name_en=code) for code in ("SZ", "GZ"))
    bench = Station.objects.create(warehouse=here, code="W0001", name_zh="一号", name_en="One")
    return [
        Device.objects.create(warehouse=here, station=bench, code="A", name="A"),
        Device.objects.create(warehouse=here, code="B", name="B", is_active=False),
        Device.objects.create(warehouse=there, code="C", name="C"),
    ]


def at(warehouse: int, code: str) -> object:
    rows = Device.objects.select_related("warehouse", "station").exclude(code=code)
    return rows.filter(warehouse=warehouse).order_by("code")


def test_rows_and_what_belongs_to_them_are_those_of_the_orm_without_a_further_query(devices: list[Device]) -> None:
    read: Prepared[Device] = Prepared(at, warehouse=int, code=str)  # type: ignore[arg-type]
    for left_out, expected in (("B", devices[:1]), ("A", devices[1:2]), ("", devices[:2])):
        with CaptureQueriesContext(connection) as captured:
            found = read(warehouse=devices[0].warehouse_id, code=left_out)
            shown = [(row.warehouse.code, row.station and row.station.code, row.is_active) for row in found]
        assert found == expected
        assert shown == [(row.warehouse.code, row.station and row.station.code, row.is_active) for row in expected]
        assert len(captured) == 1
        assert [row._state.adding for row in found] == [False] * len(found)


def test_a_row_that_was_read_can_be_saved(devices: list[Device]) -> None:
    read: Prepared[Device] = Prepared(lambda code: Device.objects.filter(code=code), code=str)
    (device,) = read(code="A")
    device.name = "PDA 1"
    device.save(update_fields=["name"])
    assert read(code="A")[0].name == "PDA 1"


def test_a_changed_row_is_read_as_it_is_now(devices: list[Device]) -> None:
    read: Prepared[Device] = Prepared(lambda code: Device.objects.filter(code=code, is_active=True), code=str)
    assert read(code="A") == devices[:1]
    Device.objects.filter(code="A").update(is_active=False)
    assert read(code="A") == []


def test_a_list_of_values_gives_tuples(devices: list[Device]) -> None:
    read: Prepared[tuple[int, str]] = Prepared(
        lambda warehouse: Device.objects.filter(warehouse=warehouse).order_by("code").values_list("pk", "code"),
        warehouse=int,
    )
    assert read(warehouse=devices[0].warehouse_id) == [(row.pk, row.code) for row in devices[:2]]


def test_columns_that_were_left_out_come_when_they_are_asked_for(devices: list[Device]) -> None:
    read: Prepared[Device] = Prepared(
        lambda code: Device.objects.filter(code=code).select_related("warehouse").only("code", "warehouse__code"),
        code=str,
    )
    (device,) = read(code="A")
    assert device.get_deferred_fields() > {"name"}
    assert (device.warehouse.code, device.name, device.warehouse.name_en) == ("SZ", "A", "SZ")


def test_a_parameter_that_does_not_reach_the_statement_is_a_bug(devices: list[Device]) -> None:
    read: Prepared[Device] = Prepared(lambda code: Device.objects.filter(is_active=bool(code)), code=str)
    with pytest.raises(ParameterLost):
        read(code="A")


def test_two_reads_together_are_one_statement_and_give_what_each_gives_alone(devices: list[Device]) -> None:
    by_code: Prepared[Device] = Prepared(
        lambda code: Device.objects.filter(code=code).select_related("warehouse", "station"), code=str
    )
    here: Prepared[Device] = Prepared(lambda warehouse: Device.objects.filter(warehouse=warehouse), warehouse=int)
    both = Together(by_code, here)
    for code, warehouse in (("A", 0), ("B", 1), ("A", 2), ("none", 0), ("A", None)):
        wanted = devices[warehouse].warehouse_id if warehouse is not None else 0
        with CaptureQueriesContext(connection) as captured:
            first, second = both(code=code, warehouse=wanted)
        assert len(captured) == 1
        assert first == by_code(code=code)
        assert sorted(row.pk for row in second) == sorted(row.pk for row in here(warehouse=wanted))
        assert [row.warehouse.code for row in first] == [row.warehouse.code for row in by_code(code=code)]


def test_two_in_turn_are_one_statement_and_the_second_may_name_the_first(devices: list[Device]) -> None:
    by_code: Prepared[Device] = Prepared(
        lambda code: Device.objects.filter(code=code).select_related("warehouse"), code=str
    )
    beside: Prepared[Device] = Prepared(
        lambda but: Device.objects.exclude(code=but).extra(
            where=["core_device.warehouse_id IN (SELECT warehouse_id FROM part0)"]
        ),
        but=str,
    )
    in_turn = InTurn(by_code, beside)
    for code, but, expected in (("A", "A", devices[1:2]), ("B", "-", devices[:2]), ("C", "C", []), ("none", "A", [])):
        with CaptureQueriesContext(connection) as captured:
            first, second = in_turn(code=code, but=but)
        assert len(captured) == 1
        assert first == by_code(code=code)
        assert [row.warehouse.code for row in first] == [row.warehouse.code for row in by_code(code=code)]
        assert sorted(row.pk for row in second) == [row.pk for row in expected]
