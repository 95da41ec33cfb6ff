"""A whole house: shelves, people with devices, and a shop at the imitated platform over the real wire."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from inventory.models import HandlingUnit, InboundReceipt, Location, SkuStock
from inventory.operations import AsnLine, add_barcode, open_asn, propose_binding, verify_binding
from packing.models import Parcel, Waybill
from picking.models import Order
from picking.operations.waves import Generated, generate_waves
from tests.factories.core import ShopFactory
from tests.factories.inventory import (
    HandlingUnitFactory,
    LocationFactory,
    SkuFactory,
    StockedWarehouseFactory,
    ZoneFactory,
)
from tests.factories.picking import WaveRuleFactory
from tests.floor import CAUSE, on_hand, stock
from tests.inventory.rf.conftest import Hand, hand_at
from tests.packing.conftest import Bench, make_bench
from wms.aliexpress import client
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.oauth import redeem_code
from wms.aliexpress.operations.connect import Credentials, connect_account, store_tokens
from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.sandbox.server import Sandbox
from wms.aliexpress.states import PushState
from wms.core.states import Role
from wms.core.transactions import run
from wms.ops.demo.today import authorisation_code
from wms.ops.lanes import drain_until_idle
from wms.ops.ledger import differences
from wms.scan.codes import make
from wms.scan.testing import Handheld

SHOP, WAREHOUSE = "DEMO", "SZ-LH-01"
BLACK, CLEAR, LAMP = "MC-15P-BLK", "MC-15P-CLR", "NL-48W-WHT"
SHELVES = ("A01-01-01", "A01-02-01", "A01-03-01", "A02-01-01", "A02-02-01", "A02-03-01")
SETTLE_SECONDS = 8.0
MISSED_SLOTS = 20  # a busy machine wakes later than its slot lasts, and takes the next one


class House:
    """Verbs of a day. Goods are named by SKU code, places by code; labels are what the scanner reads."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.warehouse = StockedWarehouseFactory(code=WAREHOUSE, platform_code=WAREHOUSE)
        self.shop = ShopFactory(code=SHOP, warehouse=self.warehouse)
        zone = ZoneFactory(warehouse=self.warehouse)
        self.places = {code: self._shelf(zone, code, at) for at, code in enumerate(SHELVES)}
        self.dock = LocationFactory(warehouse=self.warehouse, dock=True)
        self.totes: list[HandlingUnit] = [HandlingUnitFactory(warehouse=self.warehouse) for _ in range(10)]
        self.carts: list[HandlingUnit] = [HandlingUnitFactory(warehouse=self.warehouse, cart=True) for _ in range(2)]
        self.rule = WaveRuleFactory(warehouse=self.warehouse, trolley_slots=4)
        self.account = self._connect()
        self.skus, self.labels = {}, {}
        for code in (BLACK, CLEAR, LAMP):
            self._bind(code)
        self.keeper = hand_at(self.warehouse, Role.STOCK_KEEPER, Role.RECEIVER)
        self.picker = hand_at(self.warehouse, Role.PICKER)
        self.bench: Bench = make_bench(self.warehouse)

    def _shelf(self, zone: Any, code: str, at: int) -> Location:
        aisle, bay, _ = code.split("-")
        return LocationFactory(
            warehouse=self.warehouse, zone=zone, code=code, aisle=aisle, bay=int(bay), level=1, walk_order=at,
            x_mm=3000 * int(aisle[1:]), y_mm=1000 * int(bay),
        )  # fmt: skip

    def _connect(self) -> ShopAccount:
        world = self.sandbox.world
        credentials = Credentials(
            app_key=world.app_key, app_secret=world.app_secret, gateway_url=f"{self.sandbox.url}/sync"
        )
        account = run(partial(connect_account, cause=CAUSE, shop=self.shop, credentials=credentials))
        code = authorisation_code({"url": self.sandbox.url, "app_key": world.app_key}, SHOP)
        pair = redeem_code(account, code, cause=CAUSE)
        return run(partial(store_tokens, cause=CAUSE, account_id=account.pk, pair=pair))

    def _bind(self, code: str) -> None:
        row = next(sku for product in catalogue.PRODUCTS[SHOP] for sku in product.skus if sku.sku_code == code)
        self.skus[code] = sku = SkuFactory(code=code, spu=code.rsplit("-", 1)[0])
        self.labels[code] = row.gtin
        run(partial(add_barcode, sku=sku, value=row.gtin))
        facts = {"product_id": str(row.product_id), "seller_sku": code, "platform_sku_id": str(row.platform_sku_id)}
        bind = partial(
            propose_binding, cause=CAUSE, shop=self.shop, warehouse=self.warehouse, components={sku.pk: 1}, **facts,
            reason="same_code",
        )  # fmt: skip
        run(lambda: verify_binding(cause=CAUSE, binding=bind().binding))

    # --- outside ---

    def ask(self, call: str, **body: Any) -> dict[str, Any]:
        """What no seller can do at the platform: buy, cancel, break things."""
        return self.sandbox.control.run("POST", call, {}, body)

    def buy(self, **units: int) -> str:
        """A buyer's order at the front; its number."""
        lines = [{"sku": sku.replace("_", "-"), "quantity": quantity} for sku, quantity in units.items()]
        return str(self.ask("orders", shop=SHOP, lines=lines)["order_id"])

    def front(self) -> dict[str, int]:
        """What the shop window shows of our three kinds of goods."""
        shown = self.sandbox.control.state()["shops"][SHOP]["front"]
        return {code: shown[code] for code in self.skus}

    def at_platform(self, number: str) -> dict[str, Any]:
        return next(
            row for row in self.sandbox.control.list_orders(SHOP)["orders"] if str(row["order_id"]) == str(number)
        )

    def oversold(self) -> int:
        return int(self.sandbox.control.state()["shops"][SHOP]["oversold_orders"])

    # --- workers ---

    def settle(self) -> None:
        """Workers serve every lane until nothing is due, and what the front shows is sent."""
        lanes = ["messages", *(self.account.lane(kind) for kind in ("interactive", "orders", "stock"))]
        for _ in range(5):
            assert drain_until_idle(lanes, seconds=SETTLE_SECONDS)
            due = StockPush.objects.filter(state=PushState.PENDING, next_at__lte=timezone.now())
            if not due.exists():
                return
        raise AssertionError("stock is never sent")

    def pull(self) -> None:
        """The next order pull is due: whatever was bought comes in, and everything that follows from it."""
        mine = ShopAccount.objects.filter(pk=self.account.pk)
        mine.update(orders_seen_until=None)
        for _ in range(MISSED_SLOTS):
            drain_until_idle([self.account.lane("pull")], seconds=SETTLE_SECONDS)
            if mine.filter(orders_seen_until__isnull=False).exists():
                return self.settle()
        raise AssertionError("orders are never pulled")

    def wave(self) -> list[Generated]:
        return generate_waves(cause=CAUSE, warehouse=self.warehouse, rule=self.rule, seconds=0)

    # --- the floor ---

    def put(self, place: str, code: str, units: int) -> None:
        """Goods that have been there since before the story begins."""
        stock(self.places[place], self.skus[code], units)

    def lies(self, place: str, code: str, condition: str = "good") -> int:
        return on_hand(self.places[place], self.skus[code], condition=condition)

    def announce(self, number: str, **units: int) -> InboundReceipt:
        lines = [AsnLine(sku=self.skus[code.replace("_", "-")], expected_units=n) for code, n in units.items()]
        return run(partial(open_asn, cause=CAUSE, warehouse=self.warehouse, number=number, lines=lines)).receipt

    def sums(self, code: str) -> tuple[int, int, int]:
        """(on hand sellable, reserved, waiting)"""
        row = SkuStock.objects.get(sku=self.skus[code], warehouse=self.warehouse)
        return row.on_hand_sellable, row.reserved, row.waiting

    def order(self, number: str, part: int = 1) -> Order:
        return Order.objects.get(shop=self.shop, number=number, part=part)

    def label_of(self, number: str, part: int = 1) -> str:
        """The waybill number on an order's parcel."""
        parcel = Parcel.objects.exclude(state="cancelled").get(order=self.order(number, part))
        return Waybill.objects.get(parcel=parcel).number

    def walk(self, hand: Hand, *, until: str = "cart", cart: int = 0) -> list[str]:
        """Scan what the pick screen asks for until it is at step `until`; the codes of the answers."""
        pick = Walk(self, hand, cart)
        codes = [pick.scan()]
        while pick.step != until:
            codes.append(pick.scan())
        return codes

    def open_parcel(self, number: str, part: int = 1) -> Handheld:
        """Put an order's tote on the bench; the bench's scanner."""
        scanner = self.bench.at()
        tote = self.order(number, part).slots.filter(released_at=None).get().handling_unit
        answer = scanner.scan(tote.barcode)
        assert answer["code"] in {"pack.opened", "pack.resumed"}, answer
        return scanner

    def pack(self, number: str, part: int = 1) -> Handheld:
        """Verify every unit; the bench waits for the label scan."""
        scanner = self.open_parcel(number, part)
        for item in self.order(number, part).items.select_related("sku"):
            for _ in range(item.quantity):
                answer = scanner.scan(self.labels[item.sku.code])
                assert answer["verdict"] == "ok", answer
        if scanner.seen["step"] == "label":  # the platform took longer than the bench waits
            self.settle()
            self.bench.look(scanner)
        assert scanner.seen["step"] == "close", scanner.last
        return scanner

    def seal(self, number: str, part: int = 1) -> None:
        scanner = self.pack(number, part)
        answer = scanner.scan(self.label_of(number, part))
        assert answer["code"] == "pack.closed", answer

    def hand_over(self, number: str, part: int = 1) -> dict[str, Any]:
        return self.bench.at("handover").scan(self.label_of(number, part))

    def put_back(self, hand: Hand) -> None:
        """Scan every tote that waits to be put back empty."""
        shown = hand.at("put_back").handheld
        page = hand.client.get("/rf/put_back/").context["view"]["data"]
        for code in page["totes"]:
            shown.scan(self.barcode_of(code))
            while shown.seen["step"] != "tote":
                data = shown.last["data"]
                wanted = self.labels[data["waiting"][0]["sku"]] if shown.seen["step"] == "item" else None
                answer = shown.scan(wanted or str(self.places[data["location"]].barcode))
                assert answer["verdict"] == "ok", answer

    def barcode_of(self, tote: str) -> str:
        return next(unit.barcode for unit in HandlingUnit.objects.filter(code=tote))

    def agrees(self) -> None:
        """The books agree with the ledger, and the window with the books."""
        assert differences() == []
        stocks = SkuStock.objects.filter(warehouse=self.warehouse).select_related("sku")
        assert self.front() == dict.fromkeys(self.skus, 0) | {row.sku.code: row.available for row in stocks}


