"""[M3] An order that two warehouses send is told to the platform part after part, and as whole by the last one."""

from __future__ import annotations

from functools import partial

import pytest

from inventory.operations import propose_binding, verify_binding
from packing.models import Parcel, Waybill
from picking.models import Order, RoutingRule
from picking.operations.ship_part import end_rest
from tests.aliexpress.wire.conftest import BLACK, CLEAR, Wire
from tests.factories.inventory import HandlingUnitFactory, LocationFactory, StockedWarehouseFactory
from tests.floor import CAUSE, stock
from tests.picking.conftest import deliver_all
from wms.aliexpress.carrier import AliExpressCarrier, on_handed_over
from wms.aliexpress.models import Recipient
from wms.aliexpress.operations.shipments import CLOSE_ORDER
from wms.core.models import Exchange
from wms.core.transactions import run

FULFIL = "solution.order.fulfill"


@pytest.fixture
def parts(wire: Wire) -> list[Order]:
    """BLACK lies at home, CLEAR in Spain: an order for both is two parts."""
    black, clear = wire.sell(BLACK, 5), wire.sell(CLEAR, 0)
    wire.ask("front", shop="DEMO", units={CLEAR: 5})
    spain = StockedWarehouseFactory(code="ES", platform_code="ES-03")
    for sku in (black, clear):
        row = wire.binding(sku.code)
        facts = {"product_id": row.product_id, "seller_sku": sku.code, "platform_sku_id": row.platform_sku_id}
        bind = partial(propose_binding, cause=CAUSE, shop=wire.shop, warehouse=spain, **facts)
        run(lambda bind=bind: verify_binding(cause=CAUSE, binding=bind().binding))
    stock(LocationFactory(warehouse=spain), clear, 5)
    rule = RoutingRule.objects.create(shop=wire.shop)
    rule.warehouses.create(warehouse=wire.warehouse, rank=1)
    rule.warehouses.create(warehouse=spain, rank=2)
    lines = [{"sku": BLACK, "quantity": 2}, {"sku": CLEAR, "quantity": 1}]
    wire.ask("orders", shop="DEMO", lines=lines, country="ES")
    wire.pull()
    return list(Order.objects.order_by("part"))


def label(wire: Wire, part: Order) -> Waybill:
    tote = HandlingUnitFactory(warehouse=part.warehouse)
    parcel = Parcel.objects.create(
        warehouse=part.warehouse, order=part, number=f"P{part.pk}", state="verified", tote=tote
    )
    waybill = wire.ask_waybill(parcel)
    wire.drain("interactive", tries=2)
    waybill.refresh_from_db()
    return waybill


def leave(part: Order, waybill: Waybill) -> None:
    Order.objects.filter(pk=part.pk).update(state="shipped")
    facts = {"order_id": part.pk, "carrier": waybill.carrier, "waybill": waybill.number}
    run(partial(on_handed_over, str(waybill.parcel_id), facts))


def shipments(wire: Wire, number: str) -> list[tuple[str, str]]:
    return [(each["logistics_no"], each["send_type"]) for each in wire.sandbox.world.orders[number]["shipments"]]


def test_each_part_has_a_waybill_of_its_own_over_its_own_lines(wire: Wire, parts: list[Order]) -> None:
    assert [(part.part, part.warehouse.code, part.state) for part in parts] == [
        (1, wire.warehouse.code, "promised"),
        (2, "ES", "promised"),
    ]
    first, second = (label(wire, part) for part in parts)
    assert len({first.number, second.number, ""}) == 3
    made = sorted(wire.sandbox.world.records["waybill"].values(), key=lambda bill: bill["id"])
    assert [(bill["tracking"], bill["units"]) for bill in made] == [(first.number, 2), (second.number, 1)]


def test_the_first_to_leave_is_told_as_a_part_and_the_last_as_the_rest(wire: Wire, parts: list[Order]) -> None:
    first, second = (label(wire, part) for part in parts)
    leave(parts[1], second)
    wire.drain("orders")
    number = parts[0].number
    assert wire.at_platform(number)["status"] == "SELLER_PART_SEND_GOODS"
    wire.pull()
    assert Order.objects.get(part=1).hold_code == ""
    leave(parts[0], first)
    wire.drain("orders")
    assert wire.at_platform(number)["status"] == "WAIT_BUYER_ACCEPT_GOODS"
    assert shipments(wire, number) == [(second.number, "part"), (first.number, "all")]


