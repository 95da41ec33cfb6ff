"""[M3] Orders over several warehouses: decided once, promised in each or in none, re-routed before anybody walks."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from inventory.models import SkuStock
from picking.errors import OrderNotReady, RouteImpossible
from picking.models import Order, OrderLine, RoutingDecision, RoutingRule
from picking.operations.cancel import request_cancel
from picking.operations.destination import record_destination
from picking.operations.orders import import_order
from picking.operations.routing import PERSON, explain, route_again
from picking.operations.serve import route_waiting
from picking.selectors.routing import Asked
from picking.states import OrderState
from tests.factories.inventory import LocationFactory, SkuBindingFactory, StockedWarehouseFactory, ZoneFactory
from tests.factories.picking import order_facts
from tests.floor import stock
from tests.picking.conftest import CAUSE, Floor, deliver_all
from wms.core.models import Warehouse, WorkItem
from wms.core.transactions import run
from wms.ops.ledger import differences


class TwoHouses:
    """The floor's warehouse (far from Spain) and ES (near it); every SKU of the floor is bound in both."""

    def __init__(self, floor: Floor) -> None:
        self.floor, self.home = floor, floor.warehouse
        self.spain = StockedWarehouseFactory(code="ES")
        self.shelf = LocationFactory(warehouse=self.spain, zone=ZoneFactory(warehouse=self.spain), code="E01-01-01")
        for sku, binding in zip(floor.skus, floor.bindings, strict=True):
            SkuBindingFactory(
                shop=floor.shop,
                warehouse=self.spain,
                sku=sku,
                product_id=binding.product_id,
                seller_sku=binding.seller_sku,
            )
        self.rule = RoutingRule.objects.create(shop=floor.shop, most_parcels=2)
        self.rule.warehouses.create(warehouse=self.home, rank=1, distance_km=9000, distances={"EU": 8000})
        self.rule.warehouses.create(warehouse=self.spain, rank=2, distance_km=9500, distances={"ES": 100, "EU": 1500})

    def put(self, sku: int, *, home: int = 0, spain: int = 0) -> None:
        if home:
            self.floor.put("A01-01-01", sku, home)
        if spain:
            stock(self.shelf, self.floor.skus[sku], spain)

    def order(self, *wanted: tuple[int, int], **changes: object) -> Order:
        return self.floor.order(*wanted, **{"country": "FR", **changes})

    def parts(self, order: Order) -> list[tuple[str, str, dict[str, int]]]:
        """(warehouse, state, units by seller's SKU) of each part."""
        rows = Order.objects.filter(shop=order.shop, number=order.number).order_by("part").select_related("warehouse")
        return [
            (row.warehouse.code, str(row.state), dict(row.lines.values_list("seller_sku", "quantity"))) for row in rows
        ]

    def held(self, sku: int) -> dict[str, tuple[int, int]]:
        """{warehouse: (reserved, waiting)}"""
        rows = SkuStock.objects.filter(sku=self.floor.skus[sku]).select_related("warehouse")
        return {row.warehouse.code: (row.reserved, row.waiting) for row in rows if row.reserved or row.waiting}


@pytest.fixture
def houses(floor: Floor) -> TwoHouses:
    return TwoHouses(floor)


def name(houses: TwoHouses, sku: int) -> str:
    return houses.floor.bindings[sku].seller_sku


def test_the_nearest_warehouse_with_everything_gets_the_order(houses: TwoHouses) -> None:
    houses.put(0, home=5, spain=5)
    order = houses.order((0, 2))
    assert houses.parts(order) == [("ES", "promised", {name(houses, 0): 2})]
    assert houses.held(0) == {"ES": (2, 0)}
    decision = RoutingDecision.objects.get()
    assert (decision.kind, decision.why, decision.country) == ("whole", "arrived", "FR")
    assert [(each["warehouse"], each["km"], each["why"]) for each in decision.facts["options"]] == [
        ("ES", 1500, ""),
        ("SZ", 8000, ""),
    ]


def test_what_no_single_one_has_is_split_and_promised_in_each(houses: TwoHouses) -> None:
    houses.put(0, home=5)
    houses.put(1, spain=5)
    order = houses.order((0, 2), (1, 1), amount=Decimal("30.00"))
    assert houses.parts(order) == [("ES", "promised", {name(houses, 1): 1}), ("SZ", "promised", {name(houses, 0): 2})]
    assert (houses.held(0), houses.held(1)) == ({"SZ": (2, 0)}, {"ES": (1, 0)})
    assert sum(row.amount for row in Order.objects.all()) == Decimal("30.00")
    assert sum(OrderLine.objects.values_list("amount", flat=True)) == Decimal("19.80")
    assert RoutingDecision.objects.get().kind == "split"


