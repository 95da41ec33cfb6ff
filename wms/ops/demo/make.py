"""Builds the whole demo, once, on an empty database."""

from __future__ import annotations

import random
from functools import partial

from inventory.models import Sku
from inventory.operations import AsnLine, open_asn
from wms.core.transactions import run
from wms.ops.demo.access import write_access
from wms.ops.demo.goods import CAUSE, make_goods, stock_shelves, write_snapshots
from wms.ops.demo.history import write_week
from wms.ops.demo.today import begin_day, connect_shops
from wms.ops.demo.walks import build_walks
from wms.ops.demo.world import DEMO_PLAN, SIM_PLAN, Plan, Site, build_site
from wms.scan.codes import make

SEED = 20261123


def make_demo() -> None:
    """A stocked warehouse with a week behind it and orders on its floor; an empty one beside it for simulate."""
    rng = random.Random(SEED)
    demo, sim = _site_of(DEMO_PLAN), _site_of(SIM_PLAN)
    skus, sim_skus = make_goods(demo), make_goods(sim)
    stock_shelves(demo, skus, rng)
    write_snapshots(demo, skus, rng)
    write_snapshots(sim, sim_skus, rng)
    write_week(demo, skus, rng)
    receipt = announce(demo, skus)
    gateway = connect_shops([demo, sim])
    write_access(demo, sim, gateway, receipt)
    begin_day(demo, gateway, rng)


def make_sim() -> None:
    """Only the empty warehouse for simulate, its shop and its people: for production's topology under test."""
    rng = random.Random(SEED)
    sim = _site_of(SIM_PLAN)
    write_snapshots(sim, make_goods(sim), rng)
    write_access(None, sim, connect_shops([sim]), "")


def _site_of(plan: Plan) -> Site:
    site = run(partial(build_site, plan))
    run(partial(build_walks, site, is_quick=plan is SIM_PLAN))
    return site


def announce(site: Site, skus: list[Sku]) -> str:
    """An ASN that waits at the dock; returns the barcode on its paper."""
    number = "IN-1122-03"
    lines = [AsnLine(sku=sku, expected_units=units) for sku, units in zip(skus[:3], (24, 12, 30), strict=True)]
    run(partial(open_asn, cause=CAUSE, warehouse=site.warehouse, number=number, lines=lines, supplier="华强供应"))
    return make("document", number)
