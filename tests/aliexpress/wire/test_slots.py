"""[M13] Each request of a lane's call goes in a slot of its own, opened when the request is ready to go."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.aliexpress.wire.conftest import BLACK, Wire
from wms.core import throttle
from wms.core.models import Exchange
from wms.core.outbox import exchanges

WAYBILL, DETAILS = "aliexpress.create_waybill", "aliexpress.order_details"


class Machine:
    """Hands slots out at once. `is_slow`: what it prepares takes longer than a slot lives that it had before."""

    def __init__(self) -> None:
        self.taken: list[throttle.Slot] = []
        self.is_slow, self.runs_dry = False, False
        self._lapsed = 0

    def take(self, key: str, kind: str, *, until: float) -> throttle.Slot | None:
        if self.runs_dry and self._lapsed:
            return None
        self.taken.append(throttle.Slot(key, kind, opens_at=0.0, closes_at=time.monotonic() + 60))
        return self.taken[-1]

    def prepare(self) -> None:
        if self.is_slow:
            self._lapsed = len(self.taken)

    def opens(self, slot: throttle.Slot) -> bool:
        return slot not in self.taken[: self._lapsed]


@pytest.fixture
def machine(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made, claim = Machine(), exchanges.claim

    def slowly(row: Exchange) -> Any:
        made.prepare()
        return claim(row)

    monkeypatch.setattr(throttle, "take", made.take)
    monkeypatch.setattr(throttle.Slot, "open", lambda slot: made.opens(slot))
    monkeypatch.setattr(exchanges, "claim", slowly)
    return made


def ordered(wire: Wire) -> str:
    wire.sell(BLACK, 5)
    number = wire.buy()
    assert wire.pull().complete
    return number


def requests(wire: Wire) -> int:
    return int(wire.sandbox.gateway.traffic.by_method.total())


@pytest.mark.parametrize("kind", ["orders", "interactive"])
def test_a_machine_that_prepares_longer_than_a_slot_lives_makes_its_calls_all_the_same(
    wire: Wire, machine: Machine, kind: str
) -> None:
    ordered(wire)
    Exchange.objects.update(lane=wire.account.lane(kind))
    machine.is_slow = True
    (row,) = wire.drain(kind)
    assert (row.handler, row.state, row.attempts) == (DETAILS, "done", 1)
    assert {slot.kind for slot in machine.taken[-2:]} == {kind}


def test_each_request_of_a_call_takes_a_slot(wire: Wire, machine: Machine) -> None:
    """A waybill: the services, the order for it, then its label in a call of its own."""
    number = ordered(wire)
    wire.drain("orders")
    wire.ask_waybill(wire.parcel(number))
    slots_before, requests_before = len(machine.taken), requests(wire)
    rows = wire.drain("interactive")
    assert {row.state for row in rows} == {"done"}
    assert len(machine.taken) - slots_before == requests(wire) - requests_before == 3


def test_without_a_slot_in_time_nothing_is_asked_and_no_try_is_spent(wire: Wire, machine: Machine) -> None:
    ordered(wire)
    machine.is_slow, machine.runs_dry = True, True
    before = requests(wire)
    (row,) = wire.drain("orders")
    assert (row.state, row.outcome, row.attempts, row.is_suspect) == ("pending", "throttle.no_slot", 0, False)
    assert requests(wire) == before
