"""DATA_DIR/access.json (0600): how people, simulate and the terminal get into the demo. Never outside of it."""

from __future__ import annotations

import json
import os
import secrets
from typing import Any

from django.conf import settings

from inventory.models import Barcode, Sku
from wms.ops.demo.world import PASSWORD, Site
from wms.ops.plan import ACCESS_NAME


def write_access(demo: Site | None, sim: Site, gateway: dict[str, Any], receipt_barcode: str) -> None:
    """Write the file anew, readable by its owner alone. Without `demo` only simulate finds its way in."""
    people, devices = (demo.people, demo.devices) if demo else ([], [])
    told = {
        "gateway": gateway,
        "sign_ins": [
            {"where": "/", "name": row["name"], "username": row["username"], "password": PASSWORD}
            for row in people
            if {"manager", "operator", "administrator"} & set(row["roles"])
        ],
        "devices": [
            {"where": row["link"], "name": row["code"], "kind": row["kind"]} for row in devices if "link" in row
        ],
        "badges": [
            {"name": row["name"], "badge": row["badge"], "pin": row["pin"], "roles": row["roles"]} for row in people
        ],
        "barcodes": _barcodes(demo, receipt_barcode) if demo else {},
        "sim": {
            "token": secrets.token_urlsafe(24),
            "warehouse": sim.warehouse.code,
            "shop": sim.shop.code,
            "people": sim.people,
            "devices": sim.devices,
            "totes": [tote.barcode for tote in sim.totes],
            "carts": [cart.barcode for cart in sim.carts],
            "slots": _slots(sim),
            "locations": {place.code: place.barcode for place in sim.places},
            "points": {point.code: point.barcode for point in sim.points},
        },
    }
    path = settings.DATA_DIR / ACCESS_NAME
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(told, file, ensure_ascii=False, indent=1)


def read_access() -> dict[str, Any]:
    """What was written; empty when this is no demo."""
    path = settings.DATA_DIR / ACCESS_NAME
    return dict(json.loads(path.read_text(encoding="utf-8"))) if settings.DEMO and path.exists() else {}


def _slots(site: Site) -> dict[str, str]:
    """The put wall's slots: A-07 -> what its label carries."""
    rows = site.wall.slots.select_related("handling_unit") if site.wall else []
    return {row.handling_unit.code: row.handling_unit.barcode for row in rows}


def _barcodes(site: Site, receipt_barcode: str) -> dict[str, str]:
    """A few codes to type on the way through the README."""
    skus = Sku.objects.filter(code__in=["MC-15P-BLK", "MC-15P-CLR", "LED-5M-RGB"]).order_by("code")
    values = dict(Barcode.objects.filter(sku__in=skus).values_list("sku__code", "value"))
    found = {f"SKU {code}": value.lstrip("0") for code, value in sorted(values.items())}
    found["ASN"] = receipt_barcode
    found["Tote"] = site.totes[20].barcode or ""
    found["Cart"] = site.carts[0].barcode or ""
    found["Location"] = site.places[0].barcode or ""
    return found
