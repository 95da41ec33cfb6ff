"""Every operation in every order that chance finds, held against a plain model after each step."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import initialize, invariant, run_state_machine_as_test

from inventory.models import SkuStock, StockBalance
from tests.inventory.floor import hear
from tests.inventory.machine.goods import Goods
from tests.inventory.machine.orders import Orders
from tests.inventory.machine.shelves import Shelves
from tests.inventory.model import GOOD
from wms.core.models import WorkItem
from wms.ops.ledger import differences


class House(Goods, Orders, Shelves):
    """All the rules together, and what always holds."""

    @initialize()
    def begin_in_the_middle_of_the_day(self) -> None:
        """Stock on two shelves, four orders on their way at different stages: chance finds the rest from here."""
        self.build()
        for good in self.goods:
            self._set_on_hand((self.shelves[0].pk, *good, GOOD), 6)
            self._set_on_hand((self.shelves[1].pk, *good, GOOD), 2)
        for number, priority in enumerate((1, 0, 1, 0)):
            self.order([(0, 2), (2, 1)], priority)
            if number < 3:
                self.place(number)
        for pick in range(3):
            self.take(pick, 1, 0)

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
        hear("stock.over_promised")
        short = [sku for sku in getattr(self, "skus", {}) if self.model.reserved(sku) > self.model.sellable(sku)]
        items = WorkItem.objects.filter(kind="stock.over_promised").exclude(state="resolved")
        expected = {f"{self.warehouse.pk}:{sku}" for sku in short}
        assert set(items.values_list("subject_id", flat=True)) == expected


@pytest.mark.django_db
def test_the_ledger_and_the_plain_model_agree_after_every_step() -> None:
    run_state_machine_as_test(
        House,
        settings=settings(max_examples=20, stateful_step_count=40, print_blob=True),
    )
