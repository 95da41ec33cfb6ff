"""The alarms that nobody else raises: [M41] late waves three days running, [M45] late updates, lanes that stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db.models.signals import post_init
from django.utils import timezone

from picking.models import Order
from picking.operations.late_days import LATE_DAYS, watch_late_days
from tests.core.people.conftest import person_with
from tests.factories.core import ShopFactory, WarehouseFactory
from tests.factories.inventory import SkuBindingFactory, SkuFactory
from tests.reports import rows
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.aliexpress.operations.late_share import LATE, watch_late_share
from wms.aliexpress.operations.oversold import OVERSOLD, watch_oversold
from wms.core.cause import Cause
from wms.core.models import FigureOverride, Warehouse, WorkItem
from wms.core.states import Role
from wms.core.transactions import run
from wms.notices.models import Notice
from wms.notices.rounds import make_round
from wms.ops.lane_alarm import STUCK, tell_stuck

pytestmark = pytest.mark.django_db
CAUSE = Cause.task("test")
NOW = datetime(2026, 11, 27, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def day(here: Warehouse, ago: int, *, late: int, due: int = 10) -> None:
    """`due` waves of a day, `late` of them finished an hour too late."""
    due_at = NOW - timedelta(days=ago)
    for index in range(due):
        rows.wave(here, due_at=due_at, finished_at=due_at + timedelta(hours=1 if index < late else -1))


def open_items(kind: str) -> list[WorkItem]:
    return list(WorkItem.objects.filter(kind=kind).exclude(state="resolved"))


class TestLateDays:
    @pytest.fixture
    def here(self) -> Warehouse:
        return WarehouseFactory(code="SZ", time_zone="Asia/Shanghai")

    def watch(self, here: Warehouse) -> int:
        return len(run(lambda: watch_late_days(cause=CAUSE, warehouse=here, now=NOW)))

    def test_three_days_below_the_limit_alarm_and_a_good_one_ends_it(self, here: Warehouse) -> None:
        for ago in (4, 3, 2):
            day(here, ago, late=1)
        assert self.watch(here) == 3
        (item,) = open_items(LATE_DAYS)
        assert item.is_urgent
        assert (item.facts["count"], item.facts["limit"]) == (3, "95")
        assert item.facts["record"].startswith("11-25 90.0% (9/10)")
        day(here, 1, late=0)
        assert self.watch(here) == 0
        assert open_items(LATE_DAYS) == []

    def test_a_warehouse_may_be_told_earlier(self, here: Warehouse) -> None:
        day(here, 1, late=1)
        assert (self.watch(here), open_items(LATE_DAYS)) == (1, [])
        FigureOverride.objects.create(name="wave_alarm_days", warehouse=here, value=1)
        assert (self.watch(here), len(open_items(LATE_DAYS))) == (1, 1)

    def test_two_days_are_not_enough_and_today_does_not_count_yet(self, here: Warehouse) -> None:
        for ago in (2, 1, 0):
            day(here, ago, late=5)
        assert self.watch(here) == 2
        assert open_items(LATE_DAYS) == []

    def test_days_without_waves_do_not_break_the_row(self, here: Warehouse) -> None:
        for ago in (6, 3, 1):
            day(here, ago, late=1)
        assert self.watch(here) == 3
        assert len(open_items(LATE_DAYS)) == 1

    def test_exactly_at_the_limit_is_on_time(self, here: Warehouse) -> None:
        for ago in (3, 2, 1):
            day(here, ago, late=1, due=20)
        assert self.watch(here) == 0


class TestLateShare:
    @pytest.fixture
    def account(self) -> ShopAccount:
        shop = ShopFactory()
        facts = {"gateway_url": "http://127.0.0.1:9/sync", "app_key": "k", "app_secret": "s"}
        return ShopAccount.objects.create(shop=shop, **facts)

    def update(self, account: ShopAccount, count: int, *, hours: int = 1, **marks: bool) -> None:
        binding = SkuBindingFactory(shop=account.shop, sku=SkuFactory())
        push = StockPush.objects.create(account=account, binding=binding, product_id="1", next_at=timezone.now())
        at = timezone.now() - timedelta(hours=hours)
        facts = {"push": push, "account": account, "milliseconds": 1, "available": 1, "version": 1}
        for _ in range(count):
            StockUpdate.objects.create(changed_at=at, sent_at=at, answered_at=at, **facts, **marks)

    def watch(self, account: ShopAccount) -> bool:
        return run(lambda: watch_late_share(cause=CAUSE, account=account, now=timezone.now()))

    def test_more_late_ones_than_allowed_alarm_until_they_are_fewer(self, account: ShopAccount) -> None:
        self.update(account, 20, is_late=False)
        self.update(account, 1, is_late=True)
        assert self.watch(account)
        (item,) = open_items(LATE)
        assert {name: item.facts[name] for name in ("percent", "late", "updates", "limit")} == {
            "percent": "4.76", "late": 1, "updates": 21, "limit": "0.3",
        }  # fmt: skip
        StockUpdate.objects.update(is_late=False)
        assert not self.watch(account)
        assert open_items(LATE) == []

    def test_older_than_a_day_and_first_pushes_do_not_count(self, account: ShopAccount) -> None:
        self.update(account, 5, is_late=True, hours=25)
        self.update(account, 5, is_late=True, is_first=True)
        assert not self.watch(account)
        assert open_items(LATE) == []


def test_a_lane_that_stands_is_told_once_and_settled_when_it_moves() -> None:
    assert run(lambda: tell_stuck(stuck={"orders": 61.4, "x" * 60: 30.0})) == 2
    assert run(lambda: tell_stuck(stuck={"orders": 90.0})) == 0
    (item,) = open_items(STUCK)
    assert (item.subject_label, item.facts["seconds"], item.is_urgent) == ("orders", 61, True)
    run(lambda: tell_stuck(stuck={}))
    assert open_items(STUCK) == []


class TestOversold:
    """[M20]"""

    @pytest.fixture
    def here(self) -> Warehouse:
        return WarehouseFactory(code="SZ", time_zone="Asia/Shanghai")

    @pytest.fixture(autouse=True)
    def account(self, here: Warehouse) -> ShopAccount:
        return ShopAccount.objects.create(shop=ShopFactory(warehouse=here, name="Mart"), app_key="1")

    def order(self, here: Warehouse, **facts: Any) -> Order:
        waits = {"state": "waiting", "state_since": NOW - timedelta(minutes=2)}
        return rows.order(here, **{**waits, "amount": "100", "due_at": NOW + timedelta(days=2), **facts})

    def watch(self, here: Warehouse, now: datetime = NOW) -> int:
        return run(lambda: watch_oversold(cause=CAUSE, warehouse=here, now=now))

    def test_a_warehouse_says_how_soon_and_how_near_its_due_time(self, here: Warehouse) -> None:
        self.order(here, state_since=NOW - timedelta(minutes=9), due_at=NOW + timedelta(hours=30))
        FigureOverride.objects.create(name="oversold_grace_minutes", warehouse=here, value=10)
        FigureOverride.objects.create(name="oversold_urgent_hours", warehouse=here, value=30)
        assert self.watch(here) == 0
        assert self.watch(here, NOW + timedelta(minutes=1)) == 1
        assert open_items(OVERSOLD)[0].is_urgent

    def test_each_order_without_goods_alarms_once_and_what_got_its_goods_is_settled(self, here: Warehouse) -> None:
        order = self.order(here)
        self.order(here, state="promised")
        self.order(here, state_since=NOW)  # routing may still find goods elsewhere
        self.order(here, is_manual=True)
        assert self.watch(here) == 1
        (item,) = open_items(OVERSOLD)
        assert (item.subject_id, item.is_urgent) == (str(order.pk), False)
        assert (item.facts["stake"], item.facts["due"]) == ("US$ 30.00", "11-29 09:00")
        assert self.watch(here) == 0
        Order.objects.filter(pk=order.pk).update(state="promised")
        assert self.watch(here) == 0
        assert open_items(OVERSOLD) == []

    def test_a_backlog_that_people_know_of_is_not_read_again(self, here: Warehouse) -> None:
        for _ in range(3):
            self.order(here)
        self.watch(here)
        read: list[object] = []

        def note(instance: Order, **_: object) -> None:
            read.append(instance.pk)

        post_init.connect(note, sender=Order)
        try:
            assert self.watch(here) == 0
        finally:
            post_init.disconnect(note, sender=Order)
        assert read == []

    def test_more_than_one_round_tells_are_told_in_the_next(
        self, here: Warehouse, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("wms.aliexpress.operations.oversold.MOST", 2)
        for _ in range(5):
            self.order(here)
        assert [self.watch(here) for _ in range(4)] == [2, 2, 1, 0]
        assert len(open_items(OVERSOLD)) == 5

    def test_it_becomes_urgent_a_day_before_it_is_due_and_is_told_anew_once(self, here: Warehouse) -> None:
        self.order(here, currency="CNY")
        self.watch(here)
        make_round(NOW)
        later = NOW + timedelta(days=1)
        assert [self.watch(here, later), self.watch(here, later)] == [1, 0]
        make_round(later)
        (item,), notice = open_items(OVERSOLD), Notice.objects.get()
        assert (item.is_urgent, notice.severity, notice.kind) == (True, 3, OVERSOLD)
        assert item.facts["stake"] == ["没算（CNY）", "not counted (CNY)"]

    def test_the_alarm_rings_for_the_shop_s_people(self, here: Warehouse) -> None:
        people = {role: person_with((role, here), username=role) for role in (Role.OPERATOR, Role.MANAGER, Role.PICKER)}
        self.order(here)
        self.watch(here)
        make_round(NOW)
        assert set(Notice.objects.get().addressees.all()) == {people[Role.OPERATOR], people[Role.MANAGER]}
