"""A small warehouse with a stock keeper and his handheld in front of inventory's screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inventory.models import HandlingUnit, InboundReceipt, Location, Sku
from inventory.operations import AsnLine, open_asn
from tests.factories.core import DeviceFactory, PersonFactory
from tests.factories.inventory import LocationFactory
from tests.floor import CAUSE
from tests.inventory.floor import House, statements
from wms.core.models import Assignment, Device, Person, Warehouse
from wms.core.states import Role
from wms.core.transactions import unit_of_work
from wms.scan.codes import make
from wms.scan.registry import screen_named
from wms.scan.session import enrol, set_pin, sign_in
from wms.scan.testing import Handheld, django_post


@dataclass
class Hand:
    """One person with one handheld. `scan` sends a text and returns (verdict, code, step), the whole of an answer."""

    person: Person
    device: Device
    handheld: Handheld
    client: Client

    def at(self, screen: str) -> Hand:
        """Look at a screen anew, from the rows."""
        shown = screen_named("rf", screen)
        assert shown is not None
        page = self.client.get(f"/rf/{screen}/")
        assert page.status_code == 200, page.status_code
        context = page.context
        self.handheld.open(screen, work=context["work"], step=context["step"], version=context["version"])
        self.handheld.last = {}
        return self

    def scan(self, raw: str, **changes: Any) -> tuple[str, str, str]:
        answer = self.handheld.scan(raw, **changes)
        assert self.handheld.status == 200, (self.handheld.status, answer)
        return answer["verdict"], answer["code"], answer["step"]

    def key(self, text: str | int) -> tuple[str, str, str]:
        """Type on the keypad."""
        return self.scan(str(text), symbology="keyed")

    def command(self, name: str) -> tuple[str, str, str]:
        """Tap an action's button."""
        return self.scan(make("command", name))

    @property
    def data(self) -> dict[str, Any]:
        return self.handheld.last["data"]

    @property
    def facts(self) -> dict[str, Any]:
        return self.handheld.last["data"]["facts"]

    @property
    def html(self) -> str:
        return self.handheld.last["html"]


def hand_at(warehouse: Warehouse, *roles: str, name: str = "李明霞", language: str = "zh-hans") -> Hand:
    device = DeviceFactory(warehouse=warehouse)
    device_token = enrol(device)
    person = PersonFactory(name=name, language=language)
    set_pin(person, "2468")
    for role in roles:
        Assignment.objects.create(person=person, warehouse=warehouse, role=role)
    _, token = sign_in(device=device, badge=person.badge or "", pin="2468")
    client = Client(raise_request_exception=True)
    client.cookies["device"], client.cookies["person"] = device_token, token.sign()
    client.cookies["language"] = language
    return Hand(person, device, Handheld(post=django_post(client, device_token), person=token.sign()), client)


@pytest.fixture
def hand(small: House) -> Hand:
    return hand_at(small.warehouse, Role.STOCK_KEEPER)


@pytest.fixture
def asn(small: House) -> Callable[..., InboundReceipt]:
    """asn(10), asn(10, other_sku): an ASN of so many units."""

    def opened(units: int, sku: Sku | None = None, number: str = "IN-1122-03", **facts: Any) -> InboundReceipt:
        line = AsnLine(sku=sku or small.sku, expected_units=units, **facts)
        with unit_of_work():
            return open_asn(cause=CAUSE, warehouse=small.warehouse, number=number, lines=[line]).receipt

    return opened


def cost(scan: Callable[[], object]) -> int:
    """How many queries a scan asks, transaction statements left out."""
    with CaptureQueriesContext(connection) as queries:
        scan()
    return len(statements(queries))


def code_of(place: Location | HandlingUnit) -> str:
    """What the scanner reads off a place or a tote."""
    if isinstance(place, Location) and place.barcode is None:
        return place.handling_unit.barcode
    return place.barcode or ""


def shelf_at(warehouse: Warehouse, code: str, **facts: Any) -> Location:
    return LocationFactory(warehouse=warehouse, code=code, **facts)


@pytest.fixture(autouse=True)
def _within_the_budget(scan_budget: None) -> None:
    """Every scan of these tests is counted."""
