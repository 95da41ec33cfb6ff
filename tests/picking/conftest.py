"""A small warehouse with two aisles, bound goods, a cart with totes, a picker with a handheld."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest
from django.test import Client

from inventory.models import HandlingUnit, Location, Sku, SkuBinding, SkuStock
from picking.models import Order, PickList, WaveRule
from picking.operations.facts import LineFacts
from picking.operations.orders import import_order
from picking.operations.waves import Generated, generate_waves
from tests.factories.core import DeviceFactory, PersonFactory, ShopFactory
from tests.factories.inventory import (
    HandlingUnitFactory,
    LocationFactory,
    SkuBindingFactory,
    SkuFactory,
    StockedWarehouseFactory,
    ZoneFactory,
)
from tests.factories.picking import WaveRuleFactory, line_facts, order_facts
from tests.floor import stock
from wms.core.cause import Cause
from wms.core.models import Assignment, Device, Message, Person, Shop, Warehouse
from wms.core.outbox.registry import News, subscription_of
from wms.core.states import Role
from wms.core.transactions import run
from wms.scan.session import enrol, set_pin, sign_in
from wms.scan.testing import Handheld, django_post

CAUSE = Cause(source="command", reference="tests")


@dataclass
class Floor:
    """Everything that a walk needs; `places` by code, `skus` and `bindings` in step."""

    warehouse: Warehouse
    shop: Shop
    rule: WaveRule
    places: dict[str, Location]
    skus: list[Sku]
    bindings: list[SkuBinding]
    carts: list[HandlingUnit]
    totes: list[HandlingUnit]
    people: list[Person] = field(default_factory=list)

    def put(self, code: str, sku: int, units: int) -> None:
        stock(self.places[code], self.skus[sku], units)

    def put_into_tote(self, tote: int, sku: int) -> None:
        stock(self.totes[tote].location, self.skus[sku], 1)

    def line(self, sku: int, quantity: int = 1, **changes: Any) -> LineFacts:
        return line_facts(self.bindings[sku], quantity, **changes)

    def order(self, *wanted: tuple[int, int], **changes: Any) -> Order:
        """Import an order for (sku, quantity) pairs."""
        facts = order_facts(*(self.line(sku, quantity) for sku, quantity in wanted), **changes)
        return run(partial(import_order, cause=CAUSE, shop=self.shop, facts=facts)).order

    def wave(self, **changes: Any) -> list[Generated]:
        return generate_waves(cause=CAUSE, warehouse=self.warehouse, rule=self.rule, seconds=0, **changes)

    def state(self, sku: int) -> tuple[int, int, int]:
        """(on hand sellable, reserved, waiting)"""
        row = SkuStock.objects.get(sku=self.skus[sku], warehouse=self.warehouse)
        return row.on_hand_sellable, row.reserved, row.waiting


@dataclass
class Picker:
    """A signed-in person with a handheld, in front of a screen."""

    person: Person
    device: Device
    handheld: Handheld

    def scan(self, raw: str, **changes: Any) -> dict[str, Any]:
        return self.handheld.scan(raw, **changes)

    def command(self, name: str) -> dict[str, Any]:
        from wms.scan.codes import make

        return self.handheld.scan(make("command", name))


def make_floor(code: str = "SZ", skus: int = 4, places: int = 8) -> Floor:
    warehouse = StockedWarehouseFactory(code=code)
    zone = ZoneFactory(warehouse=warehouse)
    locations = {}
    for number in range(places):
        aisle, bay = divmod(number, 4)
        location = LocationFactory(
            warehouse=warehouse,
            zone=zone,
            code=f"A{aisle + 1:02}-{bay + 1:02}-01",
            aisle=f"A{aisle + 1:02}",
            bay=bay + 1,
            level=1,
            x_mm=1000 + 3000 * aisle,
            y_mm=1000 + 1000 * bay,
            walk_order=number,
        )
        locations[location.code] = location
    shop = ShopFactory(warehouse=warehouse)
    goods = [SkuFactory() for _ in range(skus)]
    return Floor(
        warehouse=warehouse,
        shop=shop,
        rule=WaveRuleFactory(warehouse=warehouse, trolley_slots=4),
        places=locations,
        skus=goods,
        bindings=[SkuBindingFactory(shop=shop, sku=sku) for sku in goods],
        carts=[HandlingUnitFactory(warehouse=warehouse, cart=True) for _ in range(2)],
        totes=[HandlingUnitFactory(warehouse=warehouse) for _ in range(8)],
    )


@pytest.fixture
def floor(db: None) -> Floor:
    return make_floor()


@pytest.fixture
def picker(floor: Floor) -> Picker:
    return make_picker(floor)


def make_picker(floor: Floor, screen: str = "pick", step: str = "cart", person: Person | None = None) -> Picker:
    device = DeviceFactory(warehouse=floor.warehouse)
    device_token = enrol(device)
    if person is None:
        person = PersonFactory()
        Assignment.objects.create(person=person, warehouse=floor.warehouse, role=Role.PICKER)
        set_pin(person, "2468")
    _, token = sign_in(device=device, badge=person.badge or "", pin="2468")
    post = django_post(Client(raise_request_exception=True), device_token)
    handheld = Handheld(post=post, person=token.sign()).open(screen, work=None, step=step, version=0)
    return Picker(person, device, handheld)


@pytest.fixture
def second_picker(floor: Floor) -> Picker:
    return make_picker(floor)


@pytest.fixture
def deliver() -> Callable[[], int]:
    """Hand every waiting message to its subscriber, until none is left; returns how many."""

    return deliver_all


def walk() -> PickList:
    return PickList.objects.get()


def deliver_all() -> int:
    """Hand every waiting message to its subscriber, each in a unit of work of its own."""
    count = 0
    while message := Message.objects.filter(state="pending").order_by("pk").first():
        subscription = subscription_of(message.topic, message.subscriber)
        assert subscription is not None
        run(partial(subscription.tell, [News(message.key, message.facts, message.created_at)]))
        Message.objects.filter(pk=message.pk).update(state="done")
        count += 1
    return count


@pytest.fixture(autouse=True)
def _within_the_budget(scan_budget: None) -> None:
    """Every scan of these tests is counted."""
