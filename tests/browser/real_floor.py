"""The product itself behind Chromium: its server in a thread, its database, devices that open its pages."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from inventory.models import InboundReceipt, StockMovement
from inventory.operations import AsnLine, open_asn
from inventory.states import Reason
from tests.browser.conftest import open_floor, watch
from tests.browser.wedge import KEY_GAP_SECONDS, SUFFIXES, Wedge
from tests.factories.core import DeviceFactory, PersonFactory, StationFactory
from tests.floor import CAUSE
from tests.inventory.floor import House
from wms.core.models import Assignment, Device, Person, ScanReceipt, Station, Warehouse
from wms.core.states import DeviceKind
from wms.core.transactions import unit_of_work
from wms.scan.session import enrol, set_pin, sign_in
from wms.scan.views import ScanDoor

PIN = "2468"
# Headless Chromium falls over a real printer.
NO_PRINTER = (
    "window.print = () => { top.prints = (top.prints || 0) + 1;"
    " top.document.documentElement.dataset.prints = top.prints; }"
)
SIZES = {DeviceKind.HANDHELD: (320, 480), DeviceKind.STATION: (1280, 800)}


class BufferedWedge(Wedge):
    """Hands the keys of one scan over together, each with its own time, 5 ms apart. The server works in this very
    process: key by key, its work would look like a scanner that stalls.
    """

    def scan(self, text: str, suffix: str = "enter") -> None:
        moment = time.time()
        time.sleep(KEY_GAP_SECONDS * (len(text) + 1))
        keys = [{"key": character, "text": character, "unmodifiedText": character} for character in text]
        events: list[dict[str, Any]] = []
        for index, key in enumerate([*keys, SUFFIXES[suffix]]):
            at = {"timestamp": moment + index * KEY_GAP_SECONDS}
            up = {name: value for name, value in key.items() if name not in {"text", "unmodifiedText"}}
            events += [{"type": "keyDown", **key, **at}, {"type": "keyUp", **up, **at}]
        sender = self.cdp._impl_obj

        async def send_all() -> None:
            await asyncio.gather(*(sender.send("Input.dispatchKeyEvent", event, None) for event in events))

        self.cdp._sync(send_all())


@dataclass
class Seat:
    """One device with a person signed in, its page and its scanner."""

    device: Device
    person: Person
    page: Page
    wedge: Wedge

    @property
    def receipts(self) -> list[tuple[str, str]]:
        """(verdict, code) of each judged scan, by number."""
        rows = ScanReceipt.objects.filter(device=self.device).order_by("pk")
        return list(rows.values_list("verdict", "code"))

    @property
    def numbers(self) -> list[int]:
        """The numbers of the judged scans in the order of judgement."""
        return list(ScanReceipt.objects.filter(device=self.device).order_by("pk").values_list("seq", flat=True))


class RealFloor:
    """Opens devices on a running server. `is_cut` makes the server unreachable for scans."""

    def __init__(self, browser: Browser, url: str, complaints: list[str]) -> None:
        self.browser, self.url, self.complaints = browser, url, complaints
        self.contexts: list[BrowserContext] = []
        self.is_cut = False

    def context(self, kind: str = DeviceKind.HANDHELD, *, worker: bool = False) -> BrowserContext:
        """A browser of its own. A test that catches requests wants no service worker."""
        width, height = SIZES[DeviceKind(kind)]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            has_touch=kind == DeviceKind.HANDHELD,
            service_workers="allow" if worker else "block",
        )
        context.set_default_timeout(30000)  # a hang, not a measure
        self.contexts.append(context)
        return context

    def device(self, warehouse: Warehouse, kind: str = DeviceKind.HANDHELD) -> Device:
        station: Station | None = StationFactory(warehouse=warehouse) if kind == DeviceKind.STATION else None
        return DeviceFactory(warehouse=warehouse, kind=kind, station=station)

    def person(self, warehouse: Warehouse, role: str) -> Person:
        person = PersonFactory(name="李明霞")
        set_pin(person, PIN)
        Assignment.objects.create(person=person, warehouse=warehouse, role=role)
        return person

    def seat(
        self, warehouse: Warehouse, role: str, path: str, kind: str = DeviceKind.HANDHELD, *, worker: bool = False
    ) -> Seat:
        """A device in front of a screen, as if its person had signed in a moment ago by a scan that ended with Enter.

        A scanner that might send no suffix is given less time between its keys than a busy machine may take.
        """
        device, person = self.device(warehouse, kind), self.person(warehouse, role)
        device_token = enrol(device)
        _, token = sign_in(device=device, badge=person.badge or "", pin=PIN)
        context = self.context(kind, worker=worker)
        cookies = {"device": device_token, "person": token.sign()}
        context.add_cookies([{"name": name, "value": value, "url": self.url} for name, value in cookies.items()])
        kept = json.dumps(json.dumps({"person": token.sign()}))
        context.add_init_script(f"if (window === top) localStorage.setItem('person', {kept})")
        context.add_init_script("if (window === top) localStorage.setItem('scan-suffix', 'yes')")
        context.add_init_script(NO_PRINTER)
        page = open_floor(context, self.url + path, self.complaints)
        return Seat(device, person, page, BufferedWedge(page))

    def desk(self, person: Person) -> Page:
        """An office browser in which somebody has signed in."""
        client = Client()
        client.force_login(person)
        name = settings.SESSION_COOKIE_NAME
        context = self.context(DeviceKind.STATION)
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])
        page = context.new_page()
        watch(page, self.complaints)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's event loop runs in the test's own thread, to its end


def real_floor(
    browser: Browser, live_server: Any, complaints: list[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealFloor]:
    """The running product, its scan door with a plug to pull."""
    floor = RealFloor(browser, live_server.url, complaints)
    plain = ScanDoor.post

    def post(door: ScanDoor, *args: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse(status=503) if floor.is_cut else plain(door, *args, **kwargs)

    monkeypatch.setattr(ScanDoor, "post", post)
    yield floor
    floor.close()


def announce(house: House, units: int, number: str = "IN-1122-03") -> InboundReceipt:
    """An ASN of so many units."""
    line = AsnLine(sku=house.sku, expected_units=units)
    with unit_of_work():
        return open_asn(cause=CAUSE, warehouse=house.warehouse, number=number, lines=[line]).receipt


def received() -> list[int]:
    """The units of each movement that received goods."""
    return list(StockMovement.objects.filter(reason=Reason.RECEIVE).order_by("pk").values_list("quantity", flat=True))
