"""A bench with a signed-in packer, and orders that wait for it in their totes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from inventory.models import Sku
from tests.factories.core import StationFactory
from tests.factories.inventory import BarcodeFactory, SkuFactory, StockedWarehouseFactory
from wms.core.models import Assignment, Device, Person, Station, Warehouse
from wms.core.states import DeviceKind, Role
from wms.scan.session import PERSON_COOKIE, enrol, set_pin, sign_in
from wms.scan.testing import Handheld, django_post


@dataclass
class Bench:
    warehouse: Warehouse
    station: Station
    device: Device
    device_token: str
    person: Person
    token: str
    client: Client

    def at(self, screen: str = "pack") -> Handheld:
        """The bench's scanner in front of the screen as it is now."""
        scanner = Handheld(post=django_post(self.client, self.device_token), person=self.token, surface="station")
        return self.look(scanner, screen)

    def look(self, scanner: Handheld, screen: str = "pack") -> Handheld:
        answer = self.client.get(f"/station/{screen}/progress").json()
        return scanner.open(screen, work=answer["work"], step=answer["step"], version=answer["version"])


def make_bench(warehouse: Warehouse, name: str = "chen") -> Bench:
    station = StationFactory(warehouse=warehouse)
    device = Device.objects.create(
        warehouse=warehouse, station=station, code=f"PC-{name}", name="PC", kind=DeviceKind.STATION
    )
    token = enrol(device)
    person = Person.objects.create(username=name, name="陈伟", badge=f"U9{sum(map(ord, name)):05d}")
    set_pin(person, "1357")
    Assignment.objects.create(person=person, warehouse=warehouse, role=Role.PACKER)
    _, person_token = sign_in(device=device, badge=person.badge or "", pin="1357")
    client = Client(raise_request_exception=True)
    client.cookies["device"] = token
    client.cookies[PERSON_COOKIE] = person_token.sign()
    return Bench(warehouse, station, device, token, person, person_token.sign(), client)


@pytest.fixture
def warehouse(db: None) -> Warehouse:
    return StockedWarehouseFactory()


@pytest.fixture
def bench(warehouse: Warehouse) -> Bench:
    return make_bench(warehouse)


def sku(code: str, **changes: Any) -> Sku:
    made = SkuFactory(code=code, variant_zh=code[-3:], variant_en=code[-3:], **changes)
    BarcodeFactory(sku=made, value=f"69{made.pk:06d}")
    return made


def label(made: Sku) -> str:
    """What is printed on the unit."""
    return f"69{made.pk:06d}"


@pytest.fixture
def black(db: None) -> Sku:
    return sku("MC-15P-BLK")


@pytest.fixture
def clear(db: None) -> Sku:
    return sku("MC-15P-CLR")


@pytest.fixture
def lamp(db: None) -> Sku:
    return sku("NL-48W-WHT")


@pytest.fixture(autouse=True)
def _within_the_budget(scan_budget: None) -> None:
    """Every scan of these tests is counted."""
