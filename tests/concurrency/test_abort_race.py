"""A manager aborts a wave while its picker confirms a tote: one waits for the other, and no unit is lost.

Without picking's locks the abort reads the order as it was before the pick, and the two get in each other's way.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.db.models import Sum

from inventory.models import StockBalance
from picking.models import Order, PickTask, PutBack, Wave
from picking.operations import abort, pick
from picking.operations.abort import abort_wave
from picking.states import AbortWay, OrderState
from tests.concurrency.floor import Tally, deadlocks_counted
from tests.picking.conftest import CAUSE, Floor, Picker, deliver_all, make_floor, make_picker
from tests.picking.walks import begin, place
from wms.ops.ledger import differences

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

UNITS, PATIENCE_SECONDS = 20, 1.5


def scan_tote(picker: Picker, tote: str, is_taken: Any, is_aborted: Any, told: Any) -> None:
    """Confirm the tote; between the books and the commit the abort has all the time that it wants."""
    connection.close()
    honest = pick.take

    def take_and_dawdle(**kwargs: Any) -> Any:
        taken = honest(**kwargs)
        is_taken.set()
        is_aborted.wait(timeout=PATIENCE_SECONDS)
        return taken

    with patch.object(pick, "take", take_and_dawdle):
        told.put(picker.scan(tote)["code"])
    connection.close()


def abort_meanwhile(floor: Floor, way: AbortWay, is_taken: Any, is_aborted: Any, told: Any, is_blind: bool) -> None:
    connection.close()
    tally = Tally()
    is_taken.wait(timeout=120)
    with ExitStack() as stack:
        stack.enter_context(deadlocks_counted(tally))
        if is_blind:
            stack.enter_context(patch.object(abort, "lock_orders", unlocked_orders))
            stack.enter_context(patch.object(abort, "lock_lists_of_orders", unlocked_lists))
        with connection.cursor() as cursor:
            cursor.execute("SET deadlock_timeout = '100ms'")
        abort_wave(cause=CAUSE, warehouse=floor.warehouse, wave_id=Wave.objects.get().pk, way=way)
    is_aborted.set()
    told.put(tally.deadlocks)
    connection.close()


def unlocked_orders(ids: Any) -> dict[int, Order]:
    return {order.pk: order for order in Order.objects.filter(pk__in=list(ids)).order_by("pk")}


def unlocked_lists(ids: Any) -> list[Any]:
    return list(abort.PickList.objects.filter(slots__order__in=ids, state__in=["open", "picking"]).distinct())


def race(way: AbortWay, *, is_blind: bool = False) -> tuple[str, int]:
    """The picker's answer, and how many deadlocks the abort met."""
    floor = make_floor(code="RACE")
    floor.put("A01-01-01", 0, UNITS)
    picker = make_picker(floor)
    begin(floor, picker, ((0, 2),), ((0, 3),))
    for raw in (place(floor, "A01-01-01"), floor.skus[0].code, floor.skus[0].code):
        picker.scan(raw)
    connection.close()
    context = multiprocessing.get_context("fork")
    is_taken, is_aborted = context.Event(), context.Event()
    answers, deadlocks = context.Queue(), context.Queue()
    work: list[tuple[Callable[..., None], tuple[Any, ...]]] = [
        (scan_tote, (picker, floor.totes[0].barcode, is_taken, is_aborted, answers)),
        (abort_meanwhile, (floor, way, is_taken, is_aborted, deadlocks, is_blind)),
    ]
    processes = [context.Process(target=target, args=given) for target, given in work]
    for process in processes:
        process.start()
    found = answers.get(timeout=180), deadlocks.get(timeout=180)
    for process in processes:
        process.join(timeout=180)
    deliver_all()
    return found


def units_in_the_house() -> int:
    return StockBalance.objects.filter(location__kind__in=["storage", "handling_unit"]).aggregate(n=Sum("on_hand"))["n"]


@pytest.mark.parametrize("way", [AbortWay.FINISH, AbortWay.PUT_BACK])
def test_the_abort_waits_for_the_pick_and_sends_back_what_it_finds(way: AbortWay) -> None:
    answer, deadlocks = race(way)
    assert (answer, deadlocks) == ("pick.order_complete", 0)
    picked, other = Order.objects.order_by("pk")
    assert other.state == OrderState.PROMISED
    if way == AbortWay.FINISH:
        assert (picked.state, PutBack.objects.count()) == (OrderState.PICKED, 0)
    else:
        assert (picked.state, PutBack.objects.count()) == (OrderState.PROMISED, 1)
    assert units_in_the_house() == UNITS
    assert differences() == []


def test_without_the_locks_they_get_in_each_others_way() -> None:
    _, deadlocks = race(AbortWay.FINISH, is_blind=True)
    torn = PickTask.objects.filter(state="done", order__state=OrderState.PROMISED).exists()
    assert deadlocks > 0 or torn or differences() != []
