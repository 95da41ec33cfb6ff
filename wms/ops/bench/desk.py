"""`python -m wms.ops.bench.desk`: a warehouse of a large seller in bulk, and how long the server takes for each list.

100,000 SKUs with a mapping each, 200,000 balances, 1,000,000 movements [M37]; written past the operations, which would
take hours.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

import django

ZONES, CHUNK, DAYS, TRIES = 10, 5_000, 180, 5
PASSWORD_FREE = "bench-desk"  # noqa: S105  the name of a person who is signed in without a password
NEXT = re.compile(r'href="([^"]*)" rel="next"')
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
LISTS = {
    "stock": "/stock/",
    "stock by available": "/stock/?sort=-available",
    "stock, text": "/stock/?text=SKU-0777",
    "skus": "/skus/",
    "skus, text": "/skus/?text=SKU-0777",
    "skus, barcode": "/skus/?text=6900000000014",
    "skus, not bound": "/skus/?binding=none",
    "skus, zero available": "/skus/?zero=true",
    "skus, without place": "/skus/?placeless=true",
    "balances": "/stock/balances/",
    "balances by SKU": "/stock/balances/?sort=item",
    "balances, blocked": "/stock/balances/?condition=blocked",
    "balances, expiring": "/stock/balances/?soon=true&sort=expiry",
    "movements": "/stock/movements/",
    "movements of a SKU": "/stock/movements/?text=SKU-000777",
    "movements of a place": "/stock/movements/?place=P-000777",
    "movements by reason": "/stock/movements/?reason=ship",
    "movements of a document": "/stock/movements/?document=ASN-000777",
    "movements of a person": "/stock/movements/?person={person}",
    "places": "/places/",
    "places, full": "/places/?full=true",
    "places, empty": "/places/?empty=true",
    "inbound": "/inbound/",
    "counts": "/counts/",
    "orders": "/orders/",
    "mapping": "/mapping/",
    "mapping by sureness": "/mapping/?sort=-sure",
    "mapping, text": "/mapping/?text=SKU-0777",
    "mapping, title": "/mapping/?text=Item 77",
    "mapping, unbound": "/mapping/?standing=unbound",
    "mapping, proposed": "/mapping/?standing=proposed",
    "mapping, sure": "/mapping/?sure=true",
    "mapping, conflicts": "/mapping/?standing=conflict",
    "mapping, holds orders": "/mapping/?stuck=true",
    "exceptions": "/work/",
    "scans": "/errors/scans/?days=30",
}
ACTS = {"bind": "unbound", "verify": "proposed", "unbind": "verified"}  # of the mapping: what each is done to
CHOSEN = 200  # the longest page
DEEP = ("stock", "mapping", "skus", "balances", "movements", "places")  # also measured at the depth of `--depth` pages


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


def measure(depth: int) -> Iterator[dict[str, Any]]:
    """Server time in milliseconds of each list, warm, and of each bulk act of the mapping over a page: the median and
    the worst of five, and the queries.
    """
    from django.test import Client

    from wms.core.models import Person

    client = Client()
    client.force_login(Person.objects.get(username=PASSWORD_FREE))
    person = Person.objects.get(username="bench-7").pk
    for name, address in LISTS.items():
        yield _timed(client, name, address.format(person=person))
    for name in DEEP:
        yield _timed(client, f"{name}, page {depth + 1}", _deep(client, LISTS[name], depth))
    for act, standing in ACTS.items():
        yield _acted(client, act, standing)


def _acted(client: Any, act: str, standing: str) -> dict[str, Any]:
    """A bulk act of the mapping over a whole page, each time another one."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from inventory.selectors.bindings import bindings_at, in_standing
    from wms.core.models import Warehouse

    rows = in_standing(bindings_at(Warehouse.objects.get(code="BIG")), standing).filter(conflict="")
    ids = list(rows.exclude(match_percent__lte=85).order_by("pk").values_list("pk", flat=True)[: CHOSEN * TRIES])
    spent, queries = [], 0
    for turn in range(TRIES):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            client.post(f"/mapping/{act}/", {"pk": ids[turn * CHOSEN : (turn + 1) * CHOSEN]})
        queries = len(asked)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return _told(f"mapping, {act} {CHOSEN}", spent, queries)


def _told(name: str, spent: list[float], queries: int) -> dict[str, Any]:
    return {"list": name, "p50_ms": round(spent[TRIES // 2], 1), "max_ms": round(spent[-1], 1), "queries": queries}


def _deep(client: Any, address: str, depth: int) -> str:
    path = address.partition("?")[0]
    for _ in range(depth):
        following = NEXT.search(client.get(address).content.decode())
        if following is None:
            break
        address = f"{path}{html.unescape(following[1])}"
    return address


def _timed(client: Any, name: str, address: str) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    queries = len(asked)  # the next request forgets them
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    spent = []
    for _ in range(TRIES):
        began = time.perf_counter()
        client.get(address)
        spent.append((time.perf_counter() - began) * 1000)
    spent.sort()
    return _told(name, spent, queries)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--skus", type=int, default=100_000)
    parser.add_argument("--balances", type=int, default=200_000)
    parser.add_argument("--movements", type=int, default=1_000_000)
    parser.add_argument("--depth", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    if (
        connection.vendor == "sqlite"
    ):  # a scratch may be lost: only what is measured afterwards must be as in production
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
    LargeHouse(skus=given.skus, balances=given.balances, movements=given.movements, seed=given.seed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()  # what is measured runs on a connection as production opens it
    print(json.dumps({"filled_in_s": round(time.monotonic() - began, 1), "database": connection.vendor}))
    for record in measure(given.depth):
        print(json.dumps(record))


if __name__ == "__main__":
    main()
