"""`python -m wms.ops.bench.platform`: the sandbox's gateway with one large shop, in a process of its own.

Prints what a client needs as one JSON line; ends on TERM or Ctrl-C.
"""

from __future__ import annotations

import argparse
import json
import sys

from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.sandbox.cli import serve
from wms.aliexpress.sandbox.server import Sandbox

SHOP, SKUS_A_PRODUCT = "BENCH", 5


def large_shop(skus: int) -> None:
    """Fill the catalogue's shop BENCH: so many SKUs, five a product."""
    variants = range(1, SKUS_A_PRODUCT + 1)
    rows = tuple(
        (
            f"B-{number:06d}",
            f"商品 {number}",
            f"Item {number}",
            tuple((f"B-{number:06d}-{v}", f"款式 {v}", f"Variant {v}", "9.90", 100, 100, 100, 20) for v in variants),
        )
        for number in range(1, skus // SKUS_A_PRODUCT + 1)
    )
    catalogue.add_shop(SHOP, rows, warehouses=(SHOP,))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--skus", type=int, required=True)
    parser.add_argument("--units", type=int, required=True, help="what the front shows of each SKU at first")
    given = parser.parse_args()
    large_shop(given.skus)

    def announce(sandbox: Sandbox) -> None:
        world = sandbox.world
        with world.change():
            for sku in catalogue.skus(SHOP):
                world.push_number(SHOP, sku.sku_code, given.units, "hand")
                world.sku(SHOP, sku.sku_code)["truth"] = given.units
        told = {
            "url": sandbox.url,
            "app_key": world.app_key,
            "app_secret": world.app_secret,
            "control_token": world.control_token,
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()

    serve(0, 1, 0.0, (), (SHOP,), announce)


if __name__ == "__main__":
    main()
