"""From a movement in the ledger to the figure at the front: real stock, real sharing, real messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import Sku, SkuBinding, SkuStock
from inventory.states import BindingState
from tests.aliexpress.stock.conftest import Front
from tests.factories.core import ShopFactory
from tests.factories.inventory import LocationFactory, SkuBindingFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import stock
from wms.aliexpress import gateway as gateway_module
from wms.aliexpress.gateway import PushItem
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.core.models import Message, Shop
from wms.core.outbox import publish
from wms.core.tasks import drain
from wms.core.transactions import unit_of_work

pytestmark = pytest.mark.django_db(transaction=True)

TAKEN_IN = 11  # two looks for what is due, claim (2), bindings, accounts, units left, rows (3), end


@pytest.fixture
def front(monkeypatch: pytest.MonkeyPatch) -> Front:
    made = Front()
    monkeypatch.setattr(gateway_module, "_make", [lambda account: made])
    return made


def _account(shop: Shop) -> ShopAccount:
    return ShopAccount.objects.create(
        shop=shop, app_key="k", app_secret="s", gateway_url="http://127.0.0.1:1", orders_seen_until=timezone.now()
    )


def _settle() -> None:
    drain("messages")
    for account in ShopAccount.objects.order_by("pk"):
        drain(account.lane("stock"))


def _last(front: Front, binding: SkuBinding) -> PushItem:
    items: Sequence[PushItem] = [item for call in front.calls for item in call if item.binding_id == binding.pk]
    return items[-1]


def test_goods_on_the_shelf_are_at_the_front_in_two_shops_and_in_a_bundle_and_never_more_than_there_are(
    front: Front,
) -> None:
    warehouse = StockedWarehouseFactory(platform_code="CN-1")
    shops = [ShopFactory(warehouse=warehouse), ShopFactory(warehouse=warehouse)]
    for shop in shops:
        _account(shop)
    sku, part = SkuFactory(), SkuFactory()
    bindings = [
        SkuBindingFactory(shop=shops[0], sku=sku),
        SkuBindingFactory(shop=shops[1], sku=sku),
        SkuBindingFactory(shop=shops[0], components={sku: 2, part: 1}),
    ]
    place = LocationFactory(warehouse=warehouse)
    stock(place, part, 10)
    stock(place, sku, 12)
    _settle()
    shown = [_last(front, binding).available for binding in bindings]
    assert 0 < shown[0] + shown[1] + 2 * shown[2] <= 12
    assert all(units > 0 for units in shown)
    item = _last(front, bindings[0])
    assert (item.warehouse_code, item.seller_sku) == ("CN-1", bindings[0].seller_sku)
    assert item.version == SkuStock.objects.get(sku=sku).version
    assert set(StockPush.objects.values_list("state", flat=True)) == {"idle"}
    assert StockUpdate.objects.count() >= 3
    assert not Message.objects.exclude(state="done").exists()


def test_a_binding_that_nobody_has_verified_shows_zero_until_it_is(front: Front) -> None:
    warehouse = StockedWarehouseFactory()
    shop = ShopFactory(warehouse=warehouse)
    _account(shop)
    sku = SkuFactory()
    binding = SkuBindingFactory(shop=shop, sku=sku, unverified=True)
    stock(LocationFactory(warehouse=warehouse), sku, 7)
    _settle()
    assert _last(front, binding).available == 0
    SkuBinding.objects.update(state=BindingState.VERIFIED)
    with unit_of_work():
        publish("binding.changed", str(binding.pk))
    _settle()
    assert _last(front, binding).available == 7


def test_a_change_in_a_shop_without_an_account_is_nobodys_business(front: Front) -> None:
    warehouse = StockedWarehouseFactory()
    sku = SkuFactory()
    SkuBindingFactory(shop=ShopFactory(warehouse=warehouse), sku=sku)
    stock(LocationFactory(warehouse=warehouse), sku, 7)
    drain("messages")
    assert StockPush.objects.count() == 0
    assert not Message.objects.exclude(state="done").exists()


def test_a_message_delivered_twice_is_one_more_push_of_the_same_state(front: Front) -> None:
    warehouse = StockedWarehouseFactory()
    shop = ShopFactory(warehouse=warehouse)
    _account(shop)
    sku = SkuFactory()
    binding = SkuBindingFactory(shop=shop, sku=sku)
    stock(LocationFactory(warehouse=warehouse), sku, 7)
    _settle()
    Message.objects.filter(topic="stock.changed").update(state="pending")
    _settle()
    assert front.shown == {binding.pk: 7}


def test_twenty_changes_are_taken_in_by_as_many_statements_as_one(front: Front) -> None:
    """Of how many SKUs, shops and bindings the messages of a batch tell makes no difference."""
    warehouse = StockedWarehouseFactory()
    shops = [ShopFactory(warehouse=warehouse), ShopFactory(warehouse=warehouse)]
    for shop in shops:
        _account(shop)
    place = LocationFactory(warehouse=warehouse)
    skus = SkuFactory.create_batch(20)
    for sku in skus:
        for shop in shops:
            SkuBindingFactory(shop=shop, sku=sku)
        stock(place, sku, 7)
    drain("messages")  # the first change of a binding makes its row

    def statements(changed: Sequence[Sku]) -> int:
        with unit_of_work():
            for sku in changed:
                publish("stock.changed", f"{warehouse.pk}:{sku.pk}")
        with CaptureQueriesContext(connection) as asked:
            drain("messages")
        return sum(query["sql"].startswith(("SELECT", "UPDATE", "INSERT")) for query in asked)

    assert (statements(skus[:1]), statements(skus)) == (TAKEN_IN, TAKEN_IN)
    assert set(StockPush.objects.values_list("wanted", flat=True)) >= {2, 3}


def test_the_front_hears_first_of_what_is_nearest_to_zero_and_latency_counts_from_the_earliest_change(
    front: Front,
) -> None:
    warehouse = StockedWarehouseFactory()
    shop = ShopFactory(warehouse=warehouse)
    _account(shop)
    place = LocationFactory(warehouse=warehouse)
    plenty, few = SkuFactory(), SkuFactory()
    bundle = SkuBindingFactory(shop=shop, components={plenty: 1, few: 2})
    single = SkuBindingFactory(shop=shop, sku=plenty)
    stock(place, plenty, 90)
    stock(place, few, 7)
    told = Message.objects.filter(topic="stock.changed")
    told.filter(key__endswith=f":{plenty.pk}").update(created_at=timezone.now() - timedelta(seconds=40))
    drain("messages")
    rows = {row.binding_id: row for row in StockPush.objects.all()}
    assert (rows[single.pk].nearness, rows[bundle.pk].nearness) == (90, 3)
    assert rows[single.pk].since == rows[bundle.pk].since == told.earliest("created_at").created_at
