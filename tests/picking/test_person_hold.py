"""What a person holds back stays held until a person lets it go, and keeps its stock."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inventory.models import SkuStock
from picking.errors import HoldReasonMissing, OrderHeldAlready, OrderNotHeld, OrderOnTheFloor
from picking.models import Order
from picking.operations.orders import import_order
from picking.operations.person_hold import hold_order, release_hold
from picking.operations.serve import settle_held
from tests.factories.core import ShopFactory
from tests.factories.inventory import LocationFactory, SkuBindingFactory, SkuFactory, StockedWarehouseFactory
from tests.factories.picking import line_facts, order_facts
from tests.floor import CAUSE, stock
from wms.core.transactions import unit_of_work


@pytest.fixture
def order(db: None) -> Order:
    shop = ShopFactory(warehouse=StockedWarehouseFactory())
    place, sku = LocationFactory(warehouse=shop.warehouse), SkuFactory()
    stock(place, sku, 5)
    with unit_of_work():
        facts = order_facts(line_facts(SkuBindingFactory(shop=shop, sku=sku), 2))
        return import_order(cause=CAUSE, shop=shop, facts=facts).order


def hold(order: Order) -> None:
    with unit_of_work():
        hold_order(cause=CAUSE, order_id=order.pk, reason="new address")


def seen(order: Order) -> tuple[str, str, int]:
    order.refresh_from_db()
    return order.state, order.hold_code, SkuStock.objects.get(warehouse=order.warehouse).reserved


def told_later(order: Order, hold_code: str) -> None:
    line = order.lines.get()
    facts = order_facts(line_facts(line.binding, 2, platform_line=line.platform_line), number=order.number)
    later = replace(facts, modified_at=facts.modified_at + timedelta(hours=1), hold_code=hold_code)
    with unit_of_work():
        import_order(cause=CAUSE, shop=order.shop, facts=later)


def test_a_held_order_keeps_its_stock_and_goes_on_when_released(order: Order) -> None:
    hold(order)
    hold(order)
    assert seen(order) == ("held", "hold.by_person", 2)
    assert list(order.history.filter(code="hold.by_person").values_list("was", "became")) == [("promised", "held")]
    with unit_of_work():
        release_hold(cause=CAUSE, order_id=order.pk)
    assert seen(order) == ("promised", "", 2)


def test_what_the_channel_says_meanwhile_holds_after_the_release(order: Order) -> None:
    hold(order)
    told_later(order, "channel.risk")
    assert seen(order) == ("held", "hold.by_person", 2)
    with unit_of_work():
        release_hold(cause=CAUSE, order_id=order.pk)
    assert seen(order) == ("held", "channel.risk", 2)


def test_news_that_settle_other_held_orders_leave_it_held(order: Order) -> None:
    hold(order)
    told_later(order, "")
    with unit_of_work():
        settle_held(cause=CAUSE, order_id=order.pk)
    assert seen(order) == ("held", "hold.by_person", 2)


@pytest.mark.parametrize(
    ("state", "code", "refusal"),
    [("waved", "", OrderOnTheFloor), ("shipped", "", OrderOnTheFloor), ("held", "order.unbound", OrderHeldAlready)],
)
def test_too_late_or_held_otherwise_is_refused(order: Order, state: str, code: str, refusal: type[Exception]) -> None:
    Order.objects.filter(pk=order.pk).update(state=state, hold_code=code)
    with pytest.raises(refusal):
        hold(order)
    assert seen(order) == (state, code, 2)


def test_a_hold_has_a_reason_and_a_release_a_hold(order: Order) -> None:
    for reason in ("", "  ", "x" * 121):
        with pytest.raises(HoldReasonMissing), unit_of_work():
            hold_order(cause=CAUSE, order_id=order.pk, reason=reason)
    with pytest.raises(OrderNotHeld), unit_of_work():
        release_hold(cause=CAUSE, order_id=order.pk)
    assert seen(order) == ("promised", "", 2)
