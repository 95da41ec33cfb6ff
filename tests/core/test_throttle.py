"""[M13] Slots on the database's clock: spacing, ranks, bans, and the count over four processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection

from wms.core import throttle
from wms.core.models import Throttle

KEY = "app-1"


def _booked(kind: str, key: str = KEY) -> throttle.Slot:
    slot = throttle.reserve(key, kind)
    assert isinstance(slot, throttle.Slot)
    return slot


@pytest.mark.django_db
def test_slots_stand_115_ms_apart() -> None:
    first = _booked(throttle.INTERACTIVE)
    assert first.opens_at - time.monotonic() < 0.001  # as fine as SQLite tells the time
    ends = []
    for _ in range(5):
        _booked(throttle.INTERACTIVE)
        ends.append(Throttle.objects.get().next_at)
    gaps = [later - earlier for earlier, later in pairwise(ends[1:])]
    assert gaps == [pytest.approx(timedelta(seconds=0.115), abs=timedelta(milliseconds=1))] * 3


@pytest.mark.django_db
def test_stock_takes_only_a_near_slot_and_orders_likewise() -> None:
    for _ in range(4):
        _booked(throttle.INTERACTIVE)
    for kind in (throttle.STOCK, throttle.ORDERS):
        refused = throttle.reserve(KEY, kind)
        assert isinstance(refused, throttle.NoSlot)
        assert not refused.is_banned
        assert 0.0 < refused.wait_seconds <= 0.5


@pytest.mark.django_db
def test_interactive_books_ahead_of_waiting_stock() -> None:
    _booked(throttle.STOCK)
    _booked(throttle.STOCK)  # it had long been due
    assert isinstance(throttle.reserve(KEY, throttle.STOCK), throttle.NoSlot)
    person = _booked(throttle.INTERACTIVE)
    assert person.opens_at - time.monotonic() <= 0.26
    assert isinstance(throttle.reserve(KEY, throttle.STOCK), throttle.NoSlot)


@pytest.mark.django_db
def test_people_who_wait_too_far_ahead_get_no_slot() -> None:
    far = int(throttle.HORIZON_SECONDS[throttle.INTERACTIVE] / throttle.STEP_SECONDS) + 3
    answers = [throttle.reserve(KEY, throttle.INTERACTIVE) for _ in range(far + 1)]
    assert isinstance(answers[-1], throttle.NoSlot)


def _set(**columns: datetime) -> None:
    Throttle.objects.update(**columns)


@pytest.mark.django_db
def test_orders_that_wait_keep_stock_back() -> None:
    _booked(throttle.ORDERS)
    now = datetime.now(UTC)
    _set(next_at=now + timedelta(seconds=1), urgent_until=now)
    assert isinstance(throttle.reserve(KEY, throttle.ORDERS), throttle.NoSlot)
    assert Throttle.objects.get().urgent_until > now + timedelta(seconds=0.2)
    _set(next_at=now, stock_next_at=now, urgent_until=now + timedelta(seconds=5))
    assert isinstance(throttle.reserve(KEY, throttle.STOCK), throttle.NoSlot)
    assert isinstance(throttle.reserve(KEY, throttle.ORDERS), throttle.Slot)


@pytest.mark.django_db
def test_orders_keep_stock_back_until_they_ask_again_and_hardly_longer() -> None:
    _booked(throttle.ORDERS)
    now = datetime.now(UTC)
    _set(next_at=now + timedelta(seconds=0.2), urgent_until=now)
    answer = throttle.reserve(KEY, throttle.ORDERS)
    assert isinstance(answer, throttle.NoSlot)
    kept = Throttle.objects.get().urgent_until - datetime.now(UTC)
    assert kept <= timedelta(seconds=answer.wait_seconds + throttle.RENEW_SECONDS)


@pytest.mark.django_db
def test_stock_that_others_put_off_makes_up_for_it() -> None:
    """Seven a second stay seven beside orders and people; more than a step is never made up for."""
    _booked(throttle.ORDERS)
    due = datetime.now(UTC)
    _set(next_at=due + timedelta(seconds=0.11), stock_next_at=due, urgent_until=due - timedelta(seconds=1))
    _booked(throttle.STOCK)
    row, step = Throttle.objects.get(), timedelta(seconds=throttle.STOCK_STEP_SECONDS)
    slot = row.next_at - timedelta(seconds=throttle.STEP_SECONDS)
    assert abs(row.stock_next_at - (max(due, slot - step) + step)) < timedelta(milliseconds=2)


@pytest.mark.django_db
def test_hungry_stock_takes_a_slot_before_further_orders() -> None:
    _booked(throttle.ORDERS)
    now = datetime.now(UTC)
    _set(next_at=now, urgent_until=now + timedelta(seconds=5), stock_next_at=now - timedelta(seconds=1.2))
    assert isinstance(throttle.reserve(KEY, throttle.STOCK), throttle.Slot)
    assert isinstance(throttle.reserve(KEY, throttle.STOCK), throttle.NoSlot)


@pytest.mark.django_db
def test_a_ban_moves_the_row_for_everyone() -> None:
    _booked(throttle.ORDERS)
    throttle.ban(KEY, 2.0)
    for kind in throttle.KINDS:
        refused = throttle.reserve(KEY, kind)
        assert isinstance(refused, throttle.NoSlot)
        assert refused.is_banned
        assert 1.5 < refused.wait_seconds <= 2.001
    assert 1.5 < throttle.banned_seconds(KEY) <= 2.001
    assert throttle.banned_seconds("another-app") == 0.0
    throttle.ban(KEY, 0.5)
    assert throttle.banned_seconds(KEY) > 1.0, "a shorter ban does not end a longer one"


@pytest.mark.django_db
def test_a_ban_takes_back_slots_that_people_had_booked() -> None:
    _booked(throttle.INTERACTIVE)
    ahead = _booked(throttle.INTERACTIVE)
    throttle.ban(KEY, 1.0)
    assert not ahead.open()


@pytest.mark.django_db
def test_a_slot_that_is_used_too_late_is_thrown_away() -> None:
    slot = _booked(throttle.INTERACTIVE)
    time.sleep(throttle.SLOT_LIFE_SECONDS + 0.02)
    assert not slot.open()
    assert _booked(throttle.INTERACTIVE).open()


def test_the_constants_leave_no_room_for_an_eleventh_call() -> None:
    """Calls of one second come from slots of less than a second and a slot's life, with 25 ms for the network."""
    slots = (1.0 + throttle.SLOT_LIFE_SECONDS + 0.025) / throttle.STEP_SECONDS
    assert slots <= 10
    assert 1.0 / throttle.STOCK_STEP_SECONDS < 0.85 * (1.0 / throttle.STEP_SECONDS)


