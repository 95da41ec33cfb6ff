"""[M2] A certification that ends holds what has a promise and is not on its way; a renewed one lets it go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.utils import timezone

from picking.models import Order
from picking.operations.certification import CERTIFIED, hold_lapsed
from picking.states import OrderState
from tests.floor import CAUSE
from tests.picking.conftest import Floor
from wms.core.models import Warehouse
from wms.core.outbox import publish
from wms.core.transactions import run


def certify(floor: Floor, days: int | None) -> Warehouse:
    floor.warehouse.certified_until_on = None if days is None else timezone.localdate() + timedelta(days=days)
    floor.warehouse.save()
    return floor.warehouse


def test_m2_promised_orders_are_held_when_the_certification_ends_and_plain_ones_are_not(floor: Floor) -> None:
    certify(floor, 9)
    floor.put("A01-01-01", 0, 9)
    choice, plain = floor.order((0, 1), is_choice=True), floor.order((0, 1))
    assert hold_lapsed(cause=CAUSE, warehouse=floor.warehouse) == 0
    certify(floor, -1)
    assert hold_lapsed(cause=CAUSE, warehouse=floor.warehouse) == 1
    assert hold_lapsed(cause=CAUSE, warehouse=floor.warehouse) == 0
    states = dict(Order.objects.values_list("pk", "state"))
    assert states == {choice.pk: OrderState.HELD, plain.pk: OrderState.PROMISED}
    assert Order.objects.get(pk=choice.pk).hold_code == "order.certification_expired"


def test_m2_a_renewed_certification_lets_held_orders_go_by_themselves(floor: Floor, deliver: Callable[[], int]) -> None:
    certify(floor, None)
    floor.put("A01-01-01", 0, 9)
    order = floor.order((0, 1), is_choice=True)
    assert order.state == OrderState.HELD
    certify(floor, 90)
    run(partial(publish, CERTIFIED, str(floor.warehouse.pk)))
    deliver()
    deliver()
    order.refresh_from_db()
    assert (order.state, order.hold_code) == (OrderState.PROMISED, "")
