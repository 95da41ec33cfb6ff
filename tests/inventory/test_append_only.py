"""The ledger and the evidence are written once: the database itself refuses to edit them."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from inventory.models import SerialEvent, SerialNumber, StockMovement
from inventory.operations import switch_negative_outbound
from inventory.operations.serials import book_serial
from inventory.states import SerialEventKind
from tests.floor import CAUSE
from tests.inventory.floor import House, do
from wms.core.append_only import retention_door
from wms.core.models import AuditEntry
from wms.core.transactions import unit_of_work


@pytest.fixture
def rows(small: House) -> dict[str, int]:
    small.stock(3)
    serial = SerialNumber.objects.create(sku=small.sku, number="SN-1", warehouse=small.warehouse)
    do(lambda: book_serial(cause=CAUSE, serial_id=serial.pk, kind=SerialEventKind.LOST))
    do(lambda: switch_negative_outbound(cause=CAUSE, warehouse=small.warehouse, is_on=True, reason="test"))
    return {
        "inventory_stockmovement": StockMovement.objects.get().pk,
        "inventory_serialevent": SerialEvent.objects.get().pk,
        "core_auditentry": AuditEntry.objects.latest("pk").pk,
    }


def execute(sql: str, pk: int) -> None:
    with unit_of_work(), connection.cursor() as cursor:
        cursor.execute(sql, [pk])


@pytest.mark.parametrize("table", ["inventory_stockmovement", "inventory_serialevent", "core_auditentry"])
@pytest.mark.parametrize("sql", ["UPDATE {} SET reference = 'x' WHERE id = %s", "DELETE FROM {} WHERE id = %s"])
def test_a_written_row_is_neither_edited_nor_deleted(rows: dict[str, int], table: str, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"):
        execute(sql.format(table), rows[table])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT reference FROM {table} WHERE id = %s", [rows[table]])
        assert cursor.fetchone() == ("tests",)


def test_the_retention_door_lets_old_rows_go_and_shuts_again(rows: dict[str, int]) -> None:
    with unit_of_work(), retention_door():
        AuditEntry.objects.filter(pk=rows["core_auditentry"]).delete()
    assert not AuditEntry.objects.filter(pk=rows["core_auditentry"]).exists()
    with pytest.raises(DatabaseError, match="append-only"):
        execute("DELETE FROM inventory_stockmovement WHERE id = %s", rows["inventory_stockmovement"])


def test_even_an_open_door_lets_nothing_be_edited(rows: dict[str, int]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work(), retention_door():
        StockMovement.objects.update(quantity=9)
    assert StockMovement.objects.get().quantity == 3


@pytest.mark.django_db(transaction=True)
def test_a_transactional_test_can_be_cleaned_up_after_itself() -> None:
    """Two in a row: the flush between them has to pass the triggers."""
    from tests.inventory.floor import house

    house().stock(3)
    assert StockMovement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_starts_empty() -> None:
    assert not StockMovement.objects.exists()
