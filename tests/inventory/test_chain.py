"""One unit's whole way through the books, from the ASN to the buyer."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inventory.models import Allocation, SkuStock
from inventory.operations import (
    AsnLine,
    Demand,
    open_asn,
    place_demands,
    promise_order,
    put_away,
    receive_units,
    ship,
    take,
)
from tests.factories.core import ShopFactory
from tests.factories.inventory import (
    HandlingUnitFactory,
    LocationFactory,
    SkuBindingFactory,
    SkuFactory,
    StockedWarehouseFactory,
)
from tests.floor import CAUSE, on_hand
from wms.core.transactions import unit_of_work

pytestmark = pytest.mark.django_db


def test_a_unit_goes_from_the_supplier_to_the_buyer_and_every_sum_follows() -> None:
    warehouse = StockedWarehouseFactory()
    sku = SkuFactory()
    SkuBindingFactory(shop=ShopFactory(warehouse=warehouse), sku=sku)
    dock = LocationFactory(warehouse=warehouse, dock=True)
    shelf = LocationFactory(warehouse=warehouse)
    tote = HandlingUnitFactory(warehouse=warehouse).location

    def sums() -> tuple[int, int, int, int]:
        stock = SkuStock.objects.get(warehouse=warehouse, sku=sku)
        return stock.on_hand_sellable, stock.reserved, stock.waiting, stock.in_transit

    with unit_of_work():
        opened = open_asn(cause=CAUSE, warehouse=warehouse, number="ASN-1", lines=[AsnLine(sku=sku, expected_units=3)])
        assert sums() == (0, 0, 0, 3)
        receive_units(cause=CAUSE, receipt=opened.receipt, sku=sku, quantity=3, into=dock)
        assert sums() == (3, 0, 0, 0)
        put_away(cause=CAUSE, sku=sku, lot=None, quantity=3, source=dock, target=shelf)
        demand = Demand("test_item", "1", sku.pk, 2)
        promised = promise_order(cause=CAUSE, warehouse=warehouse, demands=[demand], arrived_at=timezone.now())
        assert promised.state == "promised"
        assert sums() == (3, 2, 0, 0)
        (placement,) = place_demands(cause=CAUSE, warehouse=warehouse, demands=[demand.key])
        assert placement.missing == 0
        (unit,) = placement.placed
        assert (unit.location_id, unit.quantity) == (shelf.pk, 2)
        taken = take(cause=CAUSE, allocation_id=unit.allocation_id, quantity=2, into=tote)
        assert (on_hand(shelf, sku), on_hand(tote, sku)) == (1, 2)
        assert sums() == (3, 2, 0, 0)
        ship(cause=CAUSE, demands=[demand.key], source=tote)
    assert sums() == (1, 0, 0, 0)
    assert (on_hand(shelf, sku), on_hand(tote, sku)) == (1, 0)
    assert Allocation.objects.get(pk=taken.allocation_id).state == "shipped"