def test_when_both_together_lack_a_unit_the_whole_order_waits_and_nothing_is_promised(houses: TwoHouses) -> None:
    houses.put(0, home=5)
    order = houses.order((0, 2), (1, 1))
    assert houses.parts(order) == [("ES", "waiting", {name(houses, 0): 2, name(houses, 1): 1})]
    assert (houses.held(0), houses.held(1)) == ({"ES": (0, 2)}, {"ES": (0, 1)})
    assert RoutingDecision.objects.get().kind == "nowhere"


def test_a_waiting_order_goes_to_whichever_warehouse_gets_the_goods(houses: TwoHouses) -> None:
    order = houses.order((0, 1))
    assert houses.parts(order)[0][:2] == ("ES", "waiting")
    assert route_waiting(cause=CAUSE) == 0
    houses.put(0, home=1)
    assert route_waiting(cause=CAUSE) == 1
    assert houses.parts(order) == [("SZ", "promised", {name(houses, 0): 1})]
    assert RoutingDecision.objects.order_by("-pk")[0].why == "stock"


def test_splitting_may_be_forbidden_for_a_shop(houses: TwoHouses) -> None:
    RoutingRule.objects.update(most_parcels=1)
    houses.put(0, home=5)
    houses.put(1, spain=5)
    assert houses.parts(houses.order((0, 2), (1, 1)))[0][1] == "waiting"


def test_a_choice_order_goes_only_to_a_certified_warehouse_and_is_not_split(houses: TwoHouses) -> None:
    Warehouse.objects.filter(code="SZ").update(certified_until_on="2027-12-31")
    houses.put(0, home=5, spain=5)
    houses.put(1, spain=5)
    assert houses.parts(houses.order((0, 1), is_choice=True))[0][:2] == ("SZ", "promised")
    assert houses.parts(houses.order((0, 1), (1, 1), is_choice=True))[0][1] == "waiting"
    Warehouse.objects.update(certified_until_on=None)
    held = houses.order((0, 1), is_choice=True)
    assert (held.state, held.hold_code) == (OrderState.HELD, "order.certification_expired")


def test_a_line_that_no_warehouse_knows_holds_the_whole_order_at_home(houses: TwoHouses) -> None:
    houses.put(0, home=5, spain=5)
    facts = order_facts(houses.floor.line(0), replace(houses.floor.line(1), seller_sku="NOBODYS"), country="FR")
    order = run(partial(import_order, cause=CAUSE, shop=houses.floor.shop, facts=facts)).order
    assert (order.state, order.hold_code, order.warehouse.code) == (OrderState.HELD, "order.sku_unbound", "SZ")
    assert WorkItem.objects.get(kind="order.sku_unbound").warehouse == houses.home


def test_the_country_that_is_known_later_moves_the_order_before_anybody_walks(houses: TwoHouses) -> None:
    houses.put(0, home=5, spain=5)
    order = houses.order((0, 1), country="")
    assert houses.parts(order)[0][0] == "SZ"
    run(partial(record_destination, order_id=order.pk, country="ES", city="M***d"))
    deliver_all()
    assert houses.parts(order) == [("ES", "promised", {name(houses, 0): 1})]
    assert houses.held(0) == {"ES": (1, 0)}


def test_a_person_sends_it_elsewhere_with_a_reason_and_the_country_does_not_undo_that(houses: TwoHouses) -> None:
    houses.put(0, home=5, spain=5)
    order = houses.order((0, 1))
    again = partial(route_again, cause=CAUSE, order_id=order.pk, why=PERSON, reason="strike in Spain")
    run(partial(again, only=houses.home))
    assert houses.parts(order) == [("SZ", "promised", {name(houses, 0): 1})]
    run(partial(record_destination, order_id=order.pk, country="ES", city=""))
    deliver_all()
    assert houses.parts(order)[0][0] == "SZ"
    last = RoutingDecision.objects.order_by("-pk")[0]
    assert (last.why, last.note) == (PERSON, "strike in Spain")


def test_a_warehouse_that_cannot_send_it_all_is_refused_and_nothing_changes(houses: TwoHouses) -> None:
    houses.put(0, spain=5)
    order = houses.order((0, 1))
    with pytest.raises(RouteImpossible):
        run(partial(route_again, cause=CAUSE, order_id=order.pk, why=PERSON, only=houses.home))
    assert houses.parts(order) == [("ES", "promised", {name(houses, 0): 1})]
    assert RoutingDecision.objects.count() == 1


