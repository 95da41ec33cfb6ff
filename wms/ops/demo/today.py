"""The demo's present day: the shops connected, orders bought at the front, waves under way, one walk half done."""

from __future__ import annotations

import logging
import random
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from django.conf import settings

from inventory.models import Barcode, HandlingUnit, Location, SkuStock
from picking.operations.waves import generate_waves
from picking.selectors.ready import picked_orders
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.oauth import redeem_code
from wms.aliexpress.operations.connect import Credentials, connect_account, store_tokens
from wms.aliexpress.sandbox.state import World
from wms.core.models import Device, Person
from wms.core.transactions import run
from wms.ops.demo.goods import CAUSE
from wms.ops.demo.hands import Hands
from wms.ops.demo.world import Site
from wms.ops.lanes import drain_until_idle
from wms.scan.codes import make

log = logging.getLogger(__name__)
SANDBOX_SEED = 1
ORDERS_AT_OPENING = 40
SECONDS_TO_SETTLE = 6.0
ORDERS_TO_PACK, SCANS_OF_THE_MORNING = 4, 90


def connect_shops(sites: list[Site]) -> dict[str, Any]:
    """Authorise each shop at the sandbox the way a person does; returns what access.json tells of the gateway."""
    world = World(seed=SANDBOX_SEED)
    gateway = {
        "url": settings.SANDBOX_URL,
        "app_key": world.app_key,
        "app_secret": world.app_secret,
        "control_token": world.control_token,
    }
    for site in sites:
        credentials = Credentials(
            app_key=world.app_key, app_secret=world.app_secret, gateway_url=f"{settings.SANDBOX_URL}/sync"
        )
        account = run(partial(connect_account, cause=CAUSE, shop=site.shop, credentials=credentials))
        pair = redeem_code(account, authorisation_code(gateway, site.shop.code), cause=CAUSE)
        run(partial(store_tokens, cause=CAUSE, account_id=account.pk, pair=pair))
    return gateway


def authorisation_code(gateway: dict[str, Any], shop: str) -> str:
    """The code that the seller's consent gives; the sandbox consents at once."""
    parameters = {
        "response_type": "code",
        "client_id": gateway["app_key"],
        "redirect_uri": "http://127.0.0.1/callback",
        "auto": "1",
        "shop": shop,
    }
    answer = httpx.get(f"{gateway['url']}/oauth/authorize", params=parameters, timeout=5, follow_redirects=False)
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def begin_day(site: Site, gateway: dict[str, Any], rng: random.Random) -> None:
    """Orders come in over the wire, two waves are made, one picker is half through the first walk."""
    front = {
        stock.sku.code: stock.available
        for stock in SkuStock.objects.filter(warehouse=site.warehouse).select_related("sku")
    }
    _control(gateway, "front", {"shop": site.shop.code, "units": front})
    codes = sorted(code for code, units in front.items() if units > 10)
    for _ in range(ORDERS_AT_OPENING):
        chosen = rng.sample(codes, rng.choice((1, 1, 1, 2, 3)))
        lines = [{"sku": code, "quantity": rng.choice((1, 1, 2))} for code in chosen]
        _control(gateway, "orders", {"shop": site.shop.code, "lines": lines, "choice": rng.random() < 0.15})
    account = ShopAccount.objects.get(shop=site.shop)
    drain_until_idle([account.lane("pull"), "messages", account.lane("orders")], seconds=SECONDS_TO_SETTLE)
    generate_waves(cause=CAUSE, warehouse=site.warehouse, seconds=0.5)
    _pick_a_while(site)
    _pack_a_few(site)


def _control(gateway: dict[str, Any], name: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = httpx.post(
        f"{gateway['url']}/_control/{name}",
        json=body,
        headers={"X-Sandbox-Control": gateway["control_token"]},
        timeout=5,
    )
    if answer.status_code >= 400 and answer.status_code != 409:
        raise RuntimeError(f"sandbox refused {name}: {answer.text[:200]}")
    return dict(answer.json())


def _pick_a_while(site: Site) -> None:
    """The picker takes work, sets the totes and does most of a walk; some orders stand picked for the benches."""
    picker = Hands(
        Device.objects.get(code=f"PDA-{site.shop.code}-1"),
        Person.objects.get(username="li"),
    )
    barcodes = _labels(site)
    shorts = 1
    totes = iter(site.totes)
    for _ in range(SCANS_OF_THE_MORNING):
        seen, shown = picker.looks("rf", "pick")
        if seen.step == "cart":
            raw = site.carts[0].barcode
        elif seen.step == "slot":
            raw = next(totes).barcode
        elif seen.step == "location":
            raw = barcodes["location"].get(shown["location"])
        elif seen.step == "item" and shorts and shown["wanted"] > 1:
            shorts -= 1
            raw = make("command", "SHORT")
        elif seen.step == "short":
            raw = make("command", "NOSTOCK")
        elif seen.step == "choose":
            raw = make("command", shown["options"][0])
        elif seen.step in {"item", "units"}:
            raw = barcodes["sku"].get(shown["sku"])
        elif seen.step == "tote":
            raw = barcodes["tote"].get(shown["tote"])
        else:
            break
        if not raw or picker.scans("rf", "pick", raw, seen).verdict != "ok":
            log.warning("the demo's picker stops at %s: %s", seen.step, shown)
            break


def _pack_a_few(site: Site) -> None:
    """Picked orders go over the bench; at the first one a wrong unit is scanned, stopped, and told to the manager."""
    packer = Hands(Device.objects.get(code=f"PC-{site.shop.code}-1"), Person.objects.get(username="chen"))
    barcodes = _labels(site)
    ready = picked_orders(site.warehouse.pk, limit=ORDERS_TO_PACK)
    for number, order in enumerate(ready):
        packer.scans("station", "pack", order.number)
        for _ in range(30):
            seen, shown = packer.looks("station", "pack")
            if seen.step == "serial":
                packer.scans("station", "pack", f"KB65{order.number[-6:]}{seen.version:02d}")
                continue
            if seen.step != "verify":
                break
            open_lines = [line for line in shown["lines"] if line["verified"] < line["quantity"]]
            if number == 0 and not shown["is_blocked"] and len(open_lines) == len(shown["lines"]):
                stranger = next(
                    code for code in barcodes["sku"] if code not in {line["sku"] for line in shown["lines"]}
                )
                packer.scans("station", "pack", barcodes["sku"][stranger])
            packer.scans("station", "pack", barcodes["sku"][open_lines[0]["sku"]])
        _, shown = packer.looks("station", "pack")
        last = shown.get("waybill") or make("command", "PARK")
        packer.scans("station", "pack", last)


def _labels(site: Site) -> dict[str, dict[str, str]]:
    places = Location.objects.filter(warehouse=site.warehouse).exclude(barcode=None)
    totes = HandlingUnit.objects.filter(warehouse=site.warehouse)
    return {
        "location": {row.code: row.barcode or "" for row in places},
        "sku": {row.sku.code: row.value for row in Barcode.objects.select_related("sku")},
        "tote": {row.code: row.barcode for row in totes},
    }
