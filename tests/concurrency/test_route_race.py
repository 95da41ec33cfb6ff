"""[M3] Two orders at once for the last unit of the nearest warehouse: one gets it, the other goes to the next one.

Without the lock over all warehouses both see it free, and one of them waits for nothing.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Collection
from contextlib import ExitStack
from functools import partial
from multiprocessing.synchronize import Barrier
from unittest.mock import patch

import pytest
from django.db import connection

from inventory.locks import lock_known_sku_stocks
from inventory.models import SkuStock
from picking.models import Order
from picking.operations import routing
from picking.operations.facts import OrderFacts
from picking.operations.orders import import_order
from tests.factories.picking import order_facts
from tests.picking.conftest import CAUSE, make_floor
from tests.picking.test_routing import TwoHouses
from wms.core.models import Shop
from wms.core.transactions import run
from wms.ops.ledger import differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def arrive(shop_id: int, facts: OrderFacts, barrier: Barrier, is_blind: bool) -> None:
    """One puller's process: meet the other one at the sums, then decide."""
    connection.close()
    met: list[int] = []

    def meet(warehouse_ids: Collection[int], sku_ids: Collection[int]) -> list[SkuStock]:
        rows = SkuStock.objects.filter(warehouse_id__in=warehouse_ids, sku_id__in=sku_ids) if is_blind else None
        seen = list(rows) if rows is not None else []
        if not met:
            met.append(1)
            barrier.wait(timeout=120)
        return seen if is_blind else lock_known_sku_stocks(warehouse_ids, sku_ids)

    with ExitStack() as stack:
        stack.enter_context(patch.object(routing, "lock_known_sku_stocks", meet))
        run(partial(import_order, cause=CAUSE, shop=Shop.objects.get(pk=shop_id), facts=facts))
    connection.close()


@pytest.mark.parametrize("is_blind", [False, True])
def test_the_last_unit_of_the_nearest_warehouse_goes_to_one_of_two_orders(is_blind: bool) -> None:
    houses = TwoHouses(make_floor(code="SZ"))
    houses.put(0, home=1, spain=1)
    told = [order_facts(houses.floor.line(0), country="ES") for _ in range(2)]
    shop_id = houses.floor.shop.pk
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(2)
    pullers = [context.Process(target=arrive, args=(shop_id, facts, barrier, is_blind)) for facts in told]
    for puller in pullers:
        puller.start()
    for puller in pullers:
        puller.join(timeout=180)
    states = sorted(Order.objects.values_list("warehouse__code", "state"))
    if is_blind:
        assert states == [("ES", "promised"), ("ES", "waiting")]
        return
    assert [puller.exitcode for puller in pullers] == [0, 0]
    assert states == [("ES", "promised"), ("SZ", "promised")]
    assert list(differences()) == []
