"""`python -m wms.ops.bench.desk`: how long the server takes for each list of a large seller's warehouse.

100,000 SKUs with a mapping each, 200,000 balances, 1,000,000 movements [M37].
"""

from __future__ import annotations

import argparse
import html
import json
import re
import time
from collections.abc import Iterator
from typing import Any

import django

from wms.ops.bench.large_house import PASSWORD_FREE, LargeHouse

TRIES = 5
NEXT = re.compile(r'href="([^"]*)" rel="next"')
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
