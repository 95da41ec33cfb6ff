"""The demo's present day: the shops connected, orders bought at the front, waves under way, walks half done."""

from __future__ import annotations

import logging
import random
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from django.conf import settings

from inventory.models import HandlingUnit, SkuStock
from inventory.states import HandlingUnitKind, HandlingUnitState
from picking.models import PickList
from picking.operations.wave_control import reserve_list
from picking.operations.waves import generate_waves
from picking.selectors.ready import picked_orders
from picking.states import PickListState
from wms.aliexpress.gateway import gateway_of
from wms.aliexpress.models import ShopAccount
from wms.aliexpress.oauth import redeem_code
from wms.aliexpress.operations.connect import Credentials, connect_account, store_tokens
from wms.aliexpress.order_pull import freshen
from wms.aliexpress.sandbox.state import World
from wms.core.models import Device, Person
from wms.core.transactions import run
from wms.ops.demo.goods import CAUSE
from wms.ops.demo.hands import Hands, label_to_scan, labels_of
from wms.ops.demo.world import Site
from wms.ops.lanes import drain_until_idle
from wms.scan.codes import make

log = logging.getLogger(__name__)
SANDBOX_SEED = 1
ORDERS_AT_OPENING = 40
SECONDS_TO_SETTLE = 6.0
ORDERS_TO_PACK, ORDERS_TO_PASS_ON, SCANS_OF_THE_MORNING = 4, 8, 90


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
    """Orders come in over the wire, waves are made, one picker is half through the first walk, and the totes of
    another one wait at the pass point of the second zone.
    """
    front = {
        stock.sku.code: stock.available
        for stock in SkuStock.objects.filter(warehouse=site.warehouse).select_related("sku")
    }
    _control(gateway, "front", {"shop": site.shop.code, "units": front})
    codes = sorted(code for code, units in front.items() if units > 10)
    for _ in range(ORDERS_AT_OPENING):
        chosen = rng.sample(codes, rng.choice((1, 1, 1, 2, 3)))
        _buy(gateway, site, chosen, rng, choice=rng.random() < 0.15)
    _wave_what_came(site)
    _pick_a_while(site)
    _pack_a_few(site)
    for _ in range(ORDERS_TO_PASS_ON):
        _buy(gateway, site, rng.sample(codes, 3), rng, carrier="CAINIAO_ECONOMY")
    _wave_what_came(site)
    _pass_one_on(site)


def _buy(gateway: dict[str, Any], site: Site, codes: list[str], rng: random.Random, **more: Any) -> None:
    lines = [{"sku": code, "quantity": rng.choice((1, 1, 2))} for code in codes]
    _control(gateway, "orders", {"shop": site.shop.code, "lines": lines, **more})


def _wave_what_came(site: Site) -> None:
    """Pulled whatever was pulled a moment ago: the lane would wait until it is due."""
    account = ShopAccount.objects.select_related("shop").get(shop=site.shop)
    freshen(account, gateway_of(account), seconds=0.0, wait_seconds=SECONDS_TO_SETTLE)
    drain_until_idle(["messages", account.lane("orders")], seconds=SECONDS_TO_SETTLE)
    generate_waves(cause=CAUSE, warehouse=site.warehouse, seconds=0.5)


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
    labels = labels_of(site.warehouse)
    shorts = 1
    totes = iter(site.totes)
    for _ in range(SCANS_OF_THE_MORNING):
        seen, shown = picker.looks("rf", "pick")
        if seen.step == "item" and shorts and shown["wanted"] > 1:
            shorts -= 1
            raw = make("command", "SHORT")
        elif seen.step == "short":
            raw = make("command", "NOSTOCK")
        elif seen.step == "choose":
            raw = make("command", shown["options"][0])
        else:
            raw = label_to_scan(seen.step, shown, labels, site.carts[0], totes)
        if not raw or picker.scans("rf", "pick", raw, seen).verdict != "ok":
            log.warning("the demo's picker stops at %s: %s", seen.step, shown)
            break


def _pass_one_on(site: Site) -> None:
    """The manager, who picks too, fetches what a list has in the first zone and lays its totes down for the second."""
    halves = PickList.objects.filter(warehouse=site.warehouse, state=PickListState.OPEN, zone=site.zones[0])
    walk = halves.filter(tasks__location__zone=site.zones[1]).order_by("pk").first()
    if walk is None:
        log.warning("no list of the demo goes through both zones")
        return
    picker = Hands(Device.objects.get(code=f"PDA-{site.shop.code}-2"), Person.objects.get(username="zhou"))
    known: dict[str, Any] = {"wave_id": walk.wave_id, "list_id": walk.pk, "person_id": picker.actor.person.pk}
    run(partial(reserve_list, cause=CAUSE, warehouse=site.warehouse, **known))
    labels = labels_of(site.warehouse)
    free = HandlingUnit.objects.filter(kind=HandlingUnitKind.TOTE, state=HandlingUnitState.FREE)
    totes = iter(free.filter(warehouse=site.warehouse).order_by("code"))
    code = ""
    while code != "pick.passed_on":
        seen, shown = picker.looks("rf", "pick")
        raw = label_to_scan(seen.step, shown, labels, site.carts[1], totes)
        judged = picker.scans("rf", "pick", raw, seen) if raw else None
        if judged is None or judged.verdict != "ok":
            log.warning("the demo's walk from zone to zone stops at %s: %s", seen.step, shown)
            return
        code = judged.code


def _pack_a_few(site: Site) -> None:
    """Picked orders go over the bench; at the first one a wrong unit is scanned, stopped, and told to the manager."""
    packer = Hands(Device.objects.get(code=f"PC-{site.shop.code}-1"), Person.objects.get(username="chen"))
    barcodes = labels_of(site.warehouse)
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
