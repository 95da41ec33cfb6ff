"""The search box: everything that what somebody typed or scanned can mean, each with its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from inventory.models import Barcode, HandlingUnit, InboundReceipt, Location, Lot, SerialNumber, Sku
from inventory.states import PHYSICAL_KINDS
from packing.models import Parcel, Waybill
from picking.models import Order, PickSlot, Wave
from wms.aliexpress.models import EvidenceKey
from wms.core.models import Person, Warehouse
from wms.core.reach import KEEPERS, people_seen, reach_of
from wms.core.rights import roles_at
from wms.scan import codes
from wms.scan.barcode import ScanText, read

MOST = 12
LONGEST = 80
FEWEST_DIGITS = 4


@dataclass(frozen=True)
class Found:
    """One thing that the text means: `kind` has its word in words.FOUND; `sku` gives the picture, if there is one."""

    kind: str
    label: str
    url: str
    note: str = ""
    sku: Sku | None = None


@dataclass(frozen=True)
class Asked:
    """What was typed, read in every way: `plain` without blanks, `upper` in capitals, the scanner's readings."""

    text: str
    plain: str
    upper: str
    scan: ScanText
    warehouse: Warehouse
    person: Person

    def own(self, *kinds: str) -> bool:
        """Is it one of our own codes of these kinds, with its check character?"""
        return self.scan.own is not None and self.scan.own.is_valid and self.scan.own.kind in kinds


def things_called(text: str, warehouse: Warehouse, person: Person) -> list[Found]:
    """Everything of this warehouse that is called so; whole names first, an order's last digits only without any."""
    stripped = text.strip()[:LONGEST]
    plain = "".join(stripped.split())
    if not plain:
        return []
    asked = Asked(stripped, plain, plain.upper(), read(stripped), warehouse, person)
    finders = (_orders, _parcels, _skus, _places, _units, _lots, _serials, _waves, _receipts, _requests, _people)
    found = _once(thing for finder in finders for thing in finder(asked))
    return found or _once(_last_digits(asked))


def _once(things: Iterator[Found]) -> list[Found]:
    """Each page once, at most twelve."""
    by_url: dict[str, Found] = {}
    for thing in things:
        by_url.setdefault(thing.url, thing)
    return list(by_url.values())[:MOST]


def _order(order: Order, note: str = "") -> Found:
    return Found("order", order.number, reverse("reports:order", args=[order.pk]), note or order.shop.name)


def _orders(asked: Asked) -> Iterator[Found]:
    rows = Order.objects.filter(warehouse=asked.warehouse, number=asked.plain).select_related("shop")
    yield from (_order(row) for row in rows.order_by("-pk")[:MOST])


def _last_digits(asked: Asked) -> Iterator[Found]:
    """An order by the digits that people read out."""
    if not asked.plain.isdecimal() or len(asked.plain) < FEWEST_DIGITS:
        return
    rows = Order.objects.filter(warehouse=asked.warehouse, number__endswith=asked.plain).select_related("shop")
    yield from (_order(row) for row in rows.order_by("-pk")[:MOST])


def _parcels(asked: Asked) -> Iterator[Found]:
    """Parcels and waybills lead to their order."""
    parcels = Parcel.objects.filter(warehouse=asked.warehouse, number=asked.upper).select_related("order__shop")
    yield from (_order(row.order, row.number) for row in parcels)
    bills = Waybill.objects.filter(number__in={asked.plain, asked.upper}, parcel__warehouse=asked.warehouse)
    yield from (_order(row.parcel.order, row.number) for row in bills.select_related("parcel__order__shop"))


def _skus(asked: Asked) -> Iterator[Found]:
    """By code or any barcode; a GTIN of any length is one, a GS1 code's GTIN too."""
    values = {value for value in (asked.scan.gtin, asked.upper, asked.plain) if value}
    named = Sku.objects.filter(Q(code__in={asked.text, asked.plain, asked.upper}) | Q(code__iexact=asked.plain))
    for row in named.order_by("pk")[:MOST]:
        yield _sku(row, row.code)
    barcodes = Barcode.objects.filter(value__in=values).select_related("sku").order_by("pk")
    for barcode in barcodes[:MOST]:
        yield _sku(barcode.sku, barcode.value)


