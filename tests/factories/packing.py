"""An order that stands picked in its tote, through picking's rows and inventory's operations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from inventory.models import HandlingUnit, Sku
from inventory.operations import Demand, place_demands, promise_order, take
from inventory.states import HandlingUnitState
from picking.models import Order, OrderItem, OrderLine, PickList, PickSlot, PickTask, Wave
from picking.selectors.orders import DEMAND_TYPE
from picking.states import OrderClass, OrderState, PickListState, TaskState, WaveState
from tests.factories.core import ShopFactory
from tests.factories.inventory import HandlingUnitFactory, LocationFactory
from tests.floor import CAUSE, stock
from wms.core.models import Shop, Warehouse
from wms.core.transactions import unit_of_work

_numbers = iter(range(8190552133470001, 8190552133479999))


def picked_order(warehouse: Warehouse, units: dict[Sku, int], *, shop: Shop | None = None, **changes: Any) -> Order:
    """An order of these units, promised, placed and taken into a tote of its own: ready for a bench."""
    shop = shop or ShopFactory(warehouse=warehouse, channel=Shop.Channel.MANUAL)
    now = timezone.now()
    facts = {"carrier": "YANWEN_JYT", "country": "ES", "buyer_name": "M. G*****", **changes}
    order = Order.objects.create(
        shop=shop,
        warehouse=warehouse,
        number=str(next(_numbers)),
        state=OrderState.PICKED,
        placed_at=now,
        due_at=now + timedelta(hours=6),
        platform_modified_at=now,
        **facts,
    )
    tote = HandlingUnitFactory(warehouse=warehouse)
    HandlingUnit.objects.filter(pk=tote.pk).update(state=HandlingUnitState.IN_USE)
    wave = Wave.objects.create(
        warehouse=warehouse,
        number=f"W{order.pk}",
        order_class=OrderClass.MIXED,
        state=WaveState.SORTED,
        due_at=order.due_at,
        **CAUSE.columns,
    )
    walk = PickList.objects.create(
        wave=wave, warehouse=warehouse, number=f"L{order.pk}", state=PickListState.PICKED, due_at=order.due_at
    )
    slot = PickSlot.objects.create(pick_list=walk, position=1, order=order, handling_unit=tote, is_tote_confirmed=True)
    for index, (sku, quantity) in enumerate(units.items(), start=1):
        _pick(order, slot, sku, quantity, index)
    return order


def _pick(order: Order, slot: PickSlot, sku: Sku, quantity: int, index: int) -> None:
    line = OrderLine.objects.create(order=order, platform_line=str(index), quantity=quantity, seller_sku=sku.code)
    item = OrderItem.objects.create(order=order, line=line, sku=sku, quantity=quantity)
    place = LocationFactory(warehouse=order.warehouse)
    stock(place, sku, quantity)
    demand = Demand(DEMAND_TYPE, str(item.pk), sku.pk, quantity)
    assert slot.handling_unit is not None
    with unit_of_work():
        promise_order(cause=CAUSE, warehouse=order.warehouse, demands=[demand], arrived_at=timezone.now())
        (placement,) = place_demands(cause=CAUSE, warehouse=order.warehouse, demands=[demand.key])
        for unit in placement.placed:
            taken = take(
                cause=CAUSE, allocation_id=unit.allocation_id, quantity=unit.quantity, into=slot.handling_unit.location
            )
            PickTask.objects.create(
                pick_list=slot.pick_list,
                slot=slot,
                order=order,
                order_item=item,
                allocation_id=taken.allocation_id,
                location=place,
                sku=sku,
                sequence=index,
                quantity=unit.quantity,
                scanned=unit.quantity,
                picked=unit.quantity,
                state=TaskState.DONE,
                is_located=True,
            )
