"""A large shop for the exchange bench: its rows written in bulk, its changes, its buyers, and what came of them."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any

import httpx
from django.utils import timezone

from inventory.locks.sums import lock_sku_stocks
from inventory.models import BindingComponent, Sku, SkuBinding, SkuStock
from inventory.operations import prepare_warehouse
from inventory.selectors import states_for_bindings
from inventory.states import BindingState
from picking.models import Order
from wms.aliexpress.exchanges import DETAIL
from wms.aliexpress.failures import PlatformFailure
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.aliexpress.oauth import redeem_code
from wms.aliexpress.operations.connect import Credentials, connect_account, store_tokens
from wms.aliexpress.payloads.profiles import PROFILES
from wms.aliexpress.sandbox import catalogue
from wms.aliexpress.sandbox.catalogue import CatalogueSku
from wms.aliexpress.session import Session
from wms.aliexpress.states import PushState
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Message, Shop, Warehouse
from wms.core.outbox import publish
from wms.core.states import DeliveryState
from wms.core.transactions import run, unit_of_work
from wms.ops.bench.platform import SHOP, large_shop
from wms.ops.demo.today import authorisation_code

CAUSE = Cause(source="command", reference="bench")
CHUNK, ROWS_A_STATEMENT, POLL_SECONDS = 5_000, 1_000, 0.5
WITHHELD = 1


class BenchShop:
    """One shop whose SKUs the front already shows. `ranked` are they from the best seller down.

    Stock changes are written as any other's are: the sums under their lock, a version, a message. What a scan costs
    besides is measured by bench_scans.
    """

    def __init__(self, gateway: dict[str, str], *, profile: str, skus: int, units: int) -> None:
        large_shop(skus)
        self.units, self.few = units, 0
        self.warehouse = Warehouse.objects.create(code=SHOP, name_zh="测试仓", name_en="Bench", platform_code=SHOP)
        prepare_warehouse(warehouse=self.warehouse)
        self.shop = Shop.objects.create(code=SHOP, name="Bench", warehouse=self.warehouse)
        self.platform = httpx.Client(
            base_url=gateway["url"], timeout=60, headers={"X-Sandbox-Control": gateway["control_token"]}
        )
        self.account = self._connect(gateway, profile)
        rows = list(catalogue.skus(SHOP))
        self.bindings = self._fill(rows, PROFILES[profile].names_skus_by)
        self.ranked = list(zip([row.sku_code for row in rows], self._sku_ids, strict=True))
        random.Random(skus).shuffle(self.ranked)
        self.scarce: list[tuple[str, int]] = []
        self.bought: list[int] = []
        self.began_at = timezone.now()

    def _connect(self, gateway: dict[str, str], profile: str) -> ShopAccount:
        credentials = Credentials(
            app_key=gateway["app_key"],
            app_secret=gateway["app_secret"],
            gateway_url=f"{gateway['url']}/sync",
            method_profile=profile,
        )
        account = run(partial(connect_account, cause=CAUSE, shop=self.shop, credentials=credentials))
        pair = redeem_code(account, authorisation_code(gateway, SHOP), cause=CAUSE)
        return run(partial(store_tokens, cause=CAUSE, account_id=account.pk, pair=pair))

    def _fill(self, rows: list[CatalogueSku], names_skus_by: str) -> list[int]:
        """SKUs, verified bindings, sums, and pushes that have long been confirmed. Returns the bindings' ids."""
        skus = _written(Sku, (Sku(code=r.sku_code, name_zh=r.variant_zh, name_en=r.variant_en) for r in rows))
        self._sku_ids = [sku.pk for sku in skus]
        bindings = _written(SkuBinding, (self._binding(row, names_skus_by) for row in rows))
        pairs = zip(bindings, skus, strict=True)
        _written(BindingComponent, (BindingComponent(binding=binding, sku=sku) for binding, sku in pairs))
        _written(
            SkuStock,
            (SkuStock(warehouse=self.warehouse, sku=sku, on_hand_sellable=self.units, version=1) for sku in skus),
        )
        _written(StockPush, (self._confirmed(binding) for binding in bindings))
        return [binding.pk for binding in bindings]

    def _binding(self, row: CatalogueSku, names_skus_by: str) -> SkuBinding:
        return SkuBinding(
            shop=self.shop,
            warehouse=self.warehouse,
            product_id=str(row.product_id),
            seller_sku=row.sku_code,
            platform_sku_id=row.sku_attribute if names_skus_by == "attribute" else str(row.platform_sku_id),
            state=BindingState.VERIFIED,
        )

    def _confirmed(self, binding: SkuBinding) -> StockPush:
        now = timezone.now()
        return StockPush(
            account=self.account, binding=binding, product_id=binding.product_id, state=PushState.IDLE, next_at=now,
            wanted=1, sent=1, confirmed=1, confirmed_at=now, shown_available=self.units, shown_reserved=0,
            shown_in_transit=0, shown_threshold=0, shown_version=1,
        )  # fmt: skip

    # --- what happens ---

    def few_left(self, skus: int, units: int) -> None:
        """Of the best sellers so few are left that they can be oversold. One of each is withheld: it covers what is
        bought between a pull and a push [M19] [M25]."""
        self.scarce, self.few = self.ranked[:skus], units
        self._tell_truth({code: units for code, _ in self.scarce})
        for _, sku_id in self.scarce:
            run(partial(self._write, sku_id, {"on_hand_sellable": units - self.units, "threshold_units": WITHHELD}))

    def change(self, rank: int, rng: random.Random) -> None:
        """One stock change of the SKU at `rank`, committed. Scarce goods never vanish: only buyers take them."""
        code, sku_id = self.ranked[rank]
        if rank >= len(self.scarce):
            run(partial(self._write, sku_id, {"on_hand_sellable": rng.choice((-1, 1))}))
            return
        stock = SkuStock.objects.get(warehouse=self.warehouse, sku=sku_id)
        if stock.available < self.few - WITHHELD:
            self._tell_truth({code: 1}, add=True)  # it lies there before anybody has booked it
            run(partial(self._write, sku_id, {"on_hand_sellable": 1}))
        else:
            run(partial(self._write, sku_id, {"in_transit": -1 if stock.in_transit else 1}))

    def _write(self, sku_id: int, changes: dict[str, int]) -> None:
        stock = lock_sku_stocks(self.warehouse.pk, [sku_id])[sku_id]
        for name, more in changes.items():
            setattr(stock, name, max(0, getattr(stock, name) + more))
        stock.version += 1
        stock.save(update_fields=[*changes, "version"])
        publish("stock.changed", f"{self.warehouse.pk}:{sku_id}", version=stock.version)

    def buy(self, rng: random.Random) -> bool:
        """One buyer takes one unit of what is scarce; False when the front shows none."""
        code, _ = rng.choice(self.scarce)
        answer = self.platform.post("/_control/orders", json={"shop": SHOP, "lines": [{"sku": code, "quantity": 1}]})
        if answer.status_code == 409:
            return False
        self.bought.append(int(answer.raise_for_status().json()["order_id"]))
        return True

    def look(self, rng: random.Random) -> bool:
        """A bench asks about an order, before everybody else; False when there is none, or no answer came."""
        if not self.bought:
            return False
        try:
            session = Session(self.account, Cause.task("bench"), slot=throttle.INTERACTIVE)
            session.call(DETAIL, {"param1": {"order_id": rng.choice(self.bought)}})
        except PlatformFailure:
            return False
        return True

    def _tell_truth(self, units: dict[str, int], *, add: bool = False) -> None:
        self.platform.post("/_control/truth", json={"shop": SHOP, "units": units, "add": add}).raise_for_status()

    # --- what came of it ---

    def begin(self) -> None:
        """What changes from now on is measured."""
        self.began_at = timezone.now()

    def wait_until_at_rest(self, seconds: float) -> int:
        """Until nothing waits to be told any more; how much still does after `seconds`."""
        ends = time.monotonic() + seconds
        while (waiting := self._waiting()) and time.monotonic() < ends:
            time.sleep(POLL_SECONDS)
        return waiting

    def _waiting(self) -> int:
        pushes = StockPush.objects.exclude(state=PushState.IDLE, is_suspect=False).count()
        messages = Message.objects.exclude(state=DeliveryState.DONE).count()
        return pushes + messages + len(self.bought) - Order.objects.filter(shop=self.shop).count()

    def latencies(self) -> dict[str, Any]:
        """Seconds from the commit of a change to the answer to the push that carried it."""
        late = float(figure("sync_threshold_seconds", shop=self.shop))
        updates = StockUpdate.objects.filter(account=self.account, changed_at__gte=self.began_at)
        spans = sorted(updates.values_list("milliseconds", flat=True))
        count = len(spans)

        def at(share: float) -> float:
            return round(spans[min(count - 1, int(share * count))] / 1000, 2) if spans else 0.0

        over = sum(1 for span in spans if span > late * 1000)
        return {
            "updates": count,
            "p50_s": at(0.50),
            "p99_s": at(0.99),
            "max_s": at(1.0),
            "late_percent": round(100.0 * over / count, 3) if count else 0.0,
        }

    def at_platform(self) -> dict[str, Any]:
        """From the platform's own books: requests in any second, orders oversold, and SKUs that show something else."""
        told = self.platform.get("/_control/state").raise_for_status().json()
        shop = told["shops"][SHOP]
        return {
            "max_requests_in_1s": told["requests"]["max_in_one_second"],
            "requests": told["requests"]["total"],
            "oversold": shop["oversold_orders"],
            "lost": sum(1 for code, units in self._here() if shop["front"][code] != units),
        }

    def _here(self) -> Iterator[tuple[str, int]]:
        codes = dict(SkuBinding.objects.filter(shop=self.shop).values_list("pk", "seller_sku"))
        for chunk in _chunks(self.bindings):
            for binding_id, state in states_for_bindings(self.shop, chunk).items():
                yield codes[binding_id], state.available


def _chunks(rows: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(rows)
    while chunk := list(islice(source, CHUNK)):
        yield chunk


def _written(model: Any, rows: Iterable[Any]) -> list[Any]:
    """Bulk inserts, a transaction a chunk."""
    made: list[Any] = []
    for chunk in _chunks(rows):
        with unit_of_work():
            made += model.objects.bulk_create(chunk, batch_size=ROWS_A_STATEMENT)
    return made
