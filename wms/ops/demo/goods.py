"""SKUs, barcodes and verified bindings from the imitated platform's catalogue; opening stock and its eight days."""

from __future__ import annotations

import random
from datetime import timedelta
from functools import partial

from django.utils import timezone

from inventory.models import Location, Sku
from inventory.operations import (
    Snapshot,
    add_barcode,
    adjust_stock,
    import_snapshot,
    propose_binding,
    set_threshold,
    verify_binding,
)
from inventory.states import BatteryKind
from wms.aliexpress.sandbox import catalogue
from wms.core.cause import Cause
from wms.core.models import Person
from wms.core.transactions import run
from wms.ops.demo.world import Site

CAUSE = Cause(source="command", reference="demo")
SNAPSHOT_DAYS = 8
TRACKS_SERIALS = {"KB-65-BRN", "SIM-015"}  # a keyboard and a charger: each unit says its own number at the bench
SPECIAL: dict[str, dict[str, object]] = {  # by SPU, as their makers declare them
    "BT-ANC": {"battery": BatteryKind.INSIDE},
    "MS-2G": {"battery": BatteryKind.INSIDE},
    "MC-15P": {"is_special_goods": True},
    "SG-POL": {"is_fragile": True},
}
PICTURES = {
    "MC-15P-BLK": "case-black", "MC-15P-CLR": "case-clear", "MC-15P-BLU": "case-blue", "MC-15P-PNK": "case-pink",
    "LED-5M-RGB": "led-rgb", "LED-5M-WRM": "led-warm", "LED-5M-CLD": "led-cold",
    "NL-48W-WHT": "nail-lamp", "NL-48W-PNK": "nail-lamp-pink",
    "CB-100W-1M": "cable-1m", "CB-100W-2M": "cable-2m", "CB-100W-3M": "cable-3m",
    "BT-ANC-WHT": "buds", "BT-ANC-BLK": "buds-black", "HC-L-A": "clip", "HC-L-B": "clip-black", "HC-L-C": "clip-cream",
    "PH-DESK-SLV": "phone-stand-silver", "PH-DESK-GRY": "phone-stand-grey",
    "SP-450-GRN": "bottle-green", "SP-450-ORG": "bottle-orange", "SP-450-BLK": "bottle-black",
    "YG-MAT-L": "band-light", "YG-MAT-M": "band-medium", "YG-MAT-H": "band-heavy",
    "KB-65-RED": "keyboard-red", "KB-65-BRN": "keyboard-brown", "MS-2G-BLK": "mouse-black", "MS-2G-WHT": "mouse-white",
    "TG-KIT-CAT": "embroidery-cat", "TG-KIT-FLW": "embroidery-flowers",
    "SG-POL-BLK": "sunglasses-grey", "SG-POL-TEA": "sunglasses-tea",
    "PT-BRS-S": "pet-brush-small", "PT-BRS-L": "pet-brush-large",
    "KN-SIL-RED": "spatula-red", "KN-SIL-GRY": "spatula-grey",
    "TR-ORG-NVY": "cubes-navy", "TR-ORG-GRY": "cubes-grey", "TR-ORG-PNK": "cubes-pink",
}  # fmt: skip


def make_goods(site: Site) -> list[Sku]:
    """Every SKU of the shop with its GTIN, bound to the platform's product and verified [M11]."""
    made = []
    rows = [(product, row) for product in catalogue.PRODUCTS[site.shop.code] for row in product.skus]
    for product, row in rows:
        picture = PICTURES.get(row.sku_code, "")
        sku = Sku.objects.create(
            code=row.sku_code,
            spu=product.spu_code,
            name_zh=product.name_zh,
            name_en=product.name_en,
            variant_zh=row.variant_zh,
            variant_en=row.variant_en,
            weight_grams=row.weight_grams,
            length_mm=row.length_mm,
            width_mm=row.width_mm,
            height_mm=row.height_mm,
            picture=f"img/products/{picture}.svg" if picture else "",
            look_alike_group=product.spu_code,
            tracks_serials=row.sku_code in TRACKS_SERIALS,
            **SPECIAL.get(product.spu_code, {}),
        )
        run(partial(_name_and_bind, site, sku, row))
        made.append(sku)
    return made


def _name_and_bind(site: Site, sku: Sku, row: catalogue.CatalogueSku) -> None:
    add_barcode(sku=sku, value=row.gtin)
    proposed = propose_binding(
        cause=CAUSE,
        shop=site.shop,
        warehouse=site.warehouse,
        product_id=str(row.product_id),
        seller_sku=row.sku_code,
        platform_sku_id=str(row.platform_sku_id),
        components={sku.pk: 1},
        reason="same_code",
    )
    verify_binding(cause=CAUSE, binding=proposed.binding)


def stock_shelves(site: Site, skus: list[Sku], rng: random.Random) -> None:
    """Two places a SKU, look-alikes far apart [M35], a small threshold [M19]."""
    manager = Person.objects.get(username=site.people[0]["username"])
    step = max(1, len(site.places) // (2 * len(skus)))
    for index, sku in enumerate(skus):
        for half, low, high in ((0, 40, 140), (1, 20, 60)):
            place = site.places[((index * 7 + half * len(skus)) * step) % len(site.places)]
            run(partial(_put, place, sku, rng.randint(low, high), manager))
        run(partial(set_threshold, cause=CAUSE, warehouse=site.warehouse, sku=sku, units=2))


def _put(place: Location, sku: Sku, units: int, approver: Person) -> None:
    adjust_stock(
        cause=CAUSE,
        location=place,
        sku=sku,
        lot=None,
        to_on_hand=units,
        reason="opening_stock",
        approver=approver,
    )


def write_snapshots(site: Site, skus: list[Sku], rng: random.Random) -> None:
    """[M16] The last eight days, so that a first sync has its seven."""
    today = timezone.now().astimezone(site.warehouse.zone).date()
    for sku in skus:
        units = rng.randint(40, 160)
        for back in range(SNAPSHOT_DAYS, 0, -1):
            reserved = rng.randint(0, 6)
            snapshot = Snapshot(
                sku_id=sku.pk,
                day=today - timedelta(days=back),
                on_hand_sellable=units,
                reserved=reserved,
                in_transit=0,
                available=max(0, units - reserved - 2),
            )
            run(partial(import_snapshot, warehouse=site.warehouse, snapshot=snapshot))
            units = max(10, units - rng.randint(0, 8))
