"""Buyers by themselves: the same from the same seed, mixed as said, never more than the front shows."""

import time
from collections import Counter

import pytest

from tests.aliexpress.sandbox.test_tokens import Clock
from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.sandbox.faults import Faults
from wms.aliexpress.sandbox.generator import Ticker, compose
from wms.aliexpress.sandbox.state import World


@pytest.fixture
def clock():
    return Clock()


def stocked(clock, units, seed=9):
    world = World(seed=seed, now=clock)
    for sku in catalogue.skus("DEMO"):
        world.push_number("DEMO", sku.sku_code, units)
    return world


def run(world, clock, seconds, rate=60):
    world.configure(orders_per_minute=rate)
    ticker = Ticker(world, Faults(world.seed, clock))
    for _ in range(seconds * 2):
        clock.at += 0.5
        ticker.step()
    return list(world.orders.values())


def test_same_seed_makes_the_same_orders(clock):
    began = clock.at
    first = run(stocked(clock, 500), clock, 120)
    clock.at = began
    assert run(stocked(clock, 500), clock, 120) == first
    clock.at = began
    assert run(stocked(clock, 500, seed=10), clock, 120) != first


def test_orders_come_at_about_the_set_rate(clock):
    orders = run(stocked(clock, 10_000), clock, 600, rate=30)
    assert 250 < len(orders) < 350


def test_mix_of_orders(clock):
    world = stocked(clock, 100_000)
    wishes = [compose(world, "DEMO", number) for number in range(4000)]
    lines = [len(wish["wanted"]) for wish in wishes]
    assert 0.42 < lines.count(1) / 4000 < 0.48
    assert 2.35 < sum(lines) / 4000 < 2.65
    assert 0.09 < sum(wish["choice"] for wish in wishes) / 4000 < 0.15
    assert 0.02 < sum(wish["cancel_after"] is not None for wish in wishes) / 4000 < 0.04
    assert 0.02 < sum(not wish["pays"] for wish in wishes) / 4000 < 0.06
    assert {"CAINIAO_STANDARD", "CAINIAO_ECONOMY", "YANWEN_JYT"} <= set(Counter(w["carrier"] for w in wishes))
    units = [count for wish in wishes for _code, count in wish["wanted"]]
    assert 0.15 < sum(count > 1 for count in units) / len(units) < 0.29
    for wish in wishes:
        assert len({code for code, _units in wish["wanted"]}) == len(wish["wanted"])


def test_orders_stop_when_the_front_is_empty_and_never_go_below(clock):
    world = stocked(clock, 2)
    world.configure(unpaid_seconds=10_000)
    orders = run(world, clock, 300)
    assert all(world.front("DEMO", sku.sku_code) >= 0 for sku in catalogue.skus("DEMO"))
    sold = Counter()
    for order in orders:
        if not (order["status"] == "FINISH" and order["paid"] is None):
            sold.update({line["sku"]: line["units"] for line in order["lines"]})
    shown = {sku.sku_code: world.front("DEMO", sku.sku_code) for sku in catalogue.skus("DEMO")}
    assert {code: shown[code] + sold[code] for code in shown} == dict.fromkeys(shown, 2)


def test_only_the_demo_shop_gets_orders_by_itself(clock):
    orders = run(stocked(clock, 500), clock, 60)
    assert {order["shop"] for order in orders} == {"DEMO"}
    assert {order["status"] for order in orders} > {"WAIT_SELLER_SEND_GOODS"}


def test_nothing_happens_at_rate_0(clock):
    world = stocked(clock, 500)
    assert Ticker(world, Faults(1, clock)).step() == 3600
    assert run(world, clock, 60, rate=0) == []


def test_rate_can_be_changed_while_it_runs(gateway):
    units = {sku.sku_code: 50 for sku in catalogue.skus("DEMO")}
    gateway.control("POST", "front", {"shop": "DEMO", "units": units})
    assert gateway.state()["orders_placed"] == 0
    gateway.control("POST", "settings", {"orders_per_minute": 6000})
    deadline = time.monotonic() + 10
    while gateway.state()["orders_placed"] < 3:
        assert time.monotonic() < deadline
    gateway.control("POST", "settings", {"orders_per_minute": 0})
