"""Orders are promised, placed, picked and shipped; or they end early."""

from __future__ import annotations

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from inventory.errors import DemandIncomplete, NothingToUntake
from inventory.models import StockBalance
from inventory.operations import (
    Demand,
    carry,
    place_demands,
    promise_order,
    release_demands,
    ship,
    take,
    untake,
)
from tests.inventory.machine.floor import PICK, UNITS, Floor, do, keys_of, one_of, refused
from tests.inventory.model import GOOD, Hold, Key, Order

LINES = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4)), min_size=1, max_size=3)


class Orders(Floor):
    @rule(lines=LINES, priority=st.integers(0, 1))
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
        if hold.came_from is None:
            self._share_takes(hold)
        balance = StockBalance.objects.get(allocations=undone.allocation_id)
        assert hold.came_from is None or balance.location_id in {shelf.pk for shelf in self.shelves}
        key = (balance.location_id, hold.sku, hold.key[2], GOOD)
        self.model.move(hold.sku, hold.key[2], hold.units, (hold.key[0], GOOD), (key[0], GOOD))
        self.model.holds[pk] = Hold(hold.order, hold.demand, hold.sku, hold.units, key)

    def _share_takes(self, undone: Hold) -> None:
        """What was carried into a tote is not told from what was taken into it for the same demand: it went back by the
        take of one of these, which may find none of its own now.
        """
        for hold in self.model.holds.values():
            if hold.taken and (hold.demand, hold.units, hold.key) == (undone.demand, undone.units, undone.key):
                hold.came_from = None

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