def _sku(sku: Sku, note: str) -> Found:
    return Found("sku", sku.code, reverse("reports:sku", args=[sku.pk]), note, sku)


def _places(asked: Asked) -> Iterator[Found]:
    rows = Location.objects.filter(Q(code=asked.upper) | Q(barcode=asked.upper), warehouse=asked.warehouse)
    for row in rows.filter(kind__in=PHYSICAL_KINDS, handling_unit=None):
        yield Found("place", row.code, reverse("reports:place", args=[row.pk]))


def _units(asked: Asked) -> Iterator[Found]:
    """A tote with an order's goods leads to the order, any other to what lies in it."""
    rows = HandlingUnit.objects.filter(Q(code=asked.upper) | Q(barcode=asked.upper), warehouse=asked.warehouse)
    for row in rows:
        slots = PickSlot.objects.filter(handling_unit=row, released_at=None).exclude(order=None)
        slot = slots.select_related("order__shop").first()
        if slot is not None:
            yield _order(slot.order, row.code)
        else:
            yield Found("unit", row.code, reverse("reports:place", args=[row.location_id]))


def _lots(asked: Asked) -> Iterator[Found]:
    for row in Lot.objects.filter(code__in={asked.text, asked.upper}).select_related("sku").order_by("pk")[:MOST]:
        query = urlencode({"lot": row.code, "text": row.sku.code})
        yield Found("lot", row.code, f"{reverse('inventory:balances')}?{query}", row.sku.code, row.sku)


def _serials(asked: Asked) -> Iterator[Found]:
    """One single unit of this warehouse; a GS1 code's own field, too."""
    numbers = {value.upper() for value in (asked.text, asked.plain, asked.scan.serial) if value}
    rows = SerialNumber.objects.filter(warehouse=asked.warehouse, number__in=numbers).select_related("sku")
    for row in rows.order_by("pk")[:MOST]:
        yield Found("serial", row.number, reverse("inventory:serial", args=[row.pk]), row.order_number, row.sku)


def _waves(asked: Asked) -> Iterator[Found]:
    for row in Wave.objects.filter(warehouse=asked.warehouse, number=asked.upper):
        yield Found("wave", row.number, reverse("picking:wave", args=[row.pk]))


def _receipts(asked: Asked) -> Iterator[Found]:
    """An ASN by its number, or by its barcode, which has lost the number's dashes."""
    here = InboundReceipt.objects.filter(warehouse=asked.warehouse)
    rows = list(here.filter(number__in={asked.text, asked.plain, asked.upper}))
    if asked.own("document") and asked.scan.own is not None:
        likely = here.order_by("-pk")[:1000]
        rows += [row for row in likely if _document(row.number) == asked.upper]
    for row in rows:
        yield Found("receipt", row.number, reverse("inventory:receipt", args=[row.pk]), row.supplier)


def _document(number: str) -> str:
    try:
        return codes.make("document", number)
    except ValueError:
        return ""


def _requests(asked: Asked) -> Iterator[Found]:
    """A platform's request ID leads to the orders and SKUs that the exchange was about."""
    keys = EvidenceKey.objects.filter(evidence__request_id=asked.plain)
    values: dict[str, set[str]] = {}
    for kind, value in keys.values_list("kind", "value")[:MOST]:
        values.setdefault(kind, set()).add(value)
    orders = Order.objects.filter(warehouse=asked.warehouse, number__in=values.get(EvidenceKey.Kind.ORDER, ()))
    yield from (_order(row, asked.plain) for row in orders.select_related("shop"))
    skus = Sku.objects.filter(code__in=values.get(EvidenceKey.Kind.SKU, ()))
    yield from (_sku(row, asked.plain) for row in skus)


def _people(asked: Asked) -> Iterator[Found]:
    """A badge, printed with its check character or typed without, for whoever keeps people."""
    if not roles_at(asked.person, asked.warehouse) & KEEPERS:
        return
    badge: Any = asked.upper[:-1] if asked.own("badge") else asked.upper
    for row in people_seen(reach_of(asked.person)).filter(badge=badge):
        yield Found("person", row.name, reverse("core:person", args=[row.pk]), row.badge or "")
