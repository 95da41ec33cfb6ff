"""Subscribers, claims and finishes that meet on the same rows: nothing lost, nothing deadlocked, one call a product."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from functools import partial

from django.db import connection
from django.utils import timezone

from tests.aliexpress.stock.conftest import World
from wms.aliexpress import stock_lane
from wms.aliexpress.models import StockPush
from wms.aliexpress.operations.wanted import Wanted, want
from wms.core.transactions import run


def _at_once(*jobs: Callable[[], object]) -> list[BaseException]:
    errors: list[BaseException] = []
    barrier = threading.Barrier(len(jobs))

    def work(job: Callable[[], object]) -> None:
        barrier.wait()
        try:
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def test_of_many_claims_of_one_product_one_gets_all_its_rows(world: World) -> None:
    first, second = world.bindings[:2]
    world.change(first, 5)
    world.change(second, 6)
    claims: list[list[int]] = []

    def claim() -> None:
        _, rows = stock_lane.claim(world.account, [first.product_id])
        claims.append([row.binding_id for row in rows])

    assert _at_once(*[claim] * 6) == []
    assert sorted(claims, key=len)[:-1] == [[]] * 5
    assert sorted(claims, key=len)[-1] == [first.pk, second.pk]


def test_a_row_that_comes_late_does_not_travel_beside_its_product(world: World) -> None:
    """The race: a claim sees its product's rows half before and half after another claim."""
    first, second = world.bindings[:2]
    for _ in range(10):
        StockPush.objects.all().delete()
        world.change(first, 5)
        taken: list[object] = []

        def claim(taken: list[object] = taken) -> None:
            lease, rows = stock_lane.claim(world.account, [first.product_id])
            if rows:
                taken.append(lease.token)

        def change() -> None:
            world.change(second, 6)

        assert _at_once(claim, change, claim, claim) == []
        assert len(taken) == 1


def test_changes_from_all_sides_while_the_lane_runs_end_with_everything_confirmed(world: World) -> None:
    world.shelf.update({binding.pk: 5 for binding in world.bindings})
    rounds = 12

    def changes(seed: int) -> None:
        order = random.Random(seed)
        for _ in range(rounds):
            chosen = order.sample(world.bindings, 4)
            rows = [
                Wanted(world.account.pk, binding.pk, binding.product_id, timezone.now(), order.randrange(9))
                for binding in chosen
            ]
            run(partial(want, rows))

    errors = _at_once(*[lambda seed=seed: changes(seed) for seed in range(3)], lambda: world.drain(1.0))
    assert errors == []
    world.drain(5.0)
    rows = list(StockPush.objects.values_list("state", "wanted", "sent", "confirmed", "since", "sending_since"))
    assert sum(row[1] for row in rows) == 3 * rounds * 4
    assert all(row == ("idle", row[1], row[1], row[1], None, None) for row in rows)
