"""Pages of the house ask the database as often for 20 rows as for 2."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.core import DeviceFactory, PersonFactory, PrinterFactory, ShopFactory, StationFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.api.models import ApiToken
from wms.api.states import Scope
from wms.core.models import Assignment, AuditEntry, Warehouse
from wms.core.states import Role


def a_device(house: Warehouse, number: int) -> None:
    person = PersonFactory()
    DeviceFactory(warehouse=house, station=StationFactory(warehouse=house), person=person, app_version=str(number))


def an_entry(house: Warehouse, number: int) -> None:
    AuditEntry.objects.create(
        warehouse=house,
        action="order.hold",
        subject=f"order:{number}",
        after={"state": "held"},
        source="desk",
        person=PersonFactory(),
        device=DeviceFactory(warehouse=house),
    )


def a_token(house: Warehouse, number: int) -> None:
    token = ApiToken.objects.create(
        name=f"ERP {number}",
        prefix=f"{number:08d}",
        token_hash=f"{number:064d}",
        scopes=[Scope.values[0]],
        keeper=PersonFactory(),
    )
    token.warehouses.set([house])


def a_bench(house: Warehouse, number: int) -> None:
    StationFactory(warehouse=house, printer=PrinterFactory(warehouse=house))


def a_shop(house: Warehouse, number: int) -> None:
    ShopFactory(warehouse=house)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "one_more"),
    [
        ("/devices/", a_device),
        ("/audit/", an_entry),
        ("/tokens/", a_token),
        ("/stations/", a_bench),
        ("/warehouses/", a_shop),
    ],
)
def test_a_page_asks_as_often_for_many_rows_as_for_few(
    client: Client, address: str, one_more: Callable[[Warehouse, int], None]
) -> None:
    house = StockedWarehouseFactory()
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=house, role=Role.ADMINISTRATOR)
    client.force_login(person)
    seen = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            one_more(house, number)
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            html = client.get(address).content.decode()
        seen.append((html.count("<tr"), len(asked)))
    (few, first), (many, second) = seen
    assert many - few >= 18
    assert first == second
