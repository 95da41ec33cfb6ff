"""A wave is written in transactions that scans may have to wait for: each is short, and nothing falls into it."""

from __future__ import annotations

import gc
from typing import Any

import pytest
from django.db import connection

from picking.operations import building, waves
from picking.wave_plans import Trolley
from tests.picking.conftest import Floor


class Crash(Exception):
    pass


def _crash() -> None:
    raise Crash


@pytest.mark.django_db(transaction=True)
def test_garbage_is_collected_between_the_transactions_of_a_wave_and_not_within() -> None:
    longest = waves.Longest()
    assert longest.of(gc.isenabled) is False
    assert gc.isenabled()
    with pytest.raises(Crash):
        longest.of(_crash)
    assert gc.isenabled()


def test_chunks_are_whole_trolleys_of_about_so_many_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "CHUNK_LINES", 4)
    trolleys = [Trolley(order_ids=ids, stops=(), walk_mm=None) for ids in ((1, 2), (3,), (4,), (5,))]
    chunks = waves.chunks_of(trolleys, {1: 1, 2: 2, 3: 1, 4: 9, 5: 1})
    assert [[trolley.order_ids for trolley in chunk] for chunk in chunks] == [[(1, 2), (3,)], [(4,)], [(5,)]]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_chunks_leave_the_disk_to_the_release(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    floor.put("A01-01-01", 0, 5)
    floor.order((0, 2))
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    seen: list[str] = []

    def look_after(honest: Any) -> Any:
        def call(**kwargs: Any) -> Any:
            done = honest(**kwargs)
            with connection.cursor() as cursor:
                cursor.execute("SHOW synchronous_commit")
                seen.extend(cursor.fetchone())
            return done

        return call

    monkeypatch.setattr(waves, "write_chunk", look_after(building.write_chunk))
    monkeypatch.setattr(waves, "release_wave", look_after(building.release_wave))
    floor.wave()
    assert seen == ["off", "on"]
