"""Warehouses, shops, people, devices."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from wms.core.models import Device, Person, Printer, PrintJob, Shop, Station, Warehouse
from wms.core.states import DeviceKind


def one_page() -> bytes:
    """The smallest paper: a test page."""
    from wms.core.paper.trial import trial_page

    return trial_page(name="Test", code="P0001", barcode="P0001", dpi=203, way="RAW")


class WarehouseFactory(DjangoModelFactory):
    class Meta:
        model = Warehouse

    code = factory.Sequence(lambda n: f"W{n:03d}")
    name_zh = factory.LazyAttribute(lambda w: f"仓库 {w.code}")
    name_en = factory.LazyAttribute(lambda w: f"Warehouse {w.code}")
    platform_code = factory.LazyAttribute(lambda w: f"PF-{w.code}")


class ShopFactory(DjangoModelFactory):
    class Meta:
        model = Shop

    code = factory.Sequence(lambda n: f"SHOP{n}")
    name = factory.LazyAttribute(lambda s: f"Shop {s.code}")
    warehouse = factory.SubFactory(WarehouseFactory)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"员工{n}")
    badge = factory.Sequence(lambda n: f"U{n:06d}")


class PrinterFactory(DjangoModelFactory):
    class Meta:
        model = Printer

    warehouse = factory.SubFactory(WarehouseFactory)
    code = factory.Sequence(lambda n: f"P{n:04d}")
    name = factory.LazyAttribute(lambda p: f"Printer {p.code}")


class PrintJobFactory(DjangoModelFactory):
    class Meta:
        model = PrintJob

    warehouse = factory.SubFactory(WarehouseFactory)
    kind = "trial"
    subject = factory.Sequence(lambda n: f"trial:{n}")
    title = factory.Sequence(lambda n: f"P{n:04d}")
    content = factory.LazyFunction(one_page)
    copy = 1
    source = "desk"


class StationFactory(DjangoModelFactory):
    class Meta:
        model = Station

    warehouse = factory.SubFactory(WarehouseFactory)
    code = factory.Sequence(lambda n: f"W{n:04d}")
    name_zh = factory.LazyAttribute(lambda s: f"打包台 {s.code}")
    name_en = factory.LazyAttribute(lambda s: f"Bench {s.code}")


class DeviceFactory(DjangoModelFactory):
    class Meta:
        model = Device

    class Params:
        station_device = factory.Trait(kind=DeviceKind.STATION)

    warehouse = factory.SubFactory(WarehouseFactory)
    code = factory.Sequence(lambda n: f"PDA-{n:03d}")
    name = factory.LazyAttribute(lambda d: d.code)
