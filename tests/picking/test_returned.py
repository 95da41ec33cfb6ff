"""An allocation that lost its goods: fetched elsewhere, asked about, or let go with its order (PROTOCOLS 1)."""

from __future__ import annotations

from functools import partial

import pytest

from inventory.models import Allocation
from inventory.operations import declare_loss
from picking.models import Order
from picking.operations.returned import serve_returned
from picking.states import OrderState
from tests.picking.conftest import CAUSE, Floor
from wms.core.transactions import run


def lose(floor: Floor, code: str, sku: int, units: int) -> None:
    place = floor.places[code]
    run(
        partial(declare_loss, cause=CAUSE, location=place, sku=floor.skus[sku], lot=None, quantity=units, reason="gone")
    )


def serve(order: Order) -> str:
    item = order.items.get()
    row = Allocation.objects.get(demand_id=str(item.pk), state="promised")
    return run(partial(serve_returned, cause=CAUSE, order_item_id=item.pk, allocation_id=row.pk))


@pytest.mark.parametrize("ended", [OrderState.SHIPPED, OrderState.CANCELLED])
def test_an_ended_order_lets_go_of_what_was_returned_to_it(floor: Floor, ended: OrderState) -> None:
    floor.put("A01-01-01", 0, 5)
    order = floor.order((0, 2))
    floor.wave()
    lose(floor, "A01-01-01", 0, 5)
    floor.put("A01-02-01", 0, 3)
    Order.objects.filter(pk=order.pk).update(state=ended)
    assert floor.state(0) == (3, 2, 0)
    assert serve(order) == "released"
    assert floor.state(0) == (3, 0, 0)
    assert list(Allocation.objects.values_list("state", flat=True)) == ["released"]


def test_an_order_that_no_wave_has_yet_keeps_its_promise(floor: Floor) -> None:
    floor.put("A01-01-01", 0, 5)
    order = floor.order((0, 2))
    assert serve(order) == "unwaved"
    assert floor.state(0) == (5, 2, 0)