def test_two_that_leave_before_any_is_told_are_both_told(wire: Wire, parts: list[Order]) -> None:
    first, second = (label(wire, part) for part in parts)
    for part, waybill in zip(parts, (first, second), strict=True):
        leave(part, waybill)
    wire.drain("orders", tries=2)
    assert shipments(wire, parts[0].number) == [(first.number, "part"), (second.number, "all")]


def test_a_part_whose_answer_was_lost_is_not_told_twice(wire: Wire, parts: list[Order]) -> None:
    waybill = label(wire, parts[1])
    leave(parts[1], waybill)
    wire.faults(lost_answer={"value": True, "methods": FULFIL, "times": 1})
    wire.drain("orders", tries=2)
    assert shipments(wire, parts[0].number) == [(waybill.number, "part")]
    assert "already_declared" in Exchange.objects.values_list("outcome", flat=True)


def test_a_wish_to_cancel_is_answered_when_no_part_can_leave_any_more(wire: Wire, parts: list[Order]) -> None:
    wire.ask("cancel", order_id=parts[0].number)
    wire.pull()
    assert set(Order.objects.values_list("state", flat=True)) == {"cancelled"}
    wire.drain("orders", tries=2)
    assert wire.at_platform(parts[0].number)["end_reason"] == "seller_accept_cancel_order"


def test_a_wish_to_cancel_is_refused_when_a_part_has_left(wire: Wire, parts: list[Order]) -> None:
    Order.objects.filter(part=2).update(state="shipped")
    wire.ask("cancel", order_id=parts[0].number)
    wire.pull()
    assert list(Order.objects.order_by("part").values_list("state", flat=True)) == ["cancelled", "shipped"]
    wire.drain("orders", tries=2)
    assert wire.at_platform(parts[0].number)["status"] == "WAIT_SELLER_SEND_GOODS"


def end(part: Order) -> None:
    run(partial(end_rest, cause=CAUSE, order_id=part.pk, reason="sold out"))
    deliver_all()


@pytest.mark.parametrize("is_lost", [False, True])
def test_an_order_whose_rest_does_not_come_is_closed_once(wire: Wire, parts: list[Order], *, is_lost: bool) -> None:
    waybill = label(wire, parts[1])
    leave(parts[1], waybill)
    wire.drain("orders")
    if is_lost:
        wire.faults(lost_answer={"value": True, "methods": FULFIL, "times": 1})
    end(parts[0])
    (call,) = wire.drain("orders", tries=3)[-1:]
    number = parts[0].number
    assert (call.handler, call.state, call.outcome) == (CLOSE_ORDER, "done", "nothing_open" if is_lost else "")
    assert shipments(wire, number) == [(waybill.number, "part"), (waybill.number, "all")]
    assert wire.at_platform(number)["status"] == "WAIT_BUYER_ACCEPT_GOODS"


def test_a_rest_that_ends_before_the_part_is_told_needs_no_closing(wire: Wire, parts: list[Order]) -> None:
    waybill = label(wire, parts[1])
    leave(parts[1], waybill)
    end(parts[0])
    assert [row.outcome for row in wire.drain("orders", tries=2)[-2:]] == ["", "nothing_open"]
    assert shipments(wire, parts[0].number) == [(waybill.number, "all")]


def test_a_cancelled_part_closes_nothing_while_another_may_still_leave(wire: Wire, parts: list[Order]) -> None:
    end(parts[0])
    assert not Exchange.objects.filter(handler=CLOSE_ORDER).exists()
    waybill = label(wire, parts[1])
    leave(parts[1], waybill)
    wire.drain("orders")
    assert shipments(wire, parts[0].number) == [(waybill.number, "all")]


def test_the_address_is_kept_once_for_all_parts_and_its_country_reaches_each(wire: Wire, parts: list[Order]) -> None:
    wire.drain("orders")
    run(partial(AliExpressCarrier().look, cause=CAUSE, parcel=_parcel(parts[1])))
    wire.drain("interactive")
    assert list(Recipient.objects.values_list("order__part", flat=True)) == [1]
    assert set(Order.objects.values_list("country", flat=True)) == {"ES"}
    deliver_all()
    assert [part.state for part in Order.objects.order_by("part")] == ["promised", "promised"]


def _parcel(part: Order) -> Parcel:
    tote = HandlingUnitFactory(warehouse=part.warehouse)
    return Parcel.objects.create(warehouse=part.warehouse, order=part, number=f"P{part.pk}", tote=tote)
