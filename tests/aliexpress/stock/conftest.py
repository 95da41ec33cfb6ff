"""One shop with bindings, a shelf that says what is available, and a front that keeps what it is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inventory.models import BindingComponent, Sku, SkuBinding
from wms.aliexpress import gateway as gateway_module
from wms.aliexpress import stock_lane
from wms.aliexpress.gateway import Pulled, PushAnswer, PushItem, ReadBackFailed
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.operations.wanted import Wanted, want
from wms.core.models import Person, Shop, Warehouse
from wms.core.transactions import unit_of_work


@dataclass
class Front:
    """The platform as the lane sees it: what it shows, what it was asked, and how it answers next."""

    shown: dict[int, int] = field(default_factory=dict)
    calls: list[list[PushItem]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)  # outcomes of the next pushes; judged when empty
    refuses: dict[int, str] = field(default_factory=dict)
    pulls: int = 0
    pull_is_complete: bool = True
    reads: int = 0
    can_read: bool = True
    read_outcome: str = "retry"
    during: Callable[[], Any] | None = None

    def push_states(self, account: ShopAccount, items: Sequence[PushItem]) -> PushAnswer:
        assert not connection.in_atomic_block
        sent_at = timezone.now()
        self.calls.append(list(items))
        if self.during:
            self.during()
        outcome = self.answers.pop(0) if self.answers else "judged"
        if outcome == "judged":
            self.shown.update({i.binding_id: i.available for i in items if i.binding_id not in self.refuses})
            return PushAnswer(outcome, sent_at, timezone.now(), refused=self.refuses, request_id="r1")
        code = {"banned": "ApiCallLimit", "unauthorised": "IllegalAccessToken"}.get(outcome, "timeout")
        return PushAnswer(outcome, sent_at, timezone.now(), code=code, retry_after_seconds=30.0)

    def read_back(self, account: ShopAccount, pushes: Sequence[StockPush]) -> dict[int, int]:
        self.reads += 1
        if not self.can_read:
            raise ReadBackFailed("timeout", self.read_outcome)
        return {push.binding_id: self.shown[push.binding_id] for push in pushes if push.binding_id in self.shown}

    def pull_orders(self, account: ShopAccount) -> Pulled:
        assert not connection.in_atomic_block
        self.pulls += 1
        return Pulled(timezone.now(), self.pull_is_complete)


@dataclass
class World:
    account: ShopAccount
    front: Front
    shelf: dict[int, int]
    bindings: list[SkuBinding]
    person: Person

    def change(self, binding: SkuBinding, units: int, *, since: datetime | None = None) -> None:
        """The shelf changes, and the channel hears of it."""
        self.shelf[binding.pk] = units
        with unit_of_work():
            want([Wanted(self.account.pk, binding.pk, binding.product_id, since or timezone.now(), units)])

    def known(self, *bindings: SkuBinding) -> None:
        """The front shows a state of ours already: what goes now is a change [M12]."""
        StockPush.objects.filter(binding__in=bindings).update(shown_version=1)

    def drain(self, seconds: float = 5.0) -> None:
        """Push what is due; ends as soon as nothing is, so that only a busy machine ever takes so long."""
        stock_lane.drain_stock(self.account.lane("stock"), seconds)

    def push(self, binding: SkuBinding) -> StockPush:
        return StockPush.objects.get(binding=binding)

    def reload(self) -> ShopAccount:
        self.account.refresh_from_db()
        return self.account

    def later(self, **columns: datetime) -> None:
        """Let the account's time come."""
        ShopAccount.objects.filter(pk=self.account.pk).update(**columns)

    def orders_are_late(self) -> None:
        self.front.pull_is_complete = False
        self.later(orders_seen_until=timezone.now() - timedelta(seconds=30))


def make_binding(shop: Shop, code: str, product_id: str, state: str = "verified") -> SkuBinding:
    sku = Sku.objects.create(code=code, name_zh=code, name_en=code)
    binding = SkuBinding.objects.create(
        shop=shop, warehouse=shop.warehouse, product_id=product_id, seller_sku=code, state=state
    )
    BindingComponent.objects.create(binding=binding, sku=sku, quantity=1)
    return binding


@pytest.fixture
def world(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> World:
    settings.ALIEXPRESS_DEADLINE_SECONDS = 0.3
    warehouse = Warehouse.objects.create(code="W1", name_zh="一号仓", name_en="One", platform_code="CN-W1")
    shop = Shop.objects.create(code="S1", name="Shop one", warehouse=warehouse)
    account = ShopAccount.objects.create(
        shop=shop, app_key="app-1", app_secret="secret", gateway_url="http://127.0.0.1:1/sync"
    )
    bindings = [make_binding(shop, f"SKU-{n}", f"10050000000{n // 2}") for n in range(6)]
    front = Front()
    made = World(account, front, {}, bindings, Person.objects.create(username="op", name="Op"))

    def present(account: ShopAccount, rows: Sequence[StockPush]) -> list[PushItem]:
        return [
            PushItem(
                r.binding_id, r.product_id, r.binding.seller_sku, "", "CN-W1", made.shelf[r.binding_id], 1, 2, 3, 7
            )
            for r in rows
        ]

    monkeypatch.setattr(stock_lane, "present_items", present)
    monkeypatch.setattr(gateway_module, "_make", [lambda account: front])
    return made
