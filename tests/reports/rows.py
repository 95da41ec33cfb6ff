"""Hand-made rows for figures: orders, takes, mismatches, scans with times of our choosing."""

from __future__ import annotations

import itertools
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from inventory.models import Sku
from packing.models import Parcel, ParcelLine, ParcelMismatch
from picking.models import Order, OrderHistory, OrderItem, OrderLine, PickList, PickSlot, PickTask, Wave
from tests.factories.core import DeviceFactory, PersonFactory, ShopFactory
from tests.factories.inventory import HandlingUnitFactory, LocationFactory, SkuFactory
from tests.floor import CAUSE
from wms.core.models import Device, Person, ScanEvent, Warehouse

_numbers = itertools.count(1)


def order(house: Warehouse, **changes: Any) -> Order:
    now = timezone.now()
    facts = {"placed_at": now, "due_at": now + timedelta(hours=24), "platform_modified_at": now, "state": "promised"}
    shop = house.shops.first() or ShopFactory(warehouse=house)
    return Order.objects.create(
        shop=shop, warehouse=house, number=f"{819055213347 + next(_numbers)}", **facts | changes
    )


def line(of: Order, sku: Sku, quantity: int = 1) -> OrderItem:
    row = OrderLine.objects.create(order=of, platform_line=str(next(_numbers)), quantity=quantity, seller_sku=sku.code)
    return OrderItem.objects.create(order=of, line=row, sku=sku, quantity=quantity)


def wave(house: Warehouse, **changes: Any) -> Wave:
    facts = {"due_at": timezone.now(), "state": "closed", "order_class": "mixed"}
    return Wave.objects.create(warehouse=house, number=f"W{next(_numbers)}", **CAUSE.columns, **facts | changes)


def picked(house: Warehouse, at: datetime, *, lines: int = 1, sku: Sku | None = None) -> Order:
    """An order whose lines were all taken at this moment."""
    found = order(house, placed_at=at, state="picked")
    walk = PickList.objects.create(
        wave=wave(house, due_at=at + timedelta(days=400)),
        warehouse=house,
        number=f"L{next(_numbers)}",
        state="picked",
        due_at=at,
    )
    slot = PickSlot.objects.create(pick_list=walk, position=1, order=found)
    place = LocationFactory(warehouse=house)
    for index in range(lines):
        item = line(found, sku if sku and not index else SkuFactory())
        _take(walk, slot, item, place, at, index)
    return found


def picked_again(of: Order, at: datetime) -> None:
    """The order's first line is fetched once more, as after a loss."""
    walk = of.slots.first().pick_list
    task = of.tasks.order_by("pk").first()
    _take(walk, of.slots.first(), task.order_item, task.location, at, 90)


def _take(walk: PickList, slot: PickSlot, item: OrderItem, place: Any, at: datetime, sequence: int) -> None:
    PickTask.objects.create(
        pick_list=walk,
        slot=slot,
        order=item.order,
        order_item=item,
        allocation_id=next(_numbers),
        location=place,
        sku=item.sku,
        sequence=sequence,
        quantity=item.quantity,
        scanned=item.quantity,
        picked=item.quantity,
        state="done",
        done_at=at,
    )


def parcel(of: Order, **changes: Any) -> Parcel:
    tote = HandlingUnitFactory(warehouse=of.warehouse)
    facts = {"state": "open", "number": f"P{next(_numbers)}", "tote": tote}
    found = Parcel.objects.create(warehouse=of.warehouse, order=of, **facts | changes)
    for item in of.items.all():
        ParcelLine.objects.create(parcel=found, sku=item.sku, quantity=item.quantity, verified=item.quantity)
    return found


def mismatch(at_bench: Parcel, kind: str, at: datetime, sku: Sku | None = None) -> None:
    ParcelMismatch.objects.create(parcel=at_bench, kind=kind, sku=sku, created_at=at, **CAUSE.columns)


def stepped(of: Order, became: str, at: datetime, was: str = "picked") -> None:
    OrderHistory.objects.create(order=of, was=was, became=became, created_at=at, **CAUSE.columns)


class Scanner:
    """One person at one device, whose scans are written as events."""

    def __init__(self, house: Warehouse, name: str = "李明霞") -> None:
        self.person: Person = PersonFactory(name=name)
        self.device: Device = DeviceFactory(warehouse=house)
        self.house = house

    def scans(self, times: int = 1, *, wrong: bool = False, stage: str = "pick", **facts: Any) -> None:
        now = timezone.now()
        rows = {"verdict": "refused" if wrong else "ok", "code": "pick.wrong_item" if wrong else "pick.item_ok"}
        for _ in range(times):
            ScanEvent.objects.create(
                warehouse=self.house,
                device=self.device,
                person=self.person,
                scan_id=uuid.uuid4(),
                screen=stage,
                stage=stage,
                step="item",
                is_wrong=wrong,
                captured_at=now,
                **{"raw": "X", **rows, **facts},
            )
