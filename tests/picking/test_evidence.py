"""What happened to an order, and what was taken back in a walk, is written once: the database refuses to edit it."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection

from picking.models import OrderHistory, PickEvent
from tests.picking.conftest import Floor, Picker
from tests.picking.walks import begin
from wms.core.append_only import retention_door
from wms.core.transactions import unit_of_work

TABLES = {"picking_orderhistory": OrderHistory, "picking_pickevent": PickEvent}


@pytest.fixture
def walked(floor: Floor, picker: Picker) -> None:
    """One order in a walk, one scan taken back."""
    floor.put("A01-01-01", 0, 5)
    begin(floor, picker, ((0, 1),))
    picker.command("UNDO")


@pytest.mark.postgres
@pytest.mark.usefixtures("walked")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET reference = 'x'", "DELETE FROM {}"])
def test_a_written_row_is_neither_edited_nor_deleted(table: str, sql: str) -> None:
    before = list(TABLES[table].objects.order_by("pk").values())
    assert before
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))
    assert list(TABLES[table].objects.order_by("pk").values()) == before


@pytest.mark.usefixtures("walked")
def test_old_rows_leave_through_the_retention_door() -> None:
    with unit_of_work(), retention_door():
        OrderHistory.objects.all().delete()
    assert not OrderHistory.objects.exists()
