"""Two handhelds of one person say at once that a tote's put-back is missing: its units are lost once."""

from __future__ import annotations

from functools import partial
from unittest.mock import patch

import pytest

from inventory.errors import NotEnoughStock
from inventory.models import HandlingUnit, StockMovement
from inventory.operations import adjust_stock
from inventory.states import Condition, Reason
from picking import locks
from picking.models import PutBack
from picking.operations.put_back import declare_put_back_missing
from picking.states import PutBackState
from tests.concurrency.test_locked_anew import is_waited_for, somebody
from tests.factories.core import PersonFactory
from tests.floor import CAUSE
from tests.inventory.floor import House, do, house
from wms.core.prepared import Prepared
from wms.core.transactions import unit_of_work

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

UNITS = 2
_unlocked: Prepared[PutBack] = Prepared(locks.put_backs_of, person=int, warehouse=int)


def waiting_in_a_tote() -> tuple[House, int]:
    """Units that should lie in a tote whose put-back a person has begun; he."""
    small, person = house(), PersonFactory()
    goods = {"location": small.tote, "sku": small.sku, "lot": None, "condition": Condition.PUT_BACK}
    do(partial(adjust_stock, cause=CAUSE, to_on_hand=UNITS, reason="test", **goods))
    tote = HandlingUnit.objects.get(location=small.tote)
    row = {"warehouse": small.warehouse, "handling_unit": tote, "person": person, "state": PutBackState.WORKING}
    PutBack.objects.create(**row)
    return small, person.pk


def say_missing(person_id: int, warehouse_id: int) -> int:
    """A scan of the button, under its locks; how many units were lost by it."""
    work = locks.lock_put_back_of(person_id, warehouse_id)
    return declare_put_back_missing(cause=CAUSE, work=work) if work is not None else 0


def race() -> list[object]:
    """What the second one came to, who began before the first had ended; then what the books have lost."""
    small, person_id = waiting_in_a_tote()
    came_to: list[object] = []

    def second() -> None:
        try:
            came_to.append(say_missing(person_id, small.warehouse.pk))
        except NotEnoughStock as refusal:
            came_to.append(refusal.code)

    with unit_of_work():
        assert say_missing(person_id, small.warehouse.pk) == UNITS
        other = somebody(second)
        while other.is_alive() and not is_waited_for():
            pass
    other.join()
    lost = StockMovement.objects.filter(reason=Reason.LOSS).values_list("quantity", flat=True)
    return [*came_to, *lost]


def test_the_second_one_finds_it_done() -> None:
    assert race() == [0, UNITS]


def test_without_the_lock_of_the_put_back_he_loses_what_is_lost_already() -> None:
    with patch.object(locks, "_lock_put_backs", _unlocked):
        assert race() == [NotEnoughStock.code, UNITS]
