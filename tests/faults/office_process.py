"""The house of the fault matrix seen from inside: makes it, changes a shelf, calls a wave, tells what the rows say.

One JSON object a line in, one out: {"verb": name, …} → {"answer": …}, or {"down": why} while there is no database, or
the planner is still compiling its kernels.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from datetime import timedelta
from functools import partial
from typing import Any

import django

django.setup()

from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import InterfaceError, OperationalError, close_old_connections, connection  # noqa: E402
from django.db.models import F  # noqa: E402

from inventory.models import Location, SkuStock  # noqa: E402
from inventory.operations import add_barcode, adjust_stock, propose_binding, verify_binding  # noqa: E402
from packing.models import Parcel, Waybill  # noqa: E402
from picking.models import Order  # noqa: E402
from picking.operations.waves import generate_waves  # noqa: E402
from picking.planner import PlannerFailed  # noqa: E402
from tests.factories.core import PersonFactory, ShopFactory, StationFactory  # noqa: E402
from tests.factories.inventory import (  # noqa: E402
    HandlingUnitFactory,
    LocationFactory,
    SkuFactory,
    StockedWarehouseFactory,
    ZoneFactory,
)
from tests.factories.picking import WaveRuleFactory  # noqa: E402
from tests.floor import CAUSE, on_hand, stock  # noqa: E402
from wms.aliexpress import blocks  # noqa: E402
from wms.aliexpress.models import ShopAccount, StockPush, SyncFailure  # noqa: E402
from wms.aliexpress.oauth import redeem_code  # noqa: E402
from wms.aliexpress.operations.connect import Credentials, connect_account, store_tokens  # noqa: E402
from wms.aliexpress.operations.stock_push import resync  # noqa: E402
from wms.aliexpress.sandbox import catalogue  # noqa: E402
from wms.core.cause import Cause  # noqa: E402
from wms.core.models import Assignment, Device, Exchange, FigureOverride, Message, Person, WorkItem  # noqa: E402
from wms.core.states import DeviceKind, Role  # noqa: E402
from wms.core.transactions import run  # noqa: E402
from wms.ops.demo.today import authorisation_code  # noqa: E402
from wms.ops.ledger import differences  # noqa: E402
from wms.scan.session import enrol, set_pin  # noqa: E402

SHOP, WAREHOUSE = "DEMO", "SZ-LH-01"
UNITS, TOTES, PIN = 400, 12, "2468"


def setup(*, gateway: dict[str, str], skus: list[str]) -> dict[str, Any]:
    """One warehouse, one shop at the platform, a shelf for each SKU, a picker and a packer with their devices."""
    call_command("migrate", verbosity=0)
    warehouse = StockedWarehouseFactory(code=WAREHOUSE, platform_code=WAREHOUSE)
    shop = ShopFactory(code=SHOP, warehouse=warehouse)
    FigureOverride.objects.create(shop=shop, name="order_pull_seconds", value=1)
    zone = ZoneFactory(warehouse=warehouse)
    places = {
        f"A01-{bay:02d}-01": LocationFactory(
            warehouse=warehouse, zone=zone, code=f"A01-{bay:02d}-01", aisle="A01", bay=bay, level=1, walk_order=bay,
            x_mm=0, y_mm=1000 * bay,
        )
        for bay in range(1, len(skus) + 1)
    }  # fmt: skip
    totes = [HandlingUnitFactory(warehouse=warehouse) for _ in range(TOTES)]
    cart = HandlingUnitFactory(warehouse=warehouse, cart=True)
    WaveRuleFactory(warehouse=warehouse, trolley_slots=4)
    credentials = Credentials(
        app_key=gateway["app_key"], app_secret=gateway["app_secret"], gateway_url=f"{gateway['url']}/sync"
    )
    run(partial(connect_account, cause=CAUSE, shop=shop, credentials=credentials))
    consent(gateway=gateway)
    known = {row.sku_code: row for product in catalogue.PRODUCTS[SHOP] for row in product.skus}
    for code, place in zip(skus, places.values(), strict=True):
        sku = SkuFactory(code=code)
        run(partial(add_barcode, sku=sku, value=known[code].gtin))
        bind = partial(
            propose_binding, cause=CAUSE, shop=shop, warehouse=warehouse, components={sku.pk: 1},
            product_id=str(known[code].product_id), seller_sku=code, platform_sku_id=str(known[code].platform_sku_id),
            reason="same_code",
        )  # fmt: skip
        binding = run(bind).binding
        run(partial(verify_binding, cause=CAUSE, binding=binding))
        stock(place, sku, UNITS)
    return {
        "devices": {
            "picker": _device(warehouse, DeviceKind.HANDHELD, Role.PICKER),
            "packer": _device(warehouse, DeviceKind.STATION, Role.PACKER),
        },
        "labels": {code: known[code].gtin for code in skus},
        "places": {code: str(place.barcode) for code, place in places.items()},
        "totes": {tote.code: tote.barcode for tote in totes},
        "cart": cart.barcode,
    }


def _device(warehouse: Any, kind: str, role: str) -> dict[str, Any]:
    station = StationFactory(warehouse=warehouse) if kind == DeviceKind.STATION else None
    device = Device.objects.create(warehouse=warehouse, station=station, code=f"D-{role}", name=role, kind=kind)
    person = PersonFactory(username=role, name=role)
    set_pin(person, PIN)
    Assignment.objects.create(person=person, warehouse=warehouse, role=role)
    told = {"kind": str(kind), "token": enrol(device)}
    return {"device": told, "person": {"name": role, "badge": person.badge, "pin": PIN}}


def account() -> ShopAccount:
    return ShopAccount.objects.select_related("shop__warehouse").get()


def consent(*, gateway: dict[str, str]) -> None:
    """The seller allows the application anew."""
    mine = account()
    pair = redeem_code(mine, authorisation_code(gateway, SHOP), cause=CAUSE)
    run(partial(store_tokens, cause=CAUSE, account_id=mine.pk, pair=pair))


def night() -> None:
    """A day has passed: the failures of the day before count no more [M14]."""
    SyncFailure.objects.update(failed_at=F("failed_at") - timedelta(days=1))


def count(*, sku: str, more: int) -> None:
    """A shelf is counted, and holds `more` units than the books said."""
    there = SkuStock.objects.select_related("sku").get(sku__code=sku)
    place = Location.objects.get(balances__sku=there.sku, kind="storage", balances__on_hand__gt=0)
    run(
        partial(
            adjust_stock, cause=CAUSE, location=place, sku=there.sku, lot=None,
            to_on_hand=on_hand(place, there.sku) + more, reason="count", approver=Person.objects.earliest("pk"),
        )
    )  # fmt: skip


def wave() -> int:
    """How many orders were waved."""
    rule = account().shop.warehouse.wave_rules.get()
    return sum(made.orders for made in generate_waves(cause=CAUSE, warehouse=rule.warehouse, rule=rule, seconds=0))


def resync_all() -> bool:
    """A person presses Re-sync. True: that closed an open breaker."""
    person = Person.objects.earliest("pk")
    cause = Cause(source="desk", person=person)
    return run(partial(resync, cause=cause, account=account())).has_closed_breaker


def try_again() -> int:
    """A person says that the cause of refused calls is gone. How many kinds of call were still refused."""
    cause = Cause(source="desk", person=Person.objects.earliest("pk"))
    return run(partial(blocks.try_again, cause=cause, account=account()))


def state() -> dict[str, Any]:
    """What the rows say now."""
    mine = account()
    pushes = StockPush.objects.exclude(state="idle", is_suspect=False)
    unfinished = Exchange.objects.exclude(state="done")
    return {
        "orders": {row.number: row.state for row in Order.objects.order_by("pk")},
        "parts": dict(Counter(Order.objects.values_list("number", flat=True))),
        "available": {row.sku.code: row.available for row in SkuStock.objects.select_related("sku")},
        "reserved": {row.sku.code: row.reserved + row.waiting for row in SkuStock.objects.select_related("sku")},
        "waybills": {row.number: row.parcel.order.number for row in Waybill.objects.select_related("parcel__order")},
        "parcels": dict(Counter(Parcel.objects.values_list("order__number", flat=True))),
        "pushes": [f"{row.binding.seller_sku} {row.state} {row.last_code}" for row in pushes.select_related("binding")],
        "exchanges": [f"{row.handler} {row.subject} {row.state} {row.last_error}" for row in unfinished],
        "messages": [str(row) for row in Message.objects.exclude(state="done")],
        "is_open": mine.opened_at is not None,
        "is_failing": mine.failing_since is not None,
        "needs_authorisation": mine.needs_authorisation_since is not None,
        "work": sorted(WorkItem.objects.exclude(state="resolved").values_list("kind", flat=True)),
    }


def ledger() -> list[str]:
    """Where the books differ from a replay of the ledger."""
    cache.clear()
    return [str(row) for row in differences()]


VERBS = {verb.__name__: verb for verb in (setup, consent, night, count, wave, resync_all, try_again, state, ledger)}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        close_old_connections()
        try:
            told = {"answer": VERBS[asked.pop("verb")](**asked)}
        except (OperationalError, InterfaceError, PlannerFailed) as problem:
            connection.close()
            told = {"down": str(problem)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