@pytest.mark.django_db
def test_take_gives_up_when_no_slot_opens_in_time() -> None:
    _booked(throttle.ORDERS)
    throttle.ban(KEY, 30)
    began = time.monotonic()
    assert throttle.take(KEY, throttle.STOCK, until=began + 0.3) is None
    assert time.monotonic() - began < 0.3


WORKER = """
import json, sys, time
import django
django.setup()
from django.conf import settings
from django.db import connections
settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = sys.argv[1]
from wms.core import throttle
kinds, ends, log = sys.argv[2].split(","), time.monotonic() + float(sys.argv[3]), []
turn = 0
print("ready", flush=True)
sys.stdin.readline()
while time.monotonic() < ends:
    kind = kinds[turn % len(kinds)]
    turn += 1
    asked = time.monotonic()
    slot = throttle.take("app-1", kind, until=ends)
    booked = time.monotonic()
    if slot is None:
        continue
    if slot.open():
        log.append((kind, asked, booked, slot.opens_at, time.monotonic()))
    if kind == "interactive":
        time.sleep(0.35)
print(json.dumps(log))
"""


def run_four_processes(seconds: float) -> list[tuple[str, float, float, float, float]]:
    """(kind, asked, booked, slot, sent) of every request that four processes were let through, on one clock."""
    connection.close()
    name = connection.settings_dict["NAME"]
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, str(name), kinds, str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
            cwd=Path(__file__).resolve().parents[2],
        )
        for kinds in ("stock", "stock,orders", "stock,interactive", "orders,interactive")
    ]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    answers = [worker.communicate(timeout=seconds + 15)[0] for worker in workers]
    return sorted((tuple(row) for answer in answers for row in json.loads(answer)), key=lambda row: row[4])


@pytest.mark.django_db(transaction=True)
def test_four_processes_never_make_more_than_ten_calls_in_a_second_and_people_go_first() -> None:
    calls = run_four_processes(6.0)
    sent = [row[4] for row in calls]
    worst = max(sum(1 for other in sent if start <= other < start + 1.0) for start in sent)
    assert worst <= 10
    assert len(calls) >= 30, "and it lets through what it can"
    kinds = {kind: [row for row in calls if row[0] == kind] for kind in throttle.KINDS}
    assert all(kinds.values()), "nobody starves"
    for _, asked, booked, slot, _ in kinds["interactive"]:
        overtaking = [row for row in kinds["stock"] if row[1] > booked and row[3] < slot]
        assert not overtaking
        assert booked - asked < 1.0, "people are booked at once"
        assert slot - booked < 0.12 + 4 * throttle.STEP_SECONDS, "behind one near slot and the other people"
