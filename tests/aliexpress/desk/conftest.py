"""A warehouse with one connected shop, goods on its shelf, and its operator at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inventory.models import Location, Sku, SkuBinding
from tests.factories.core import PersonFactory, ShopFactory
from tests.factories.inventory import LocationFactory, SkuBindingFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import stock
from wms.aliexpress.models import ShopAccount, StockPush
from wms.core.models import Assignment, Message, Person, Shop, Warehouse
from wms.core.states import Role


@dataclass
class Desk:
    """One shop and what its pages need."""

    warehouse: Warehouse
    shop: Shop
    account: ShopAccount
    shelf: Location
    person: Person
    client: Client

    def sells(self, code: str, units: int, *, state: str = "verified", **columns: Any) -> StockPush:
        """A binding of goods with this code, `units` on the shelf, as the front shows it."""
        sku = SkuFactory(code=code)
        if units:
            stock(self.shelf, sku, units)
        binding = SkuBindingFactory(
            shop=self.shop, sku=sku, seller_sku=code, product_id=f"1005{sku.pk:09d}", state=state
        )
        defaults = {"state": "idle", "shown_available": units, "shown_version": 1, "next_at": timezone.now()}
        return StockPush.objects.create(
            account=self.account, binding=binding, product_id=binding.product_id, **{**defaults, **columns}
        )

    def get(self, address: str, **query: Any) -> Any:
        return self.client.get(address, query, headers={"accept-language": "en"})

    def said(self, answer: Any) -> str:
        return answer.content.decode()


def signed_in(warehouse: Warehouse | None, role: str = Role.OPERATOR) -> tuple[Person, Client]:
    person = PersonFactory()
    Assignment.objects.create(person=person, warehouse=warehouse, role=role)
    client = Client()
    client.force_login(person)
    client.cookies["language"] = "en"
    return person, client


@pytest.fixture
def desk(db: None) -> Desk:
    warehouse = StockedWarehouseFactory(code="SZ", platform_code="CN-SZ")
    shop = ShopFactory(code="S1", name="Shop one", warehouse=warehouse)
    account = ShopAccount.objects.create(shop=shop, app_key="1", app_secret="s", gateway_url="https://x/sync")
    person, client = signed_in(warehouse)
    made = Desk(warehouse, shop, account, LocationFactory(warehouse=warehouse), person, client)
    Message.objects.all().delete()
    return made


def binding_of(push: StockPush) -> SkuBinding:
    return push.binding


def sku_of(push: StockPush) -> Sku:
    return push.binding.components.get().sku
