"""[M24] Front against ledger against count: each difference with its likely cause, and one click for each kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inventory.models import DailySnapshot, StockCount
from tests.aliexpress.desk.conftest import Desk, signed_in, sku_of
from tests.factories.inventory import StockedWarehouseFactory
from tests.floor import stock
from wms.aliexpress import gateway as gateway_module
from wms.aliexpress import order_pull
from wms.aliexpress.gateway import Pulled, ReadBackFailed
from wms.aliexpress.models import Reconciliation, ShopAccount, StockDifference, StockPush
from wms.aliexpress.reconciliation import reconcile
from wms.aliexpress.selectors.agreement import agreement
from wms.aliexpress.selectors.first_sync import first_sync
from wms.core.cause import Cause
from wms.core.models import WorkItem

CAUSE = Cause.task("reconcile")


class Front:
    """What the platform shows, by binding; `broken` reads fail first."""

    def __init__(self) -> None:
        self.shown: dict[int, int] = {}
        self.broken = 0

    def read_back(self, account: ShopAccount, pushes: Sequence[StockPush]) -> dict[int, int]:
        if self.broken:
            self.broken -= 1
            raise ReadBackFailed("transport.deadline")
        return {push.binding_id: self.shown[push.binding_id] for push in pushes if push.binding_id in self.shown}

    def pull_orders(self, account: ShopAccount) -> Pulled:
        return Pulled(timezone.now(), True)


@pytest.fixture
def front(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Front:
    made = Front()
    monkeypatch.setattr(gateway_module, "_make", [lambda account: made])
    monkeypatch.setattr(order_pull, "freshen", lambda *args, **kwargs: True)
    ShopAccount.objects.update(access_token="t", orders_seen_until=timezone.now())
    return made


def sells(desk: Desk, front: Front, code: str, units: int, there: int | None, **columns: Any) -> StockPush:
    push = desk.sells(code, units, wanted=3, sent=3, confirmed=3, **columns)
    if there is not None:
        front.shown[push.binding_id] = there
    return push


def run_it(desk: Desk) -> dict[str, str]:
    reconcile(ShopAccount.objects.select_related("shop__warehouse").get(), cause=CAUSE)
    return dict(StockDifference.objects.values_list("binding__seller_sku", "cause"))


def test_m24_each_kind_of_difference_has_its_likely_cause(desk: Desk, front: Front) -> None:
    sells(desk, front, "AGREES", 5, 5)
    sells(desk, front, "SLIP", 5, 4)
    sells(desk, front, "MANUAL", 5, 9)
    StockPush.objects.filter(pk=sells(desk, front, "LATE", 5, 7).pk).update(wanted=4, state="pending")
    StockPush.objects.filter(pk=sells(desk, front, "REFUSED", 5, 7).pk).update(state="parked")
    sells(desk, front, "UNBOUND", 5, 3, state="idle").binding.__class__.objects.filter(seller_sku="UNBOUND").update(
        state="unverified"
    )
    sells(desk, front, "GONE", 5, None)
    sells(desk, front, "NOTHING", 0, None)
    assert run_it(desk) == {
        "SLIP": "slip", "MANUAL": "manual", "LATE": "late_push", "REFUSED": "refused", "UNBOUND": "unbound",
        "GONE": "unknown_there",
    }  # fmt: skip
    row = Reconciliation.objects.get()
    assert (row.compared, row.differing, row.code) == (8, 6, "")
    assert WorkItem.objects.get(kind="stock_difference").facts["differences"] == 6


def test_a_place_that_waits_to_be_counted_is_named_before_a_slip(desk: Desk, front: Front) -> None:
    sells(desk, front, "A", 5, 4)
    StockCount.objects.create(warehouse=desk.warehouse, location=desk.shelf, source="desk")
    assert run_it(desk) == {"A": "count_pending"}


def test_the_next_run_without_a_difference_closes_the_work(desk: Desk, front: Front) -> None:
    push = sells(desk, front, "A", 5, 9)
    run_it(desk)
    front.shown[push.binding_id] = 5
    run_it(desk)
    assert WorkItem.objects.get(kind="stock_difference").state == "resolved"
    assert agreement([desk.account.pk]).percent == 100.0


def test_a_front_that_cannot_be_read_ends_the_run_with_its_code_and_claims_nothing(desk: Desk, front: Front) -> None:
    sells(desk, front, "A", 5, 9)
    front.broken = 3
    assert run_it(desk) == {}
    row = Reconciliation.objects.get()
    assert (row.code, row.compared, row.ended_at is not None) == ("transport.deadline", 0, True)
    assert WorkItem.objects.count() == 0
    front.broken = 2
    assert run_it(desk) == {"A": "manual"}


def test_one_click_sends_all_of_a_kind_anew_and_clears_them(desk: Desk, front: Front) -> None:
    sells(desk, front, "MANUAL", 5, 9)
    sells(desk, front, "SLIP", 5, 4)
    run_it(desk)
    desk.client.post("/reconciliation/send/?cause=manual", {"every": "1"})
    assert dict(StockPush.objects.values_list("binding__seller_sku", "state")) == {"MANUAL": "pending", "SLIP": "idle"}
    cleared = StockDifference.objects.exclude(cleared_at=None).get()
    assert (cleared.cause, cleared.cleared_by) == ("manual", desk.person)
    told = agreement([desk.account.pk])
    assert (told.differences, told.percent) == (1, 50.0)


@pytest.mark.parametrize("cause", ["unbound", "unknown_there", "count_pending"])
def test_what_sending_does_not_mend_is_not_sent(desk: Desk, front: Front, cause: str) -> None:
    sells(desk, front, "A", 5, None)
    run_it(desk)
    desk.client.post(f"/reconciliation/send/?cause={cause}", {"every": "1"})
    assert StockPush.objects.get().state == "idle"


def test_a_foreign_warehouse_sees_and_clears_nothing(desk: Desk, front: Front) -> None:
    sells(desk, front, "A", 5, 9)
    run_it(desk)
    _, stranger = signed_in(StockedWarehouseFactory(code="W9"))
    stranger.post("/reconciliation/send/?cause=manual", {"every": "1"})
    stranger.post("/reconciliation/send/", {"pk": StockDifference.objects.get().pk})
    assert StockPush.objects.get().state == "idle"
    assert list(stranger.get("/reconciliation/").context["page"].rows) == []


def listed(desk: Desk, **query: str) -> list[str]:
    return [row.binding.seller_sku for row in desk.get("/reconciliation/", **query).context["page"]]


def test_differences_are_found_by_code_cause_and_shop_and_sorted(desk: Desk, front: Front) -> None:
    sells(desk, front, "RED", 5, 9)
    sells(desk, front, "BLUE", 7, 4)
    run_it(desk)
    assert listed(desk) == ["BLUE", "RED"]
    assert listed(desk, text="re") == ["RED"]
    assert listed(desk, cause="slip") == ["BLUE"]
    assert listed(desk, shop=str(desk.account.pk), sort="-front") == ["RED", "BLUE"]
    lines = desk.get("/reconciliation/", export="csv", cause="slip").getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(",")[:5] for line in lines[1:]] == [["BLUE", "Shop one", "7", "4", "7"]]


def test_only_the_chosen_differences_are_sent_and_the_others_stay(desk: Desk, front: Front) -> None:
    for code, there in (("A", 9), ("B", 9), ("GONE", None)):
        sells(desk, front, code, 5, there)
    run_it(desk)
    of = dict(StockDifference.objects.values_list("binding__seller_sku", "pk"))
    desk.client.post("/reconciliation/send/", {"pk": [of["A"], of["GONE"]]})
    assert listed(desk) == ["B", "GONE"]
    none = desk.client.post("/reconciliation/send/", {"pk": of["GONE"]}, follow=True)
    assert "Sending anew mends none of these" in desk.said(none)
    assert "Nothing is chosen" in desk.said(desk.client.post("/reconciliation/send/", follow=True))
    assert listed(desk) == ["B", "GONE"]


def test_many_differences_ask_no_more_queries_than_two(desk: Desk, front: Front) -> None:
    for number in range(2):
        sells(desk, front, f"A{number}", 5, 9)
    run_it(desk)
    desk.get("/reconciliation/")
    with CaptureQueriesContext(connection) as two:
        assert len(listed(desk)) == 2
    for number in range(20):
        sells(desk, front, f"B{number}", 0, 9)
    run_it(desk)
    with CaptureQueriesContext(connection) as many:
        assert len(listed(desk)) == 22
    assert len(many) == len(two)


def snapshots(desk: Desk, figures: Sequence[int], *, imported: bool) -> None:
    sku = sku_of(StockPush.objects.get())
    yesterday = timezone.now().astimezone(desk.warehouse.zone).date() - timedelta(days=1)
    for back, units in enumerate(reversed(figures)):
        DailySnapshot.objects.create(
            warehouse=desk.warehouse, sku=sku, day=yesterday - timedelta(days=back), on_hand_sellable=units, reserved=0,
            in_transit=0, available=units, is_imported=imported,
        )  # fmt: skip


def test_m16_missing_days_are_counted_down_by_the_warehouses_calendar(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sells("A", 0)
    in_shenzhen_it_is_tomorrow = timezone.now().replace(hour=20)
    monkeypatch.setattr(timezone, "now", lambda: in_shenzhen_it_is_tomorrow)
    snapshots(desk, [5, 5, 5, 5], imported=False)
    told = first_sync(desk.account)
    assert (told.state, len(told.missing), told.days_left) == ("waits", 3, 3)


def test_m16_seven_days_that_add_up_are_ready_and_a_jump_is_named(desk: Desk) -> None:
    desk.sells("A", 0)
    snapshots(desk, [5] * 7, imported=False)
    assert first_sync(desk.account).state == "ready"
    DailySnapshot.objects.filter(day=DailySnapshot.objects.latest("day").day).update(on_hand_sellable=8)
    told = first_sync(desk.account)
    assert (told.state, [(jump.expected, jump.found) for jump in told.jumps]) == ("differs", [(5, 8)])


def test_m16_days_from_before_the_system_are_taken_as_they_are(desk: Desk) -> None:
    desk.sells("A", 0)
    snapshots(desk, [5, 9, 1, 4, 4, 2, 8], imported=True)
    assert first_sync(desk.account).state == "ready"
    text = desk.get(f"/reconciliation/snapshots/{desk.account.pk}/").getvalue().decode("utf-8-sig")
    assert len(text.splitlines()) == 8


def test_the_page_shows_runs_differences_and_first_sync(desk: Desk, front: Front) -> None:
    stock(desk.shelf, sku_of(sells(desk, front, "A", 5, 9)), 1)
    run_it(desk)
    page = desk.said(desk.get("/reconciliation/"))
    assert "changed by hand at the platform" in page
    assert "days to go" in page
