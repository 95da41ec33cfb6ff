"""Two who shelve at one place at the same moment: the place's lock makes the second see what the first put down."""

from __future__ import annotations

import multiprocessing
import threading
from contextlib import ExitStack, suppress
from functools import partial
from multiprocessing.synchronize import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection

from inventory.errors import LocationFull
from inventory.models import Location, Sku
from inventory.operations import checks, move_stock
from inventory.selectors.places import stock_at
from tests.floor import CAUSE
from tests.inventory.floor import House, house
from wms.core.transactions import run

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

CAPACITY, EACH = 10, 6
PATIENCE = 1.0  # who waits here longer stands alone: the other one waits for the lock
HANG_SECONDS = 120.0


def shelve(ids: tuple[int, int, int], barrier: Barrier, is_blind: bool) -> None:
    """One person's process: read what lies there, meet the other one, then put down."""
    connection.close()
    honest = checks.stock_at

    def read_and_meet(place: Location) -> Any:
        there = honest(place)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(timeout=HANG_SECONDS if is_blind else PATIENCE)
        return there

    source, target, sku = Location.objects.get(pk=ids[0]), Location.objects.get(pk=ids[1]), Sku.objects.get(pk=ids[2])
    with ExitStack() as stack:
        stack.enter_context(patch.object(checks, "stock_at", read_and_meet))
        if is_blind:
            stack.enter_context(patch.object(checks, "lock_shelf_places", lambda place, **_: place))
        move = partial(move_stock, cause=CAUSE, sku=sku, lot=None, quantity=EACH, source=source, target=target)
        with suppress(LocationFull):
            run(move)
    connection.close()


def race(*, is_blind: bool) -> int:
    """Both bring EACH units to a place that holds CAPACITY; returns how many lie there afterwards."""
    small: House = house()
    small.stock(2 * EACH)
    Location.objects.filter(pk=small.other_shelf.pk).update(capacity_units=CAPACITY)
    connection.close()
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(2)
    ids = (small.shelf.pk, small.other_shelf.pk, small.sku.pk)
    both = [context.Process(target=shelve, args=(ids, barrier, is_blind)) for _ in range(2)]
    for person in both:
        person.start()
    for person in both:
        person.join(timeout=180)
    assert [person.exitcode for person in both] == [0, 0]
    return sum(balance.on_hand for balance in stock_at(small.other_shelf))


def test_a_place_is_never_filled_beyond_its_room() -> None:
    assert race(is_blind=False) == EACH


def test_without_the_lock_both_put_down() -> None:
    assert race(is_blind=True) == 2 * EACH
