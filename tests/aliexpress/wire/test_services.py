"""The services that an order can have: the promised one first, then the shop's rule; none that fits is the desk's."""

from __future__ import annotations

from functools import partial

import pytest

from packing.models import OwnCarrier, ParcelLine
from packing.operations.label import request_waybill
from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.floor import CAUSE
from wms.aliexpress.models import Evidence, LogisticsRule
from wms.aliexpress.operations.logistics import save_rule
from wms.aliexpress.payloads.services import SERVICES
from wms.core.models import Exchange, WorkItem
from wms.core.states import WorkItemState
from wms.core.transactions import run

CREATE = "aliexpress.logistics.order.createorder"
PROMISED, SECOND, THIRD = "CAINIAO_STANDARD", "YANWEN_JYT", "CAINIAO_PREMIUM"


@pytest.fixture
def number(wire: Wire) -> str:
    wire.sell(BLACK, 10)
    number = wire.buy(units=2, carrier=PROMISED)
    wire.pull()
    Exchange.objects.all().delete()
    return number


def prefer(wire: Wire, *services: str) -> None:
    run(partial(save_rule, cause=CAUSE, shop=wire.shop, preferred=services))


def withdraw(wire: Wire, *services: str) -> None:
    wire.ask("services", shop="DEMO", withdrawn=list(services))


def test_the_promised_service_is_taken_when_the_platform_offers_it(wire: Wire, number: str) -> None:
    prefer(wire, SECOND)
    waybill = wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive", tries=2)

    waybill.refresh_from_db()
    assert (waybill.state, waybill.carrier, wire.calls(SERVICES)) == ("ready", PROMISED, 1)
    assert Evidence.objects.filter(method=SERVICES).count() == 1


def test_the_first_of_the_rule_that_is_offered_stands_in(wire: Wire, number: str) -> None:
    prefer(wire, SECOND, THIRD)
    withdraw(wire, PROMISED, SECOND)
    waybill = wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive", tries=2)

    waybill.refresh_from_db()
    assert (waybill.state, waybill.carrier) == ("ready", THIRD)
    (made,) = [row for row in wire.sandbox.world.records["waybill"].values() if row["tracking"] == waybill.number]
    assert made["carrier"] == THIRD


def test_none_that_fits_leaves_the_parcel_and_asks_the_desk_until_the_rule_is_changed(wire: Wire, number: str) -> None:
    withdraw(wire, PROMISED)
    parcel = wire.parcel(number)
    waybill = wire.ask_waybill(parcel)
    wire.drain("interactive")

    waybill.refresh_from_db()
    parcel.refresh_from_db()
    assert (waybill.state, waybill.failure, parcel.state) == ("failed", "pack.no_service", "verified")
    assert wire.calls(CREATE) == 0
    item = WorkItem.objects.get(kind="pack.no_service")
    assert (item.facts["order"], item.facts["wanted"], item.state) == (number, PROMISED, "open")
    assert SECOND in item.facts["offered"]

    prefer(wire, SECOND)
    parcel = type(parcel).objects.select_related("order__shop").get(pk=parcel.pk)
    run(partial(request_waybill, cause=CAUSE, parcel=parcel))
    wire.drain("interactive", tries=2)

    waybill.refresh_from_db()
    item.refresh_from_db()
    assert (waybill.state, waybill.carrier, item.state) == ("ready", SECOND, WorkItemState.RESOLVED)


def test_an_own_carrier_in_the_rule_can_always_be_had(wire: Wire, number: str) -> None:
    OwnCarrier.objects.create(warehouse=wire.warehouse, service="DHL", name="DHL", number_pattern=r"\d{10}")
    prefer(wire, SECOND, "DHL", THIRD)
    withdraw(wire, PROMISED, SECOND)
    waybill = wire.ask_waybill(wire.parcel(number))

    wire.drain("interactive")

    waybill.refresh_from_db()
    assert (waybill.state, waybill.carrier, waybill.is_own, wire.calls(CREATE)) == ("number", "DHL", True, 0)


def test_what_is_too_heavy_for_the_post_is_asked_with_its_weight(wire: Wire, number: str) -> None:
    """Master data go along: the platform leaves out what cannot carry two and a half kilograms."""
    LogisticsRule.objects.create(shop=wire.shop, preferred=["CPAM", THIRD])
    withdraw(wire, PROMISED)
    parcel = wire.parcel(number)
    sku = wire.binding(BLACK).components.get().sku
    type(sku).objects.filter(pk=sku.pk).update(weight_grams=1250)
    ParcelLine.objects.create(parcel=parcel, sku=sku, quantity=2)
    waybill = wire.ask_waybill(parcel)

    wire.drain("interactive")

    waybill.refresh_from_db()
    assert waybill.carrier == THIRD
    assert Evidence.objects.get(method=SERVICES).request["goods_weight"] == "2.500"


def test_a_list_that_is_lost_makes_no_waybill_and_is_asked_again(wire: Wire, number: str) -> None:
    waybill = wire.ask_waybill(wire.parcel(number))
    wire.faults(truncated_json={"value": True, "methods": "getonlinelogistics", "times": 1})
    wire.drain("interactive")
    assert wire.calls(CREATE) == 0

    wire.drain("interactive", tries=3)

    waybill.refresh_from_db()
    assert (waybill.state, wire.platform()["orders_with_several_waybills"]) == ("ready", 0)
