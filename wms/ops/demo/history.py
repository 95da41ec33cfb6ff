"""A week that has been: shipped orders with their walks, scans, parcels and handovers, written in bulk.

Every unit that left is in the ledger too (received and shipped on its day), so that check_ledger agrees.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from inventory.models import Allocation, Location, Sku, StockMovement
from inventory.states import AllocationState, LocationKind, Reason
from picking.models import Order, OrderHistory, OrderItem, OrderLine, PickList, PickSlot, PickTask, Wave
from picking.states import OrderClass, OrderState, PickListState, TaskState, WaveState
from wms.core.models import Device, Person, ScanEvent
from wms.core.transactions import unit_of_work
from wms.ops.demo.day import CARRIERS, SLOTS, WAY, Day
from wms.ops.demo.goods import CAUSE
from wms.ops.demo.past_parcels import write_parcels
from wms.ops.demo.world import Site

DAYS, ORDERS_A_DAY = 7, 36
COUNTRIES = ("ES", "FR", "BR", "PL", "DE", "US", "KR", "MX")
WRONG_SHARE = 0.008
FIRST_NUMBER = 8190550000000000


def write_week(site: Site, skus: list[Sku], rng: random.Random) -> None:
    """Seven days of about 36 orders each, the last one yesterday."""
    ends = {
        row.kind: row for row in Location.objects.filter(warehouse=site.warehouse, kind__in=["supplier", "customer"])
    }
    places = {sku.pk: site.places[(index * 7) % len(site.places)] for index, sku in enumerate(skus)}
    devices = list(Device.objects.filter(warehouse=site.warehouse).order_by("pk"))
    people = {row["username"]: Person.objects.get(username=row["username"]) for row in site.people}
    today = timezone.now().astimezone(site.warehouse.zone).date()
    for back in range(DAYS, 0, -1):
        day = Day(
            site=site,
            skus=skus,
            places=places,
            supplier=ends[LocationKind.SUPPLIER],
            customer=ends[LocationKind.CUSTOMER],
            picker=people["li"],
            packer=people["chen"],
            handheld=devices[0],
            bench=devices[-1],
            starts_at=datetime.combine(today - timedelta(days=back), time(8, 30), tzinfo=site.warehouse.zone),
            rng=rng,
            number=back,
        )
        with unit_of_work():
            _write_day(day)


def _write_day(day: Day) -> None:
    orders = _orders(day)
    items = _items(day, orders)
    wave = _wave(day, orders)
    tasks = _walks(day, wave, orders, items)
    _ledger(day, items)
    write_parcels(day, orders, items)
    ScanEvent.objects.bulk_create(_scans(day, tasks), batch_size=500)


def _orders(day: Day) -> list[Order]:
    rows = []
    for index in range(ORDERS_A_DAY):
        placed = day.starts_at + timedelta(minutes=index * 6)
        is_choice = day.rng.random() < 0.12
        rows.append(
            Order(
                shop=day.site.shop,
                warehouse=day.site.warehouse,
                number=str(FIRST_NUMBER + day.number * 10_000_000 + index * 7919),
                state=OrderState.SHIPPED,
                state_since=placed + timedelta(minutes=WAY[-1][1]),
                channel_state="WAIT_BUYER_ACCEPT_GOODS",
                order_class=OrderClass.MIXED,
                is_choice=is_choice,
                carrier=CARRIERS[index % len(CARRIERS)],
                country=day.rng.choice(COUNTRIES),
                buyer_name="M***",
                amount=round(day.rng.uniform(4, 60), 2),
                placed_at=placed,
                due_at=placed + timedelta(hours=24),
                imported_at=placed,
                platform_modified_at=placed,
            )
        )
    orders = Order.objects.bulk_create(rows)
    OrderHistory.objects.bulk_create(
        [
            OrderHistory(
                order=order,
                was=WAY[step - 1][0] if step else "",
                became=state,
                created_at=order.placed_at + timedelta(minutes=minutes),
                **CAUSE.columns,
            )
            for order in orders
            for step, (state, minutes) in enumerate(WAY)
        ],
        batch_size=500,
    )
    return orders


def _items(day: Day, orders: list[Order]) -> list[OrderItem]:
    lines = []
    for order in orders:
        for index, sku in enumerate(day.rng.sample(day.skus, day.rng.choice((1, 1, 2, 3)))):
            units = day.rng.choice((1, 1, 1, 2))
            lines.append(
                OrderLine(order=order, platform_line=f"{order.number}{index}", seller_sku=sku.code, quantity=units)
            )
    lines = OrderLine.objects.bulk_create(lines, batch_size=500)
    by_code = {sku.code: sku for sku in day.skus}
    return OrderItem.objects.bulk_create(
        [
            OrderItem(order=line.order, line=line, sku=by_code[line.seller_sku], quantity=line.quantity)
            for line in lines
        ],
        batch_size=500,
    )


def _wave(day: Day, orders: list[Order]) -> Wave:
    released = day.starts_at + timedelta(minutes=60)
    wave = Wave.objects.create(
        warehouse=day.site.warehouse,
        number=f"W{day.starts_at:%m%d}-00",
        order_class=OrderClass.MIXED,
        state=WaveState.CLOSED,
        due_at=day.starts_at + timedelta(hours=7),
        order_count=len(orders),
        released_at=released,
        started_at=released + timedelta(minutes=5),
        finished_at=released + timedelta(hours=4, minutes=day.rng.randint(0, 70)),
        plan_method="improved",
        **CAUSE.columns,
    )
    Order.objects.filter(pk__in=[order.pk for order in orders]).update(wave=wave)
    return wave


def _walks(day: Day, wave: Wave, orders: list[Order], items: list[OrderItem]) -> list[PickTask]:
    """Closed walks of eight orders each, every task done."""
    allocations = Allocation.objects.bulk_create(
        [
            Allocation(
                demand_type="order_item",
                demand_id=str(item.pk),
                sku=item.sku,
                warehouse=day.site.warehouse,
                quantity=item.quantity,
                state=AllocationState.SHIPPED,
                priority=item.order.priority,
                due_at=item.order.due_at,
                arrived_at=item.order.placed_at,
            )
            for item in items
        ],
        batch_size=500,
    )
    totes, tasks = day.site.totes, []
    by_order: dict[int, list[tuple[OrderItem, Allocation]]] = {}
    for item, allocation in zip(items, allocations, strict=True):
        by_order.setdefault(item.order_id, []).append((item, allocation))
    for first in range(0, len(orders), SLOTS):
        group = orders[first : first + SLOTS]
        begun = wave.started_at + timedelta(minutes=first * 3)  # type: ignore[operator]
        walk = PickList.objects.create(
            wave=wave,
            warehouse=day.site.warehouse,
            number=f"{wave.number}-{first // SLOTS + 1:02d}",
            state=PickListState.PICKED,
            due_at=wave.due_at,
            person=day.picker,
            device=day.handheld,
            assigned_at=begun,
            finished_at=begun + timedelta(minutes=20),
        )
        for position, order in enumerate(group, start=1):
            slot = PickSlot.objects.create(
                pick_list=walk, position=position, order=order, handling_unit=totes[position], released_at=begun
            )
            for item, allocation in by_order[order.pk]:
                tasks.append(_task(day, walk, slot, item, allocation, begun, len(tasks)))
    return PickTask.objects.bulk_create(tasks, batch_size=500)


def _task(
    day: Day, walk: PickList, slot: PickSlot, item: OrderItem, allocation: Allocation, begun: datetime, sequence: int
) -> PickTask:
    return PickTask(
        pick_list=walk,
        slot=slot,
        order_id=item.order_id,
        order_item=item,
        allocation_id=allocation.pk,
        location=day.places[item.sku_id],
        sku=item.sku,
        sequence=sequence,
        quantity=item.quantity,
        scanned=item.quantity,
        picked=item.quantity,
        state=TaskState.DONE,
        is_located=True,
        done_at=begun + timedelta(seconds=40 * (sequence % 20 + 1)),
    )


def _ledger(day: Day, items: list[OrderItem]) -> None:
    """What left was there: received in the morning, shipped in the afternoon."""
    rows = []
    for item in items:
        place = day.places[item.sku_id]
        common: dict[str, Any] = {
            "warehouse": day.site.warehouse,
            "sku": item.sku,
            "quantity": item.quantity,
            "source_condition": "good",
            "target_condition": "good",
            **CAUSE.columns,
        }
        rows.append(
            StockMovement(
                source_location=day.supplier,
                target_location=place,
                reason=Reason.RECEIVE,
                created_at=day.starts_at,
                **common,
            )
        )
        rows.append(
            StockMovement(
                source_location=place,
                target_location=day.customer,
                reason=Reason.SHIP,
                demand_type="order_item",
                demand_id=str(item.pk),
                created_at=item.order.placed_at + timedelta(minutes=WAY[-1][1]),
                **common,
            )
        )
    StockMovement.objects.bulk_create(rows, batch_size=500)


def _scans(day: Day, tasks: list[PickTask]) -> Iterator[ScanEvent]:
    """Place, units, tote; now and then a wrong one that was stopped."""
    for task in tasks:
        when = task.done_at or day.starts_at
        kinds = [
            ("location", "pick.location_ok"),
            *[("item", "pick.item_ok")] * task.quantity,
            ("tote", "pick.tote_ok"),
        ]
        for index, (step, code) in enumerate(kinds):
            if day.rng.random() < WRONG_SHARE:
                yield _event(day, task, step, "pick.wrong_item" if step == "item" else f"pick.wrong_{step}", when, True)
            yield _event(day, task, step, code, when + timedelta(seconds=4 * index), False)


def _event(day: Day, task: PickTask, step: str, code: str, when: datetime, is_wrong: bool) -> ScanEvent:
    twin = next((sku for sku in day.skus if sku.spu == task.sku.spu and sku.pk != task.sku_id), task.sku)
    raws = {"location": task.location.barcode, "item": task.sku.code, "tote": "T"}
    return ScanEvent(
        warehouse=day.site.warehouse,
        device=day.handheld,
        person=day.picker,
        scan_id=uuid.UUID(int=day.rng.getrandbits(128), version=4),
        screen="pick",
        stage="pick",
        step=step,
        work=f"picklist:{task.pick_list_id}",
        raw=raws[step] or "",
        verdict="refused" if is_wrong else "ok",
        code=code,
        is_wrong=is_wrong,
        sku_code=task.sku.code,
        scanned_sku_code=twin.code if is_wrong and step == "item" else "",
        location_code=task.location.code,
        captured_at=when,
        received_at=when,
        milliseconds=day.rng.randint(9, 40),
    )
