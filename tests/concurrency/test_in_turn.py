"""Two locks in one statement: who waits for the first holds nothing of the second, and reads it as it is afterwards."""

from __future__ import annotations

import pytest
from django.db.models import QuerySet

from tests.concurrency.test_locked_anew import is_waited_for, somebody
from wms.core.models import Device, Warehouse
from wms.core.prepared import InTurn, Prepared
from wms.core.transactions import unit_of_work

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def _devices(code: str) -> QuerySet[Device]:
    return Device.objects.select_for_update(of=("self",)).filter(warehouse__code=code, is_active=True).order_by("pk")


houses: Prepared[Warehouse] = Prepared(
    lambda code: Warehouse.objects.select_for_update().filter(code=code).order_by("pk"), code=str
)
devices: Prepared[Device] = Prepared(_devices, code=str)


def meanwhile(lock: InTurn) -> tuple[int, list[str]]:
    """Somebody locks a warehouse and its device while we hold the warehouse: how many devices we can still lock, and
    rename; the names that he reads at last.
    """
    house = Warehouse.objects.create(code="SZ", name_zh="SZ", name_en="SZ")
    Device.objects.create(warehouse=house, code="A", name="old")
    seen: list[str] = []

    def look() -> None:
        seen.extend(row.name for rows in lock(code="SZ") for row in rows if isinstance(row, Device))

    with unit_of_work():
        list(Warehouse.objects.select_for_update())
        waiting = somebody(look)
        while waiting.is_alive() and not is_waited_for():
            pass
        free = list(Device.objects.select_for_update(skip_locked=True))
        Device.objects.filter(pk__in=[device.pk for device in free]).update(name="new")
    waiting.join()
    return len(free), seen


def test_the_second_is_locked_behind_the_first_and_read_then() -> None:
    assert meanwhile(InTurn(houses, devices)) == (1, ["new"])


def test_the_other_way_round_it_is_held_while_the_other_is_waited_for() -> None:
    assert meanwhile(InTurn(devices, houses)) == (0, ["old"])
