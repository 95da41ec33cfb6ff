"""The same scan twenty times at once, and two devices at one work: exactly one effect each."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from tests.scan.conftest import make_floor
from tests.scan.kit.models import Tally
from wms.core.models import ScanEvent, ScanReceipt
from wms.scan.testing import django_post


def together(count: int, call: Any) -> list[Any]:
    """Run `call(index)` in `count` threads that start at one moment."""
    barrier, results = threading.Barrier(count), [None] * count

    def one(index: int) -> None:
        try:
            barrier.wait(timeout=20)
            results[index] = call(index)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.django_db(transaction=True)
def test_the_same_scan_twenty_times_in_parallel_has_one_effect_and_one_answer() -> None:
    floor = make_floor()
    tally = Tally.objects.create(warehouse=floor.warehouse, goal=5)
    body = floor.at_tally(tally).body("ITEM")
    answers = together(20, lambda _: django_post(Client(), floor.device_token)("/rf/kit/scan", body))
    assert {(status, answer["verdict"], answer["code"]) for status, answer in answers} == {(200, "ok", "kit.counted")}
    tally.refresh_from_db()
    assert (tally.counted, ScanReceipt.objects.count(), ScanEvent.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_handhelds_at_one_work_one_wins_and_the_other_is_told_that_it_is_stale() -> None:
    floor, other = make_floor("SZ"), make_floor("GZ")
    other.device.warehouse = floor.warehouse
    other.device.save()
    other.person.assignments.update(warehouse=floor.warehouse)
    tally = Tally.objects.create(warehouse=floor.warehouse, goal=5)
    bodies = [place.at_tally(tally).body("ITEM") for place in (floor, other)]
    tokens = [floor.device_token, other.device_token]
    answers = together(2, lambda index: django_post(Client(), tokens[index])("/rf/kit/scan", bodies[index]))
    assert sorted(answer["verdict"] for _, answer in answers) == ["ok", "stale"]
    tally.refresh_from_db()
    assert tally.counted == 1
