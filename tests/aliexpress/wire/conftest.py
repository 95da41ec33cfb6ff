"""A shop connected to a running sandbox over the real wire; no floor, only what the channel itself does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from inventory.models import Location, Sku, SkuBinding, SkuStock
from inventory.operations import add_barcode, propose_binding, verify_binding
from packing.models import Parcel, Waybill
from picking.models import Order
from tests.factories.core import ShopFactory
from tests.factories.inventory import HandlingUnitFactory, LocationFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import CAUSE, stock
from wms.aliexpress import client
from wms.aliexpress.carrier import AliExpressCarrier
from wms.aliexpress.gateway import Pulled
from wms.aliexpress.live import LiveGateway
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.oauth import redeem_code
from wms.aliexpress.operations.connect import Credentials, connect_account, store_tokens
from wms.aliexpress.sandbox import catalogue, tokens
from wms.aliexpress.sandbox.server import Sandbox
from wms.core.models import Exchange, Message
from wms.core.outbox import drain_exchanges
from wms.core.transactions import run

SHOP, WAREHOUSE = "DEMO", "SZ-LH-01"
BLACK, CLEAR, LAMP = "MC-15P-BLK", "MC-15P-CLR", "NL-48W-WHT"


class Wire:
    """Verbs of both ends."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.warehouse = StockedWarehouseFactory(code=WAREHOUSE, platform_code=WAREHOUSE)
        self.shop = ShopFactory(code=SHOP, warehouse=self.warehouse)
        self.shelf: Location = LocationFactory(warehouse=self.warehouse)
        credentials = Credentials(
            app_key=sandbox.world.app_key, app_secret=sandbox.world.app_secret, gateway_url=f"{sandbox.url}/sync"
        )
        self.account: ShopAccount = run(partial(connect_account, cause=CAUSE, shop=self.shop, credentials=credentials))

    def consent(self, shop: str = SHOP) -> str:
        """The code that a seller's consent gives."""
        return tokens.issue_code(self.sandbox.world, shop)

    def authorise(self, shop: str = SHOP) -> ShopAccount:
        pair = redeem_code(self.account, self.consent(shop), cause=CAUSE)
        self.account = run(partial(store_tokens, cause=CAUSE, account_id=self.account.pk, pair=pair))
        return self.account

    def sell(self, code: str, units: int) -> Sku:
        """A verified binding with units on the shelf, and the same units in the shop window."""
        row = next(sku for product in catalogue.PRODUCTS[SHOP] for sku in product.skus if sku.sku_code == code)
        sku = SkuFactory(code=code)
        run(partial(add_barcode, sku=sku, value=row.gtin))
        facts = {"product_id": str(row.product_id), "platform_sku_id": row.sku_attribute}
        bind = partial(propose_binding, cause=CAUSE, shop=self.shop, warehouse=self.warehouse, seller_sku=code, **facts)
        run(lambda: verify_binding(cause=CAUSE, binding=bind().binding))
        if units:
            stock(self.shelf, sku, units)
            self.ask("front", shop=SHOP, units={code: units})
        return sku

    def binding(self, code: str) -> SkuBinding:
        return SkuBinding.objects.get(shop=self.shop, seller_sku=code)

    # --- the platform's side ---

    def ask(self, call: str, **body: Any) -> dict[str, Any]:
        return self.sandbox.control.run("POST", call, {}, body)

    def faults(self, **faults: Any) -> None:
        self.ask("faults", **faults)

    def buy(self, code: str = BLACK, units: int = 1, **more: Any) -> str:
        return str(self.ask("orders", shop=SHOP, lines=[{"sku": code, "quantity": units}], **more)["order_id"])

    def platform(self) -> dict[str, Any]:
        return self.sandbox.control.state()["shops"][SHOP]

    def at_platform(self, number: str) -> dict[str, Any]:
        rows = self.sandbox.control.list_orders(SHOP)["orders"]
        return next(row for row in rows if str(row["order_id"]) == number)

    def wait_at_platform(self, number: str, status: str) -> None:
        """Its clock ticks by itself; ten seconds are a bug."""
        ends = time.monotonic() + 10
        while self.at_platform(number)["status"] != status:
            assert time.monotonic() < ends, self.at_platform(number)
            time.sleep(0.01)

    def calls(self, method: str) -> int:
        """How often a method was really answered."""
        return self.sandbox.gateway.traffic.by_method[method]

    # --- our side ---

    def pull(self) -> Pulled:
        pulled = LiveGateway(self.account).pull_orders(self.account)
        if pulled.complete:
            ShopAccount.objects.filter(pk=self.account.pk).update(orders_seen_until=pulled.began_at)
        self.account.refresh_from_db()
        return pulled

    def order(self, number: str) -> Order:
        return Order.objects.get(shop=self.shop, number=number, part=1)

    def sums(self, sku: Sku) -> tuple[int, int, int]:
        """(on hand sellable, reserved, waiting)"""
        row = SkuStock.objects.get(sku=sku, warehouse=self.warehouse)
        return row.on_hand_sellable, row.reserved, row.waiting

    def drain(self, kind: str, *, tries: int = 1) -> list[Exchange]:
        """Make the due calls of a lane `tries` times, each try due at once; all calls of the lane, oldest first."""
        rows = Exchange.objects.filter(lane=self.account.lane(kind))
        for _ in range(tries):
            rows.update(next_at=timezone.now())
            drain_exchanges(self.account.lane(kind), 5.0)  # ends at once when nothing is due
        return list(rows.order_by("pk"))

    def parcel(self, number: str) -> Parcel:
        """An order's parcel as a bench leaves it when it asks for a waybill."""
        count = Parcel.objects.count() + 1
        tote = HandlingUnitFactory(warehouse=self.warehouse)
        return Parcel.objects.create(
            warehouse=self.warehouse, order=self.order(number), number=f"P{count:05d}", state="verified", tote=tote
        )

    def ask_waybill(self, parcel: Parcel) -> Waybill:
        waybill = Waybill.objects.create(parcel=parcel, carrier=parcel.order.carrier)
        ask = partial(AliExpressCarrier().create_waybill, cause=CAUSE, parcel=parcel, waybill_id=waybill.pk)
        run(ask)
        return waybill


@pytest.fixture
def bare(transactional_db: None, settings: Any) -> Iterator[Wire]:
    """The shop's account without tokens."""
    settings.ALIEXPRESS_DEADLINE_SECONDS = 5.0  # a busy machine is no test of the deadline; who tests it, shortens it
    with Sandbox(seed=7, poll_seconds=0.01) as sandbox:
        yield Wire(sandbox)
    while client._made:  # its connections led to this sandbox
        client._made.pop().close()


@pytest.fixture
def wire(bare: Wire) -> Wire:
    """The shop, authorised."""
    bare.authorise()
    Message.objects.all().delete()
    return bare
