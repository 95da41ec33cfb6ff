"""Places, goods, bindings. Stock itself is never made here: tests/floor.py enters it through the ledger."""

from __future__ import annotations

import datetime
from typing import Any

import factory
from factory.django import DjangoModelFactory

from inventory.models import Barcode, BindingComponent, HandlingUnit, Location, Lot, Sku, SkuBinding, Zone
from inventory.operations import make_handling_unit, make_location, prepare_warehouse
from inventory.states import BindingState, HandlingUnitKind, LocationKind, ZoneKind
from tests.factories.core import ShopFactory, WarehouseFactory
from wms.core.models import Warehouse


class StockedWarehouseFactory(WarehouseFactory):
    """A warehouse whose ledger has its five outer ends."""

    @classmethod
    def _create(cls, model_class: type[Warehouse], *args: Any, **kwargs: Any) -> Warehouse:
        warehouse = super()._create(model_class, *args, **kwargs)
        prepare_warehouse(warehouse=warehouse)
        return warehouse


class ZoneFactory(DjangoModelFactory):
    class Meta:
        model = Zone

    warehouse = factory.SubFactory(StockedWarehouseFactory)
    code = factory.Sequence(lambda n: f"Z{n}")
    name_zh = factory.LazyAttribute(lambda z: f"库区 {z.code}")
    name_en = factory.LazyAttribute(lambda z: f"Zone {z.code}")
    kind = ZoneKind.STORAGE


class LocationFactory(DjangoModelFactory):
    """A storage place A01-01-01, A01-01-02, … with its barcode."""

    class Meta:
        model = Location

    class Params:
        dock = factory.Trait(kind=LocationKind.RECEIVING_DOCK, code=factory.Sequence(lambda n: f"DOCK{n}"))

    warehouse = factory.SubFactory(StockedWarehouseFactory)
    code = factory.Sequence(lambda n: f"A{n // 400 + 1:02d}-{n // 20 % 20 + 1:02d}-{n % 20 + 1:02d}")
    kind = LocationKind.STORAGE
    walk_order = factory.Sequence(lambda n: n)
    check_digits = factory.Sequence(lambda n: f"{n % 90 + 10}")

    @classmethod
    def _create(cls, model_class: type[Location], *args: Any, **kwargs: Any) -> Location:
        return make_location(**kwargs)


class HandlingUnitFactory(DjangoModelFactory):
    class Meta:
        model = HandlingUnit

    class Params:
        cart = factory.Trait(kind=HandlingUnitKind.CART, code=factory.Sequence(lambda n: f"C{n:04d}"))

    warehouse = factory.SubFactory(StockedWarehouseFactory)
    code = factory.Sequence(lambda n: f"T{n:07d}")
    kind = HandlingUnitKind.TOTE

    @classmethod
    def _create(cls, model_class: type[HandlingUnit], *args: Any, **kwargs: Any) -> HandlingUnit:
        return make_handling_unit(**kwargs)


class SkuFactory(DjangoModelFactory):
    class Meta:
        model = Sku

    class Params:
        with_lots = factory.Trait(tracks_lots=True)
        with_expiry = factory.Trait(tracks_lots=True, tracks_expiry=True)

    code = factory.Sequence(lambda n: f"SKU-{n:05d}")
    spu = factory.LazyAttribute(lambda s: s.code.rsplit("-", 1)[0])
    name_zh = factory.LazyAttribute(lambda s: f"商品 {s.code}")
    name_en = factory.LazyAttribute(lambda s: f"Item {s.code}")
    weight_grams = 120


class BarcodeFactory(DjangoModelFactory):
    class Meta:
        model = Barcode

    sku = factory.SubFactory(SkuFactory)
    value = factory.Sequence(lambda n: f"CODE{n:08d}")
    kind = "other"


class LotFactory(DjangoModelFactory):
    class Meta:
        model = Lot

    sku = factory.SubFactory(SkuFactory, with_lots=True)
    code = factory.Sequence(lambda n: f"LOT{n:04d}")
    received_on = datetime.date(2026, 1, 1)


class SkuBindingFactory(DjangoModelFactory):
    """Verified, with one component: give `sku`, or `components={sku: units}` for a bundle."""

    class Meta:
        model = SkuBinding

    class Params:
        unverified = factory.Trait(state=BindingState.UNVERIFIED)

    shop = factory.SubFactory(ShopFactory)
    warehouse = factory.LazyAttribute(lambda b: b.shop.warehouse)
    product_id = factory.Sequence(lambda n: f"10050{n:011d}")
    seller_sku = factory.Sequence(lambda n: f"SELLER-{n}")
    state = BindingState.VERIFIED

    @classmethod
    def _create(cls, model_class: type[SkuBinding], *args: Any, **kwargs: Any) -> SkuBinding:
        sku = kwargs.pop("sku", None)
        components = kwargs.pop("components", {sku: 1} if sku else {})
        binding = super()._create(model_class, *args, **kwargs)
        for component, quantity in components.items():
            BindingComponent.objects.create(binding=binding, sku=component, quantity=quantity)
        return binding
