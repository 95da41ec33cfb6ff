"""Every operation in every order that chance finds, held against a plain model after each step."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from inventory.errors import DemandIncomplete, MoreThanExpected, NotEnoughStock, NothingToUntake
from inventory.models import InboundReceipt, Location, Lot, Sku, SkuStock, StockBalance
from inventory.operations import (
    AsnLine,
    Counted,
    Demand,
    adjust_stock,
    carry,
    change_condition,
    close_receipt,
    declare_loss,
    expire_lots,
    move_stock,
    open_asn,
    open_count,
    place_demands,
    promise_order,
    put_away,
    put_back_units,
    receive_units,
    record_count,
    release_demands,
    return_to_put_back,
    set_threshold,
    ship,
    take,
    untake,
)
from tests.factories.core import PersonFactory
from tests.factories.inventory import (
    HandlingUnitFactory,
    LocationFactory,
    LotFactory,
    SkuFactory,
    StockedWarehouseFactory,
)
from tests.floor import CAUSE
from tests.inventory.model import GOOD, Hold, Key, Model, Order
from wms.core.models import WorkItem
from wms.core.transactions import unit_of_work
from wms.ops.ledger import differences

EXPIRED_BY = datetime.date(2030, 6, 1)
UNITS = st.integers(1, 6)
PICK = st.integers(0, 10_000)
LINES = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=3)


class Floor(RuleBasedStateMachine):
    """Two plain SKUs and one with two lots; a dock, three shelves, two totes."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()  # noqa: TID251  undone after each example
        self.transaction.__enter__()
        self.model = Model()
        self.receipts: dict[int, InboundReceipt] = {}
        self.seen: dict[int, tuple[tuple[int, int, int], int]] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @initialize()
    def build(self) -> None:
        self.warehouse = StockedWarehouseFactory()
        plain = SkuFactory.create_batch(2)
        with_lots = SkuFactory(with_expiry=True)
        self.skus: dict[int, Sku] = {sku.pk: sku for sku in [*plain, with_lots]}
        self.lots: dict[int, Lot] = {
            lot.pk: lot
            for lot in (
                LotFactory(sku=with_lots, expires_on=datetime.date(2030, 5, 1)),
                LotFactory(sku=with_lots, expires_on=datetime.date(2030, 9, 1)),
            )
        }
        self.goods = [(plain[0].pk, None), (plain[1].pk, None), *((with_lots.pk, pk) for pk in self.lots)]
        self.dock = LocationFactory(warehouse=self.warehouse, dock=True)
        self.shelves = LocationFactory.create_batch(3, warehouse=self.warehouse, allows_mixed_lots=True)
        self.totes = [HandlingUnitFactory(warehouse=self.warehouse).location for _ in range(2)]
        self.places: dict[int, Location] = {row.pk: row for row in [self.dock, *self.shelves, *self.totes]}
        self.approver = PersonFactory()
        self._begin_in_the_middle_of_the_day()

    def _begin_in_the_middle_of_the_day(self) -> None:
        """Stock on two shelves, four orders on their way at different stages: chance finds the rest from here."""
        for good in self.goods:
            self._set_on_hand((self.shelves[0].pk, *good, GOOD), 6)
            self._set_on_hand((self.shelves[1].pk, *good, GOOD), 2)
        for number, priority in enumerate((1, 0, 1, 0)):
            self.order([(0, 2), (2, 1)], priority)
            if number < 3:
                self.place(number)
        for pick in range(3):
            self.take(pick, 1, 0)

    # -- goods come in ---------------------------------------------------------------------------------------------

    @rule(good=st.integers(0, 3), units=UNITS)
    def announce(self, good: int, units: int) -> None:
        sku, _ = self.goods[good]
        number = f"ASN-{len(self.model.expected)}-{len(self.receipts)}"
        lines = [AsnLine(sku=self.skus[sku], expected_units=units)]
        opened = do(open_asn, warehouse=self.warehouse, number=number, lines=lines)
        self.receipts[opened.receipt.pk] = opened.receipt
        self.model.expected[opened.receipt.pk] = Counter({sku: units})

    @precondition(lambda self: self.model.expected)
    @rule(pick=PICK, units=UNITS, over=st.booleans(), lot=st.integers(0, 1))
    def receive(self, pick: int, units: int, over: bool, lot: int) -> None:
        pk = one_of(self.model.expected, pick)
        (sku,) = self.model.expected[pk]
        batch = list(self.lots.values())[lot] if self.skus[sku].tracks_lots else None
        goods = {"receipt": self.receipts[pk], "sku": self.skus[sku], "lot": batch, "quantity": units}
        to_come = self.model.expected[pk][sku]
        if units > to_come and not over:
            refused(MoreThanExpected, receive_units, **goods, into=self.dock)
            return
        do(receive_units, **goods, into=self.dock, allow_over=over)
        self.model.expected[pk][sku] = max(0, to_come - units)
        self.model.move(sku, batch.pk if batch else None, units, None, (self.dock.pk, GOOD))

    @precondition(lambda self: self.model.expected)
    @rule(pick=PICK)
    def close(self, pick: int) -> None:
        pk = one_of(self.model.expected, pick)
        closed = do(close_receipt, receipt=self.receipts[pk])
        assert closed.short == {sku: units for sku, units in self.model.expected.pop(pk).items() if units}

    @rule(good=st.integers(0, 3), shelf=st.integers(0, 2), units=UNITS)
    def find(self, good: int, shelf: int, units: int) -> None:
        """Opening stock, straight onto a shelf: an adjustment upwards."""
        self._set_on_hand((self.shelves[shelf].pk, *self.goods[good], GOOD), +units)

    # -- goods are carried ------------------------------------------------------------------------------------------

    @rule(good=st.integers(0, 3), shelf=st.integers(0, 2), units=UNITS)
    def shelve(self, good: int, shelf: int, units: int) -> None:
        self._carry(put_away, good, self.dock, self.shelves[shelf], units, requires_binding=False)

    @rule(good=st.integers(0, 3), source=st.integers(0, 2), units=UNITS)
    def move(self, good: int, source: int, units: int) -> None:
        self._carry(move_stock, good, self.shelves[source], self.shelves[(source + 1) % 3], units)

    def _carry(
        self, operation: Callable[..., Any], good: int, source: Location, target: Location, units: int, **more: Any
    ) -> None:
        sku, lot = self.goods[good]
        goods = {
            "sku": self.skus[sku],
            "lot": self.lots.get(lot or 0),
            "quantity": units,
            "source": source,
            "target": target,
            **more,
        }
        if self.model.free((source.pk, sku, lot, GOOD)) < units:
            refused(NotEnoughStock, operation, **goods)
            return
        do(operation, **goods)
        self.model.move(sku, lot, units, (source.pk, GOOD), (target.pk, GOOD))

    # -- goods are promised -----------------------------------------------------------------------------------------

    @rule(
        lines=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=3),
        priority=st.integers(0, 1),
    )
    def order(self, lines: list[tuple[int, int]], priority: int) -> None:
        number = len(self.model.orders)
        skus = list(self.skus)
        demands = {f"{number}-{index}": (skus[sku], units) for index, (sku, units) in enumerate(lines)}
        self.model.orders.append(Order(number, priority, demands))
        self._promise(self.model.orders[-1])

    @precondition(lambda self: any(order.state == "waiting" for order in self.model.orders))
    @rule(pick=PICK)
    def promise_again(self, pick: int) -> None:
        self._promise(one_of([order for order in self.model.orders if order.state == "waiting"], pick))

    def _promise(self, order: Order) -> None:
        expected = "promised" if self.model.can_promise(order) else "waiting"
        demands = [Demand("test_item", name, sku, units) for name, (sku, units) in order.demands.items()]
        promised = do(
            promise_order,
            warehouse=self.warehouse,
            demands=demands,
            priority=order.priority,
            arrived_at=timezone.now(),
        )
        assert promised.state == expected
        order.state = expected

    @precondition(lambda self: any(order.state == "promised" for order in self.model.orders))
    @rule(pick=PICK)
    def place(self, pick: int) -> None:
        order = one_of([order for order in self.model.orders if order.state == "promised"], pick)
        placements = do(place_demands, warehouse=self.warehouse, demands=keys_of(order))
        for placement in placements:
            name = placement.demand[1]
            sku, wanted = order.demands[name]
            for unit in placement.placed:
                key: Key = (unit.location_id, sku, unit.lot_id, GOOD)
                assert unit.location_id in {shelf.pk for shelf in self.shelves}
                assert self.model.free(key) >= unit.quantity
                self.model.holds[unit.allocation_id] = Hold(order.number, name, sku, unit.quantity, key)
            held = sum(hold.units for hold in self.model.holds.values() if hold.demand == name)
            assert placement.missing == wanted - held
            if placement.missing:
                on_shelves = [key for key in self.model.units if key[0] in {shelf.pk for shelf in self.shelves}]
                assert all(self.model.free(key) == 0 for key in on_shelves if key[1] == sku and key[3] == GOOD)

    # -- goods are picked -------------------------------------------------------------------------------------------

    @precondition(lambda self: any(not hold.taken for hold in self.model.holds.values()))
    @rule(pick=PICK, units=UNITS, tote=st.integers(0, 1))
    def take(self, pick: int, units: int, tote: int) -> None:
        pk = one_of([pk for pk, hold in self.model.holds.items() if not hold.taken], pick)
        hold = self.model.holds[pk]
        units = min(units, hold.units)
        into = self.totes[tote].pk
        taken = do(take, allocation_id=pk, quantity=units, into=self.totes[tote])
        assert (taken.rest_allocation_id is None) == (units == hold.units)
        hold.units -= units
        if hold.units == 0:
            del self.model.holds[pk]
        self.model.move(hold.sku, hold.key[2], units, (hold.key[0], GOOD), (into, GOOD))
        key = (into, hold.sku, hold.key[2], GOOD)
        self.model.holds[taken.allocation_id] = Hold(
            hold.order, hold.demand, hold.sku, units, key, taken=True, came_from=hold.key[0]
        )

    @precondition(lambda self: any(hold.taken for hold in self.model.holds.values()))
    @rule(pick=PICK)
    def untake(self, pick: int) -> None:
        pk = one_of([pk for pk, hold in self.model.holds.items() if hold.taken], pick)
        hold = self.model.holds[pk]
        try:
            undone = do(untake, allocation_id=pk)
        except NothingToUntake:
            assert hold.came_from is None  # carried on, or not whole any more
            return
        del self.model.holds[pk]
        balance = StockBalance.objects.get(allocations=undone.allocation_id)
        assert hold.came_from is None or balance.location_id in {shelf.pk for shelf in self.shelves}
        key = (balance.location_id, hold.sku, hold.key[2], GOOD)
        self.model.move(hold.sku, hold.key[2], hold.units, (hold.key[0], GOOD), (key[0], GOOD))
        known = self.model.holds.get(undone.allocation_id)
        units = hold.units + (known.units if known else 0)
        self.model.holds[undone.allocation_id] = Hold(hold.order, hold.demand, hold.sku, units, key)

    @precondition(lambda self: any(hold.taken for hold in self.model.holds.values()))
    @rule(pick=PICK, tote=st.integers(0, 1))
    def carry_on(self, pick: int, tote: int) -> None:
        order = self.model.orders[one_of([h for h in self.model.holds.values() if h.taken], pick).order]
        taken = {pk: hold for pk, hold in self.model.held_of(order).items() if hold.taken}
        target = self.totes[tote].pk
        moved = do(carry, allocation_ids=list(taken), target=self.totes[tote])
        assert moved.units == sum(hold.units for hold in taken.values() if hold.key[0] != target)
        for hold in taken.values():
            if hold.key[0] != target:
                self.model.move(hold.sku, hold.key[2], hold.units, (hold.key[0], GOOD), (target, GOOD))
                hold.key = (target, *hold.key[1:])
                hold.came_from = None

    @precondition(lambda self: any(order.state == "promised" for order in self.model.orders))
    @rule(pick=PICK)
    def ship(self, pick: int) -> None:
        order = one_of([order for order in self.model.orders if order.state == "promised"], pick)
        taken = {pk: hold for pk, hold in self.model.held_of(order).items() if hold.taken}
        if sum(hold.units for hold in taken.values()) < sum(order.wants().values()):
            refused(DemandIncomplete, ship, demands=keys_of(order))
            return
        assert do(ship, demands=keys_of(order)).units == sum(order.wants().values())
        for pk, hold in taken.items():
            self.model.move(hold.sku, hold.key[2], hold.units, (hold.key[0], GOOD), None)
            del self.model.holds[pk]
        order.state = "ended"

    # -- goods come back --------------------------------------------------------------------------------------------

    @precondition(lambda self: any(order.state != "ended" for order in self.model.orders))
    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        """Before or after taking: what is taken stays the order's until it is set apart."""
        order = one_of([order for order in self.model.orders if order.state != "ended"], pick)
        released = do(release_demands, demands=keys_of(order))
        held = self.model.held_of(order)
        assert set(released.taken) == {pk for pk, hold in held.items() if hold.taken}
        for pk, hold in held.items():
            if not hold.taken:
                del self.model.holds[pk]
        order.state = "ended"

    @precondition(lambda self: self._cancelled())
    @rule(pick=PICK)
    def set_apart(self, pick: int) -> None:
        pk = one_of(self._cancelled(), pick)
        hold = self.model.holds.pop(pk)
        do(return_to_put_back, allocation_ids=[pk])
        self.model.move(hold.sku, hold.key[2], hold.units, (hold.key[0], GOOD), (hold.key[0], "put_back"))

    def _cancelled(self) -> list[int]:
        """Holds of ended orders whose goods are off the shelf; what was laid back again is only placed."""
        ended = {pk: hold for pk, hold in self.model.holds.items() if self.model.orders[hold.order].state == "ended"}
        return [pk for pk, hold in ended.items() if hold.taken]

    @precondition(lambda self: self._at("put_back"))
    @rule(pick=PICK, shelf=st.integers(0, 2), units=UNITS)
    def put_back(self, pick: int, shelf: int, units: int) -> None:
        source, sku, lot, _ = one_of(self._at("put_back"), pick)
        goods = {
            "sku": self.skus[sku],
            "lot": self.lots.get(lot or 0),
            "source": self.places[source],
            "target": self.shelves[shelf],
        }
        if units > self.model.units[source, sku, lot, "put_back"]:
            refused(NotEnoughStock, put_back_units, **goods, quantity=units)
            return
        do(put_back_units, **goods, quantity=units)
        self.model.move(sku, lot, units, (source, "put_back"), (self.shelves[shelf].pk, GOOD))

    # -- the shelf wins ---------------------------------------------------------------------------------------------

    def _at(self, condition: str) -> list[Key]:
        return [key for key, units in self.model.units.items() if units > 0 and key[3] == condition]

    @precondition(lambda self: self._at(GOOD))
    @rule(pick=PICK, units=UNITS, condition=st.sampled_from(["", "blocked", "damaged"]))
    def lose(self, pick: int, units: int, condition: str) -> None:
        """Goods are gone, or no longer good: also promised, placed and taken ones."""
        key = one_of(self._at(GOOD), pick)
        location, sku, lot, _ = key
        goods = {
            "location": self.places[location],
            "sku": self.skus[sku],
            "lot": self.lots.get(lot or 0),
            "reason": "test",
        }
        if units > self.model.units[key]:
            refused(NotEnoughStock, declare_loss, **goods, quantity=units)
            return
        if condition:
            lost = do(change_condition, **goods, quantity=units, to_condition=condition)
        else:
            lost = do(declare_loss, **goods, quantity=units)
        self._lowered(key, self.model.units[key] - units, lost.returned)
        self.model.move(sku, lot, units, (location, GOOD), (location, condition) if condition else None)

    @precondition(lambda self: self._at(GOOD))
    @rule(pick=PICK, change=st.integers(-6, 6))
    def adjust(self, pick: int, change: int) -> None:
        key = one_of(self._at(GOOD), pick)
        self._set_on_hand(key, max(change, -self.model.units[key]))

    def _set_on_hand(self, key: Key, change: int) -> None:
        location, sku, lot, _ = key
        target = self.model.units[key] + change
        adjusted = do(
            adjust_stock,
            location=self.places[location],
            sku=self.skus[sku],
            lot=self.lots.get(lot or 0),
            to_on_hand=target,
            reason="test",
            approver=self.approver,
        )
        assert adjusted.difference == change
        self._lowered(key, target, adjusted.returned)
        self.model.units[key] = target

    @rule(shelf=st.integers(0, 2), counts=st.lists(st.integers(0, 8), min_size=4, max_size=4))
    def count(self, shelf: int, counts: list[int]) -> None:
        """A blind count of a whole shelf; every difference is within what one person may settle."""
        location = self.shelves[shelf]
        units_of = {(location.pk, *good, GOOD): units for good, units in zip(self.goods, counts, strict=True)}
        if any(abs(units - self.model.units[key]) > 20 for key, units in units_of.items()):
            return
        bad = [key for key in self.model.units if key[0] == location.pk and key[3] != GOOD]
        counted = [
            Counted(sku=self.skus[key[1]], lot=self.lots.get(key[2] or 0), units=units, condition=key[3])
            for key, units in [*units_of.items(), *((key, self.model.units[key]) for key in bad)]
        ]
        task = do(open_count, location=location, why="test")
        result = do(record_count, count=task, counted=counted)
        assert result.state == "done"
        for key, units in units_of.items():
            self._lowered(key, units, [back for back in result.returned if back.demand[1] in self._demands_at(key)])
            self.model.units[key] = units

    def _demands_at(self, key: Key) -> set[str]:
        return {hold.demand for hold in self.model.holds.values() if hold.key == key}

    @rule()
    def expire(self) -> None:
        gone = [key for key in self._at(GOOD) if key[2] and self.lots[key[2]].expires_on < EXPIRED_BY]
        expired = do(expire_lots, warehouse=self.warehouse, today=EXPIRED_BY)
        assert expired.units == sum(self.model.units[key] for key in gone)
        for key in gone:
            self.model.lower(key, 0)
            self.model.move(key[1], key[2], self.model.units[key], (key[0], GOOD), (key[0], "expired"))
        self._let_go_of_the_ended(expired.returned)

    def _lowered(self, key: Key, to: int, returned: Any) -> None:
        """Exactly the weakest lose their place, and exactly as much as it takes."""
        lost = self.model.lower(key, to)
        assert Counter(back.quantity for back in returned) == Counter(units for _, units in lost)
        assert {back.split_from or back.allocation_id for back in returned} == {pk for pk, _ in lost}
        for pk, _ in lost:
            if pk in self.model.holds:
                self.model.holds[pk].came_from = None
        self._let_go_of_the_ended(returned)

    def _let_go_of_the_ended(self, returned: Any) -> None:
        """What picking does when it hears `allocation.returned` of an order that is cancelled: nobody wants it."""
        ended = {name for order in self.model.orders if order.state == "ended" for name in order.demands}
        keys = [back.demand for back in returned if back.demand[1] in ended]
        if keys:
            do(release_demands, demands=keys)

    @rule(good=st.integers(0, 2), units=st.integers(0, 4))
    def withhold(self, good: int, units: int) -> None:
        sku, _ = self.goods[good]
        do(set_threshold, warehouse=self.warehouse, sku=self.skus[sku], units=units)
        self.model.thresholds[sku] = units

    # -- what always holds ------------------------------------------------------------------------------------------

    @invariant()
    def ledger_and_caches_agree(self) -> None:
        assert differences() == []

    @invariant()
    def balances_are_the_model(self) -> None:
        rows = StockBalance.objects.values_list("location", "sku", "lot", "condition", "on_hand", "allocated")
        found = {tuple(key): (on_hand, allocated) for *key, on_hand, allocated in rows if on_hand}
        expected = {key: (units, self.model.allocated(key)) for key, units in self.model.units.items() if units}
        assert found == expected

    @invariant()
    def sums_and_versions_are_the_model(self) -> None:
        for row in SkuStock.objects.filter(sku__in=getattr(self, "skus", {})):
            assert (row.on_hand_sellable, row.reserved, row.waiting, row.in_transit) == self.model.sums(row.sku_id)
            shown = self.model.shown(row.sku_id)
            assert row.shown == shown
            before, version = self.seen.get(row.sku_id, ((0, 0, 0), 1))
            assert (row.version > version) == (shown != before)
            self.seen[row.sku_id] = (shown, row.version)

    @invariant()
    def over_promise_is_work_for_a_person_and_only_that(self) -> None:
        short = [sku for sku in getattr(self, "skus", {}) if self.model.reserved(sku) > self.model.sellable(sku)]
        items = WorkItem.objects.filter(kind="stock.over_promised").exclude(state="resolved")
        expected = {f"{self.warehouse.pk}:{sku}" for sku in short}
        assert set(items.values_list("subject_id", flat=True)) == expected


def do(operation: Callable[..., Any], **named: Any) -> Any:
    with unit_of_work():
        return operation(cause=CAUSE, **named)


def refused(refusal: type[Exception], operation: Callable[..., Any], **named: Any) -> None:
    with pytest.raises(refusal), unit_of_work():
        operation(cause=CAUSE, **named)


def one_of(things: Any, pick: int) -> Any:
    rows = list(things)
    return rows[pick % len(rows)]


def keys_of(order: Order) -> list[tuple[str, str]]:
    return [("test_item", name) for name in order.demands]


@pytest.mark.django_db
def test_the_ledger_and_the_plain_model_agree_after_every_step() -> None:
    run_state_machine_as_test(
        Floor,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
