"""check_ledger names every kind of row that somebody has falsified behind the ledger's back."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from inventory.models import SkuStock, StockBalance
from inventory.operations import AsnLine, open_asn
from inventory.selectors import Held, demand_checkers
from tests.factories.inventory import SkuFactory, StockedWarehouseFactory
from tests.factories.packing import picked_order
from tests.floor import CAUSE
from tests.inventory.floor import House, do, house
from wms.ops.ledger import differences

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy() -> House:
    small = house()
    small.stock(9)
    small.placed("1", 4)
    assert small.promise("2", 3) == "promised"
    assert small.promise("3", 7) == "waiting"
    line = AsnLine(sku=small.sku, expected_units=5)
    do(lambda: open_asn(cause=CAUSE, warehouse=small.warehouse, number="ASN-1", lines=[line]))
    return small


def run() -> tuple[int, list[str]]:
    out = StringIO()
    try:
        call_command("check_ledger", stdout=out)
    except SystemExit as stop:
        return int(str(stop.code)), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_honest_ledger_has_no_differences(busy: House) -> None:
    assert run() == (0, ["differences: 0"])


def test_a_falsified_balance_is_named(busy: House) -> None:
    balance = StockBalance.objects.get(location=busy.shelf)
    execute("UPDATE inventory_stockbalance SET on_hand = 11 WHERE id = %s", balance.pk)
    expected = f"balance {balance.pk} ({busy.shelf.code} {busy.sku.code} good): on_hand 11, movements say 9"
    assert run() == (1, [expected, "differences: 1"])


def test_a_falsified_hold_is_named(busy: House) -> None:
    balance = StockBalance.objects.get(location=busy.shelf)
    execute("UPDATE inventory_stockbalance SET allocated = 1 WHERE id = %s", balance.pk)
    expected = f"balance {balance.pk} ({busy.shelf.code} {busy.sku.code}): allocated 1, allocations say 4"
    assert run() == (1, [expected, "differences: 1"])


@pytest.mark.parametrize(
    ("column", "right"), [("on_hand_sellable", 9), ("reserved", 7), ("waiting", 7), ("in_transit", 5)]
)
def test_a_falsified_sum_is_named(busy: House, column: str, right: int) -> None:
    stock = SkuStock.objects.get(sku=busy.sku)
    execute(f"UPDATE inventory_skustock SET {column} = 99 WHERE id = %s", stock.pk)
    expected = f"SKU {busy.sku.pk} at warehouse {busy.warehouse.pk}: {column} 99, should be {right}"
    assert run() == (1, [expected, "differences: 1"])


def test_a_lost_balance_is_named(busy: House) -> None:
    execute("UPDATE inventory_allocation SET balance_id = NULL, state = 'promised' WHERE state = 'placed'")
    execute("DELETE FROM inventory_stockbalance WHERE location_id = %s", busy.shelf.pk)
    expected = f"no balance for 9 at location {busy.shelf.pk}, SKU {busy.sku.pk}, lot None, good"
    assert run() == (1, [expected, "differences: 1"])


def test_a_falsified_allocation_is_named_at_its_balance_and_in_the_sum(busy: House) -> None:
    execute("UPDATE inventory_allocation SET quantity = 6 WHERE state = 'placed'")
    code, lines = run()
    assert (code, lines[-1]) == (1, "differences: 2")
    assert "allocated 4, allocations say 6" in lines[0]
    assert "reserved 7, should be 9" in lines[1]


def test_a_movement_smuggled_in_is_named(busy: House) -> None:
    execute(
        "INSERT INTO inventory_stockmovement (warehouse_id, sku_id, quantity, source_location_id, source_condition, "
        "target_location_id, target_condition, reason, note, demand_type, demand_id, source, reference, created_at) "
        "VALUES (%s, %s, 2, %s, 'good', %s, 'good', 'move', '', '', '', 'desk', '', CURRENT_TIMESTAMP)",
        busy.warehouse.pk,
        busy.sku.pk,
        busy.shelf.pk,
        busy.other_shelf.pk,
    )
    code, lines = run()
    assert code == 1
    assert "on_hand 9, movements say 7" in lines[0]
    assert f"no balance for 2 at location {busy.other_shelf.pk}" in lines[1]
    assert lines[-1] == "differences: 2"


def test_the_owner_of_a_demand_is_asked(busy: House, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[tuple[str, str], list[Held]] = {}

    def check(held: Mapping[tuple[str, str], list[Held]], warehouse_id: int | None) -> list[str]:
        seen.update(held)
        return ["order 3 wants 8, 7 are held"]

    monkeypatch.setitem(demand_checkers, "test_item", check)
    assert run() == (1, ["order 3 wants 8, 7 are held", "differences: 1"])
    assert seen["test_item", "1"][0].units == {"placed": 4}
    assert seen["test_item", "3"][0].units == {"waiting": 7}


def test_only_one_warehouse_is_checked_when_one_is_named(busy: House) -> None:
    other = house()
    other.stock(3)
    execute("UPDATE inventory_stockbalance SET on_hand = 4 WHERE location_id = %s", other.shelf.pk)
    out = StringIO()
    call_command("check_ledger", "--warehouse", busy.warehouse.code, stdout=out)
    assert out.getvalue() == "differences: 0\n"
    assert run()[0] == 1


def test_one_warehouses_check_says_nothing_about_anothers_orders() -> None:
    here, elsewhere = StockedWarehouseFactory(), StockedWarehouseFactory()
    picked_order(elsewhere, {SkuFactory(): 2})
    assert differences(here) == []
    assert differences(elsewhere) == []