class Walk:
    """One hand in front of the pick screen, reading it as a person does."""

    def __init__(self, house: House, hand: Hand, cart: int) -> None:
        self.house, self.hand = house, hand.at("pick")
        self.cart = house.carts[cart].barcode
        self.data = hand.client.get("/rf/pick/").context["view"]["data"]

    @property
    def step(self) -> str:
        return str(self.hand.handheld.seen["step"])

    def label(self) -> str:
        if self.step == "cart":
            return self.cart
        if self.step == "slot":
            known = self.data.get("tote")
            free = (unit.barcode for unit in self.house.totes if self._is_free(unit))
            return self.house.barcode_of(known) if known else next(free)
        if self.step in {"location", "return"}:
            return str(self.house.places[self.data["location"]].barcode)
        return self.house.labels[self.data["sku"]] if self.step == "item" else self.house.barcode_of(self.data["tote"])

    def _is_free(self, unit: HandlingUnit) -> bool:
        unit.refresh_from_db()
        return unit.state == "free"

    def scan(self) -> str:
        answer = self.hand.handheld.scan(self.label())
        assert answer["verdict"] == "ok", answer
        self.data = answer["data"]
        return str(answer["code"])


@pytest.fixture
def house(transactional_db: None) -> Iterator[House]:
    with Sandbox(seed=7, poll_seconds=0.01) as sandbox:
        house = House(sandbox)
        house.settle()
        yield house
    while client._made:  # its connections led to this sandbox
        client._made.pop().close()


def document(number: str) -> str:
    return make("document", number)