def test_once_it_is_in_a_wave_it_stays_where_it_is(houses: TwoHouses) -> None:
    houses.put(0, home=5)
    houses.put(1, spain=5)
    order = houses.order((0, 2), (1, 1))
    houses.floor.wave()
    with pytest.raises(OrderNotReady):
        run(partial(route_again, cause=CAUSE, order_id=order.pk, why=PERSON))


def test_parts_that_are_no_longer_needed_are_merged_and_used_again(houses: TwoHouses) -> None:
    houses.put(0, home=2)
    houses.put(1, spain=1)
    order = houses.order((0, 2), (1, 1))
    houses.put(0, spain=9)
    run(partial(route_again, cause=CAUSE, order_id=order.pk, why=PERSON))
    both = {name(houses, 0): 2, name(houses, 1): 1}
    assert houses.parts(order) == [("ES", "promised", both), ("SZ", "merged", {})]
    assert (houses.held(0), houses.held(1)) == ({"ES": (2, 0)}, {"ES": (1, 0)})
    RoutingRule.objects.get().warehouses.filter(warehouse=houses.spain).update(distances={}, distance_km=None)
    houses.order((0, 8))
    run(partial(route_again, cause=CAUSE, order_id=order.pk, why=PERSON))
    assert Order.objects.filter(number=order.number).count() == 2
    assert differences() == []


def test_a_newer_message_with_the_same_lines_leaves_the_split_alone(houses: TwoHouses) -> None:
    houses.put(0, home=5)
    houses.put(1, spain=5)
    facts = order_facts(houses.floor.line(0, 2), houses.floor.line(1), country="FR")
    told = partial(import_order, cause=CAUSE, shop=houses.floor.shop)
    order = run(partial(told, facts=facts)).order
    before = houses.parts(order)
    run(partial(told, facts=replace(facts, modified_at=facts.modified_at + timedelta(minutes=1))))
    assert houses.parts(order) == before
    fewer = replace(facts, lines=facts.lines[1:], modified_at=facts.modified_at + timedelta(minutes=2))
    run(partial(told, facts=fewer))
    assert houses.parts(order) == [("ES", "promised", {name(houses, 1): 1}), ("SZ", "merged", {})]
    assert houses.held(0) == {}


def test_a_cancellation_stops_every_part(houses: TwoHouses) -> None:
    houses.put(0, home=5)
    houses.put(1, spain=5)
    facts = order_facts(houses.floor.line(0, 2), houses.floor.line(1), country="FR")
    told = partial(import_order, cause=CAUSE, shop=houses.floor.shop)
    order = run(partial(told, facts=facts)).order
    gone = replace(facts, is_cancelled=True, modified_at=facts.modified_at + timedelta(minutes=1))
    run(partial(told, facts=gone))
    assert [state for _, state, _ in houses.parts(order)] == ["cancelled", "cancelled"]
    assert (houses.held(0), houses.held(1)) == ({}, {})


def test_one_part_may_be_stopped_alone(houses: TwoHouses) -> None:
    houses.put(0, home=5)
    houses.put(1, spain=5)
    order = houses.order((0, 2), (1, 1))
    run(partial(request_cancel, cause=CAUSE, order=Order.objects.get(part=2)))
    assert [state for _, state, _ in houses.parts(order)] == ["promised", "cancelled"]


def test_the_dry_explanation_names_the_warehouses_and_writes_nothing(houses: TwoHouses) -> None:
    houses.put(0, home=5)
    asked = [Asked("1", (houses.floor.bindings[0].product_id, name(houses, 0)), 2)]
    answer = explain(shop=houses.floor.shop, asked=asked, country="ES", has_promise=False)
    assert (answer.kind, [part["warehouse"] for part in answer.facts["parts"]]) == ("whole", ["SZ"])
    assert answer.facts["options"][0] == {
        "warehouse": "ES", "km": 100, "rank": 2, "why": "short", "lacks": [{"sku": name(houses, 0), "units": 2}],
    }  # fmt: skip
    assert (Order.objects.count(), RoutingDecision.objects.count()) == (0, 0)


def test_sums_over_the_parts_are_what_was_bought(houses: TwoHouses) -> None:
    houses.put(0, home=1, spain=2)
    order = houses.order((0, 3))
    units: Counter[str] = Counter()
    for line in OrderLine.objects.filter(order__number=order.number):
        units[line.platform_line] += line.quantity
    assert list(units.values()) == [3]
    assert houses.held(0) == {"ES": (2, 0), "SZ": (1, 0)}
