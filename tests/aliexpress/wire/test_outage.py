"""[M14] A whole outage, pulls and read-backs too: a short one heals alone, a long one opens the breaker.

Days pass on a clock of the test's own; the platform is the sandbox, the calls are real.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from inventory.models import Sku
from tests.aliexpress.wire.conftest import BLACK, LAMP, WAREHOUSE, Wire
from tests.aliexpress.wire.test_live_push import drain, push
from tests.factories.core import PersonFactory
from tests.floor import stock
from wms.aliexpress import breaker
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.operations.stock_push import resync
from wms.aliexpress.payloads.profiles import PROFILES
from wms.aliexpress.selectors.resync import preview
from wms.aliexpress.states import MethodProfile
from wms.aliexpress.stock_lane import drain_stock
from wms.aliexpress.tasks import due_lanes
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.models import WorkItem
from wms.core.outbox.news import drain_messages
from wms.core.transactions import run

STRIP = "LED-5M-RGB"
UNITS = {BLACK: 7, LAMP: 2, STRIP: 12}
NEAREST_FIRST = [LAMP, BLACK, STRIP]
LADDER_SECONDS = 100
P = MethodProfile
PROFILES_TRIED = [P.BATCH, P.SKU_STOCKS, P.WHOLE_STATE]


class Clock:
    """What `timezone.now` says; only the test moves it."""

    def __init__(self) -> None:
        self.moment: datetime = timezone.now()

    def now(self) -> datetime:
        return self.moment

    def go(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """And a slot at once for everybody: the throttle reads the database's clock."""

    def take(key: str, kind: str, *, until: float) -> throttle.Slot:
        return throttle.Slot(key, throttle.STOCK, opens_at=0.0, closes_at=time.monotonic() + 60)

    made = Clock()
    monkeypatch.setattr(timezone, "now", made.now)
    monkeypatch.setattr(throttle, "take", take)
    return made


class Shop:
    """A shop whose three products are at the front, and change on the shelf while the platform is down."""

    def __init__(self, wire: Wire, clock: Clock, profile: MethodProfile) -> None:
        self.wire, self.clock, self.profile = wire, clock, profile
        self.skus: dict[str, Sku] = {code: wire.sell(code, 1) for code in UNITS}
        ShopAccount.objects.update(method_profile=profile)
        wire.account.refresh_from_db()
        push(wire)
        assert self.front() == dict.fromkeys(UNITS, 1)

    def front(self) -> dict[str, int]:
        return {code: int(self.wire.platform()["front"][code]) for code in UNITS}

    def pushes(self) -> int:
        return self.wire.calls(PROFILES[self.profile].method)

    def goes_down(self) -> None:
        """Nothing is answered any more, and by now what was pulled is old; then the shelf changes."""
        self.wire.faults(http_500=True)
        self.clock.go(60)
        for code, units in UNITS.items():
            stock(self.wire.shelf, self.skus[code], units - 1)
        drain_messages("messages", 5.0)

    def pass_time(self, seconds: float) -> Iterator[datetime]:
        """Sweep by sweep, a shop that rests from its last try left alone until the next."""
        ends = self.clock.moment + timedelta(seconds=seconds)
        while self.clock.moment < ends:
            if self.wire.account.lane("stock") in due_lanes():
                drain_stock(self.wire.account.lane("stock"), 5.0)
            yield self.clock.moment
            self.wire.account.refresh_from_db()
            next_try = self.wire.account.next_probe_at or self.clock.moment
            self.clock.moment = min(ends, max(next_try, self.clock.moment + timedelta(seconds=2)))

    def fail(self, ladders: int) -> None:
        """So many ladders of the outage pass. The moments of its tries do not matter here, their number does."""
        for _ in self.pass_time(1.5 * ladders * LADDER_SECONDS):
            if self.wire.account.sync_failures.count() == ladders:
                return
        raise AssertionError(f"{self.wire.account.sync_failures.count()} of {ladders} sync failures")


@pytest.fixture(params=PROFILES_TRIED)
def shop(wire: Wire, clock: Clock, request: pytest.FixtureRequest) -> Shop:
    return Shop(wire, clock, request.param)


def test_an_outage_shorter_than_five_ladders_heals_alone(shop: Shop) -> None:
    shop.goes_down()
    began = shop.clock.moment
    shop.fail(4)
    assert shop.clock.moment - began >= timedelta(seconds=4 * LADDER_SECONDS), "one failure in 100 s at most"
    assert shop.front() == dict.fromkeys(UNITS, 1)

    shop.wire.faults(http_500=False)
    shop.wire.buy(LAMP)
    for _ in shop.pass_time(LADDER_SECONDS):
        pass
    assert shop.front() == UNITS | {LAMP: 1}
    if shop.profile == P.WHOLE_STATE:
        told = shop.wire.platform()["states"][LAMP][WAREHOUSE]
        assert (told["available_quantity"], told["reserved_quantity"], told["in_transit_quantity"]) == (1, 1, 0)
    account = shop.wire.account
    assert (account.failing_since, account.opened_at) == (None, None)
    assert not WorkItem.objects.filter(kind=breaker.BREAKER).exists()
    assert set(StockPush.objects.values_list("state", "is_suspect")) == {("idle", False)}


def test_a_longer_one_ends_with_the_breaker_open_and_heals_by_one_resync(shop: Shop) -> None:
    shop.goes_down()
    shop.fail(5)
    account = shop.wire.account
    account.refresh_from_db()
    assert account.opened_at is not None
    item = WorkItem.objects.get(kind=breaker.BREAKER)
    assert (item.is_urgent, item.facts["failures"]) == (True, 5)

    shop.wire.faults(http_500=False)
    before = shop.pushes()
    assert shop.wire.pull().complete, "orders go on"
    for _ in shop.pass_time(2 * LADDER_SECONDS):
        pass
    assert shop.pushes() == before, "only a person closes it"

    shown = preview(account, None)
    assert shown.closes_breaker
    assert [(row.item.seller_sku, row.item.available) for row in shown.rows] == [(c, UNITS[c]) for c in NEAREST_FIRST]
    run(partial(resync, cause=Cause(source="desk", person=PersonFactory()), account=account))
    drain(shop.wire)
    assert shop.front() == UNITS
    assert _told(shop) == NEAREST_FIRST
    assert WorkItem.objects.get(kind=breaker.BREAKER).state == "resolved"
    account.refresh_from_db()
    assert (account.opened_at, account.failing_since, breaker.recent_failures(account)) == (None, None, 0)


def _told(shop: Shop) -> list[str]:
    """The SKUs in the order in which the front took them; one request of many products tells no order."""
    changes = shop.wire.sandbox.world.front_log.between("DEMO", 0.0, float("inf"))
    codes = [row["sku"] for row in changes if row["cause"] == "push"][-len(UNITS) :]
    if PROFILES[shop.profile].products_a_call > 1:
        return sorted(codes, key=NEAREST_FIRST.index)
    return codes
