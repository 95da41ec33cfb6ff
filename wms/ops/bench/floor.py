"""A floor of 10,000 places whose orders a seed makes. Stock, orders and promises go through the operations; only what
nothing is promised from (places, SKUs, bindings) is written in bulk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

from django.utils import timezone

from inventory.models import Barcode, BindingComponent, Location, Sku, SkuBinding, Zone
from inventory.operations import adjust_stock, prepare_warehouse
from inventory.states import BarcodeKind, BindingState, LocationKind, Side, ZoneKind
from picking.models import WaveRule
from picking.operations.facts import LineFacts, OrderFacts
from picking.operations.orders import import_order
from picking.planning.bench.generator import AISLE_PITCH, AISLES, BAYS, END_GAP, MadeWave
from wms.core.cause import Cause
from wms.core.models import Person, Shop, Warehouse
from wms.core.transactions import run
from wms.scan import codes

CAUSE = Cause(source="command", reference="bench")
TRANSACTION_ROWS = 200  # setting up is not what is measured
SPARE_UNITS = 5
SIDES = (Side.LEFT, Side.RIGHT)


class BenchFloor:
    """One warehouse; each place that an order wants holds one SKU with enough units for all orders and a few more."""

    def __init__(self, orders: MadeWave) -> None:
        self.warehouse = Warehouse.objects.create(
            code="BENCH", name_zh="测试仓", name_en="Bench", platform_code="BENCH"
        )
        prepare_warehouse(warehouse=self.warehouse)
        self.shop = Shop.objects.create(code="BENCH", name="Bench", warehouse=self.warehouse)
        self.approver = Person.objects.create(username="bench-approver", name="复核")
        self.places = self._write_places()
        wanted = Counter(spot for order in orders.orders for spot in order.picks)
        self.skus = self._write_goods(sorted(wanted))
        for spots in _chunks(sorted(wanted.items())):
            run(partial(self._stock, spots))
        self.orders = orders
        self.placed = 0

    def _write_places(self) -> list[Location]:
        """In the made layout's order: aisle, bay, left before right."""
        zone = Zone.objects.create(
            warehouse=self.warehouse, code="PICK", name_zh="拣货区", name_en="Picking", kind=ZoneKind.PICK_FACE
        )
        addresses = ((aisle, bay, side) for aisle in range(AISLES) for bay in range(BAYS) for side in SIDES)
        rows = [
            Location(
                warehouse=self.warehouse,
                zone=zone,
                kind=LocationKind.STORAGE,
                code=f"A{aisle:02d}-{bay:03d}-{side}",
                barcode=codes.make("location", f"A{aisle:02d}{bay:03d}{side}"),
                aisle=f"A{aisle:02d}",
                bay=bay,
                level=1,
                side=side,
                x_mm=int(aisle * AISLE_PITCH * 1000),
                y_mm=int((END_GAP + bay) * 1000),
                walk_order=number,
            )
            for number, (aisle, bay, side) in enumerate(addresses)
        ]
        return Location.objects.bulk_create(rows, batch_size=500)

    def _write_goods(self, spots: Sequence[int]) -> dict[int, Sku]:
        """A SKU for each wanted place, with its barcode and its verified binding."""
        skus = Sku.objects.bulk_create(
            (
                Sku(code=f"BENCH-{spot:05d}", name_zh=f"商品 {spot:05d}", name_en=f"Item {spot:05d}", weight_grams=100)
                for spot in spots
            ),
            batch_size=500,
        )
        Barcode.objects.bulk_create(
            (Barcode(sku=sku, value=_label(sku), kind=BarcodeKind.OTHER) for sku in skus), batch_size=500
        )
        bindings = SkuBinding.objects.bulk_create(
            (
                SkuBinding(
                    shop=self.shop,
                    warehouse=self.warehouse,
                    product_id=f"1005{spot:011d}",
                    seller_sku=sku.code,
                    state=BindingState.VERIFIED,
                )
                for spot, sku in zip(spots, skus, strict=True)
            ),
            batch_size=500,
        )
        BindingComponent.objects.bulk_create(
            (BindingComponent(binding=binding, sku=sku) for binding, sku in zip(bindings, skus, strict=True)),
            batch_size=500,
        )
        return dict(zip(spots, skus, strict=True))

    def _stock(self, spots: Iterable[tuple[int, int]]) -> None:
        for spot, units in spots:
            adjust_stock(
                cause=CAUSE,
                location=self.places[spot],
                sku=self.skus[spot],
                lot=None,
                to_on_hand=units + SPARE_UNITS,
                reason="opening_stock",
                approver=self.approver,
            )

    def take_orders(self, number: int) -> None:
        """Import the next `number` orders of the made wave; each is promised as it comes."""
        chosen = range(self.placed, self.placed + number)
        self.placed += number
        for chunk in _chunks(chosen):
            run(partial(self._import, chunk))

    def _import(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            import_order(cause=CAUSE, shop=self.shop, facts=self._facts(number))

    def _facts(self, number: int) -> OrderFacts:
        now = timezone.now()
        lines = tuple(
            LineFacts(
                platform_line=f"{number}-{spot}",
                product_id=f"1005{spot:011d}",
                seller_sku=self.skus[spot].code,
                quantity=1,
            )
            for spot in self.orders.orders[number].picks
        )
        return OrderFacts(
            number=f"{8190000000000000 + number}",
            placed_at=now,
            modified_at=now,
            due_at=now + timedelta(days=1),
            lines=lines,
            channel_state="paid",
            carrier="CAINIAO_STANDARD",
            country="ES",
        )

    def rule(self, *, slots: int, max_orders: int) -> WaveRule:
        """A rule that takes everything that is promised now."""
        return WaveRule.objects.create(
            warehouse=self.warehouse,
            name_zh="测试波次",
            name_en="Bench wave",
            trolley_slots=slots,
            max_orders=max_orders,
        )

    def labels(self) -> dict[str, dict[str, str]]:
        """What a handheld scans, by what its screen shows: places by code, items by SKU code."""
        return {
            "location": {place.code: place.barcode or "" for place in self.places},
            "sku": {sku.code: _label(sku) for sku in self.skus.values()},
        }


def _label(sku: Sku) -> str:
    return f"B{sku.pk:08d}"


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while chunk := list(islice(left, TRANSACTION_ROWS)):
        yield chunk
