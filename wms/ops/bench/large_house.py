"""A large seller's warehouse for the desk's bench, written in bulk past the operations, which would take hours."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

ZONES, CHUNK, DAYS = 10, 5_000, 180
PASSWORD_FREE = "bench-desk"  # noqa: S105  the name of a person who is signed in without a password
COLUMNS = (
    "warehouse_id",
    "sku_id",
    "quantity",
    "source_location_id",
    "source_condition",
    "target_location_id",
    "target_condition",
    "reason",
    "note",
    "demand_type",
    "demand_id",
    "created_at",
    "person_id",
    "source",
    "reference",
)


class LargeHouse:
    """One warehouse with so many SKUs, two balances each, and movements over half a year."""

    def __init__(self, *, skus: int, balances: int, movements: int, seed: int) -> None:
        from inventory.operations import prepare_warehouse
        from wms.core.models import Assignment, Person, Warehouse
        from wms.core.states import Role

        self.rng = random.Random(seed)
        self.warehouse = Warehouse.objects.create(code="BIG", name_zh="大仓", name_en="Big")
        self.outer = prepare_warehouse(warehouse=self.warehouse)
        self.person = Person.objects.create(username=PASSWORD_FREE, name="周敏")
        Assignment.objects.create(person=self.person, warehouse=self.warehouse, role=Role.MANAGER)
        self.pickers = Person.objects.bulk_create(Person(username=f"bench-{n}", name=f"拣货员{n}") for n in range(50))
        self.skus = self._goods(skus)
        self.places = self._places(max(1, balances // 10 * 6))
        self._stock(balances)
        self._mapping()
        self._movements(movements)

    def _goods(self, count: int) -> list[int]:
        from inventory.models import Barcode, Sku
        from inventory.operations import normal_value

        names = ("磁吸手机壳", "LED 灯带", "快充数据线", "美甲灯", "宠物梳")
        rows = (
            Sku(
                code=f"SKU-{n:06d}",
                spu=f"SPU-{n // 4:06d}",
                name_zh=f"{names[n % 5]} {n}",
                name_en=f"Item {n}",
                variant_zh=("黑色", "白色", "蓝色", "粉色")[n % 4],
                variant_en=("Black", "White", "Blue", "Pink")[n % 4],
                tracks_lots=n % 10 == 0,
                tracks_expiry=n % 10 == 0,
            )
            for n in range(count)
        )
        ids = [row.pk for row in _written(Sku, rows)]
        codes = (Barcode(sku_id=pk, value=normal_value(gtin(n))[0]) for n, pk in enumerate(ids, 1) if n % 50)
        _written(Barcode, codes)
        return ids

    def _places(self, count: int) -> list[int]:
        from inventory.models import Location, Zone

        zones = [
            Zone.objects.create(warehouse=self.warehouse, code=f"Z{n}", name_zh=f"{n} 区", name_en=f"Zone {n}")
            for n in range(ZONES)
        ]
        rows = (
            Location(
                warehouse=self.warehouse,
                zone=zones[n % ZONES],
                code=f"P-{n:06d}",
                barcode=f"BENCH-{n:06d}",
                aisle=f"{n // 400:03d}",
                walk_order=n,
                capacity_units=100,
                is_blocked=n % 500 == 0,
            )
            for n in range(count)
        )
        return [row.pk for row in _written(Location, rows)]

    def _stock(self, count: int) -> None:
        from django.utils import timezone

        from inventory.models import Lot, SkuStock, StockBalance

        now = timezone.now()
        dated = (
            Lot(sku_id=pk, code=f"L{n:06d}", expires_on=now.date() + timedelta(days=n % 700), received_on=now.date())
            for n, pk in enumerate(self.skus)
            if n % 10 == 0
        )
        lots = {row.sku_id: row.pk for row in _written(Lot, dated)}
        each = max(1, count // len(self.skus))
        balances = (
            StockBalance(
                location_id=self.places[(n * each + turn) % len(self.places)],
                sku_id=pk,
                lot_id=lots.get(pk),
                condition="blocked" if (n + turn) % 97 == 0 else "good",
                on_hand=1 + (n + turn) % 120,
                aged_from=now - timedelta(days=n % DAYS),
            )
            for n, pk in enumerate(self.skus)
            for turn in range(each)
        )
        _written(StockBalance, balances)
        stocks = (
            SkuStock(warehouse=self.warehouse, sku_id=pk, on_hand_sellable=n % 240, reserved=n % 7)
            for n, pk in enumerate(self.skus)
        )
        _written(SkuStock, stocks)

    def _mapping(self) -> None:
        """A triple a SKU [M11]: three of five verified, one bound and to be verified, one only proposed."""
        from inventory.models import BindingComponent, SkuBinding
        from wms.core.models import Shop

        shop = Shop.objects.create(code="BIG", name="旗舰店", warehouse=self.warehouse)
        rows = (
            SkuBinding(
                shop=shop,
                warehouse=self.warehouse,
                product_id=str(1005006000000000 + n // 4),
                seller_sku=f"SKU-{n:06d}",
                platform_sku_id=f"14:{n}",
                state="verified" if n % 5 < 3 else "unverified",
                title=f"Item {n}",
                proposal_reason="same_code",
                match_percent=None if n % 5 < 3 else 60 + n % 40,
                candidate_id=pk if n % 5 == 4 else None,
            )
            for n, pk in enumerate(self.skus)
        )
        bindings = _written(SkuBinding, rows)
        bound = zip(bindings, self.skus, strict=True)
        _written(
            BindingComponent, (BindingComponent(binding=row, sku_id=pk) for row, pk in bound if not row.candidate_id)
        )

    def _movements(self, count: int) -> None:
        """By plain INSERTs: a million rows through the ORM would take as long again as writing them."""
        from django.db import connection
        from django.utils import timezone

        from wms.core.transactions import unit_of_work

        now, supplier, customer = timezone.now(), self.outer["supplier"].pk, self.outer["customer"].pk
        step, adapt = timedelta(days=DAYS) / count, connection.ops.adapt_datetimefield_value
        kinds, pickers = ("receive", "put_away", "take", "ship", "move"), [person.pk for person in self.pickers]
        statement = (
            f"INSERT INTO inventory_stockmovement ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"  # noqa: S608  constants
        )
        rows = (
            (
                self.warehouse.pk,
                self.skus[self.rng.randrange(len(self.skus))],
                1 + n % 9,
                supplier if n % 5 == 0 else self._place(),
                "good",
                customer if n % 5 == 3 else self._place(),
                "good" if n % 5 in (0, 3) else "blocked",
                kinds[n % 5],
                f"ASN-{n // 500:06d}" if n % 5 == 0 else "",
                "",
                "",
                adapt(now - step * (count - n)),
                pickers[n % len(pickers)],
                "scan",
                "",
            )
            for n in range(count)
        )
        while chunk := list(islice(rows, 10 * CHUNK)):
            with unit_of_work(), connection.cursor() as cursor:
                cursor.executemany(statement, chunk)

    def _place(self) -> int:
        return self.places[self.rng.randrange(len(self.places))]


def gtin(number: int) -> str:
    """A GTIN-13 with its check digit."""
    body = f"69{number:010d}"
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(body))
    return f"{body}{(10 - total % 10) % 10}"


def _written(model: Any, rows: Iterable[Any]) -> list[Any]:
    """Bulk inserts, a transaction a chunk."""
    from wms.core.transactions import unit_of_work

    made: list[Any] = []
    source: Iterator[Any] = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        with unit_of_work():
            made += model.objects.bulk_create(chunk, batch_size=1_000)
    return made
