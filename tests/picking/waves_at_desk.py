"""What a manager does to waves, as tests ask for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from picking.models import Order, Wave
from picking.operations.abort import abort_wave
from picking.states import AbortWay
from tests.picking.conftest import CAUSE, Floor
from wms.core.transactions import run

Deliver = Callable[[], int]


def do(operation: Callable[..., Any], floor: Floor, wave: Wave, **changes: Any) -> Any:
    return run(partial(operation, cause=CAUSE, warehouse=floor.warehouse, wave_id=wave.pk, **changes))


def cancel(floor: Floor, wave: Wave, way: AbortWay = AbortWay.FINISH) -> str:
    return abort_wave(cause=CAUSE, warehouse=floor.warehouse, wave_id=wave.pk, way=way)


def states(*orders: Order) -> list[str]:
    found = dict(Order.objects.values_list("pk", "state"))
    return [found[order.pk] for order in orders]


def two_lists(floor: Floor) -> Wave:
    """One wave of four orders in two lists."""
    floor.put("A01-01-01", 0, 20)
    floor.rule.trolley_slots = 2
    floor.rule.save()
    for _ in range(4):
        floor.order((0, 2))
    floor.wave()
    return Wave.objects.get()
