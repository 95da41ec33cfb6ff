"""A balance that exists is not waited for where missing ones are made: that wait would be out of the locks' order."""

from __future__ import annotations

from functools import partial

import psycopg
import pytest
from django.db import OperationalError, connection

from inventory.locks import BalanceKey, key_of, make_balances
from inventory.models import StockBalance
from tests.factories.inventory import LocationFactory, SkuFactory
from wms.core.transactions import run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def impatiently(make: partial[None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
    make()


def insert_as_before(keys: list[BalanceKey]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO inventory_stockbalance (location_id, sku_id, lot_id, condition, on_hand, allocated) "
            "VALUES (%s, %s, %s, %s, 0, 0) ON CONFLICT DO NOTHING",
            [tuple(key) for key in keys],
        )


@pytest.fixture
def written() -> BalanceKey:
    return key_of(
        StockBalance.objects.create(location=LocationFactory(), sku=SkuFactory(), condition="good", on_hand=5)
    )


def test_making_balances_passes_one_that_somebody_is_writing(written: BalanceKey) -> None:
    given = connection.settings_dict
    missing = written._replace(condition="damaged")
    with psycopg.connect(host=given["HOST"], port=given["PORT"], user=given["USER"], dbname=given["NAME"]) as somebody:
        somebody.execute("UPDATE inventory_stockbalance SET on_hand = 4")
        with pytest.raises(OperationalError, match="lock timeout"):
            run(partial(impatiently, partial(insert_as_before, [written])))
        run(partial(impatiently, partial(make_balances, [written, missing])))
        somebody.rollback()
    assert set(StockBalance.objects.values_list("condition", "on_hand")) == {("good", 5), ("damaged", 0)}
