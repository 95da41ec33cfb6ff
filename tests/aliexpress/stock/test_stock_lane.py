"""The stock lane: present states, product by product, behind a fresh pull; suspects read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inventory.models import SkuBinding
from tests.aliexpress.stock.conftest import World
from wms.aliexpress import stock_lane
from wms.aliexpress.models import ShopAccount, StockPush, StockUpdate
from wms.core import throttle
from wms.core.models import WorkItem
from wms.core.outbox.sweep import sweep


def test_a_change_reaches_the_front_with_its_whole_state_and_its_latency(world: World) -> None:
    first = world.bindings[0]
    world.change(first, 5, since=timezone.now() - timedelta(seconds=2))
    world.drain()
    item = world.front.calls[0][0]
    assert (item.seller_sku, item.available, item.reserved, item.in_transit, item.threshold) == ("SKU-0", 5, 1, 2, 3)
    push = world.push(first)
    assert (push.state, push.wanted, push.sent, push.confirmed, push.since) == ("idle", 1, 1, 1, None)
    assert (push.shown_available, push.shown_version, push.is_suspect) == (5, 7, False)
    update = StockUpdate.objects.get()
    assert 2000 <= update.milliseconds < 5000
    assert (update.is_late, update.available, update.request_id) == (False, 5, "r1")
    world.drain()
    assert len(world.front.calls) == 1


def test_an_update_over_the_threshold_is_counted_as_late(world: World) -> None:
    world.change(world.bindings[0], 5, since=timezone.now() - timedelta(seconds=31))
    world.known(world.bindings[0])
    world.drain()
    update = StockUpdate.objects.get()
    assert (update.is_late, update.is_first) == (True, False)


def test_m12_the_first_push_of_a_binding_is_kept_but_is_no_change_that_can_be_late(world: World) -> None:
    world.change(world.bindings[0], 5, since=timezone.now() - timedelta(seconds=31))
    world.drain()
    update = StockUpdate.objects.get()
    assert (update.is_late, update.is_first) == (False, True)
    answered_at = update.answered_at
    world.change(world.bindings[0], 4, since=answered_at - timedelta(seconds=31))
    world.drain()
    assert StockUpdate.objects.latest("pk").is_first
    StockUpdate.objects.update(answered_at=answered_at - timedelta(seconds=90))
    world.change(world.bindings[0], 3, since=answered_at - timedelta(seconds=31))
    world.drain()
    told = list(StockUpdate.objects.order_by("pk").values_list("is_late", "is_first"))
    assert told == [(False, True), (False, True), (True, False)]


def test_a_slot_that_lapsed_costs_another_slot_but_not_the_claim(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that takes longer to claim and read than a slot lives would else never send anything."""
    opens, claim = throttle.Slot.open, stock_lane.claim
    lapsed, claims = [1, 2, 3], []

    def open_late(slot: throttle.Slot) -> bool:
        return opens(slot) if not lapsed else bool(lapsed.pop() and False)

    def counted(*arguments: Any) -> Any:
        claims.append(arguments)
        return claim(*arguments)

    monkeypatch.setattr(throttle.Slot, "open", open_late)
    monkeypatch.setattr(stock_lane, "claim", counted)
    world.change(world.bindings[0], 5)
    world.drain()
    assert [[item.available for item in call] for call in world.front.calls] == [[5]]
    assert len(claims) == 1


def test_many_changes_are_one_push_of_the_present_state(world: World) -> None:
    for units in (9, 8, 7):
        world.change(world.bindings[0], units)
    world.drain()
    assert [[item.available for item in call] for call in world.front.calls] == [[7]]
    assert world.push(world.bindings[0]).confirmed == 3


def test_a_change_while_the_row_is_under_way_goes_in_the_next_push(world: World) -> None:
    first = world.bindings[0]
    world.change(first, 5)
    world.front.during = lambda: world.change(first, 4) if len(world.front.calls) == 1 else None
    world.drain()
    assert [call[0].available for call in world.front.calls] == [5, 4]
    assert world.front.shown[first.pk] == 4
    push = world.push(first)
    assert (push.state, push.wanted, push.sent, push.confirmed) == ("idle", 2, 2, 2)
    assert StockUpdate.objects.count() == 2


def test_up_to_twenty_products_go_in_one_call_where_the_method_can(world: World) -> None:
    for binding in world.bindings:
        world.change(binding, 3)
    world.drain()
    assert [len(call) for call in world.front.calls] == [6]


def test_a_method_of_one_product_gets_the_nearest_to_zero_first(world: World) -> None:
    world.account.method_profile = "sku_stocks"
    world.account.save()
    for binding, units in zip(world.bindings, (50, 60, 0, 9, 7, 70), strict=True):
        world.change(binding, units)
    world.drain(1.5)
    assert [sorted(item.available for item in call) for call in world.front.calls] == [[0, 9], [7, 70], [50, 60]]


def test_one_claim_takes_all_due_rows_of_a_product_and_nobody_else_gets_any(world: World) -> None:
    first, second = world.bindings[:2]
    world.change(first, 5)
    lease, rows = stock_lane.claim(world.account, [first.product_id])
    assert [row.binding_id for row in rows] == [first.pk]
    world.change(second, 6)
    assert stock_lane.due_products(world.account) == []
    assert stock_lane.claim(world.account, [first.product_id])[1] == []
    assert lease.has_left(10)


def test_the_lane_has_three_calls_under_way_at_most(world: World) -> None:
    for number in range(4):
        StockPush.objects.create(
            account=world.account,
            binding=world.bindings[number],
            product_id=f"p{number}",
            next_at=timezone.now(),
        )
    assert [len(stock_lane.claim(world.account, [f"p{number}"])[1]) for number in range(4)] == [1, 1, 1, 0]


def test_an_expired_lease_makes_the_row_suspect_and_it_is_pushed_now_and_read_back_later(world: World) -> None:
    first = world.bindings[0]
    world.change(first, 5)
    stock_lane.claim(world.account, [first.product_id])
    past = timezone.now() - timedelta(seconds=1)
    StockPush.objects.update(lease_until=past, next_at=past)
    world.drain()
    push = world.push(first)
    assert (push.state, push.is_suspect, push.confirmed) == ("idle", True, 0)
    assert 0.0 < (push.check_at - timezone.now()).total_seconds() <= 0.6
    StockPush.objects.update(check_at=past)
    world.drain()
    push.refresh_from_db()
    assert (push.state, push.is_suspect, push.confirmed, push.check_at) == ("idle", False, 1, None)
    assert world.front.reads == 1
    assert len(world.front.calls) == 1


def test_a_stale_write_that_slipped_through_is_found_and_pushed_over(world: World) -> None:
    first = world.bindings[0]
    world.change(first, 5)
    world.front.answers = ["unknown"]
    world.drain()
    push = world.push(first)
    assert (push.state, push.is_suspect, push.since is None) == ("pending", True, False)
    world.later(next_probe_at=timezone.now())
    world.drain()
    assert world.front.shown[first.pk] == 5
    world.front.shown[first.pk] = 9  # the write without an answer arrives now
    StockPush.objects.update(check_at=timezone.now())
    world.drain()
    assert world.front.shown[first.pk] == 5
    StockPush.objects.update(check_at=timezone.now())
    world.drain()
    push.refresh_from_db()
    assert (push.is_suspect, push.confirmed, push.sent) == (False, 2, 2)


def test_three_rounds_without_agreement_are_shown_and_tried_each_minute(world: World) -> None:
    first = world.bindings[0]
    world.change(first, 5)
    world.drain()
    StockPush.objects.update(is_suspect=True)
    for rounds in (1, 2, 3):
        StockPush.objects.update(check_at=timezone.now())
        world.front.shown[first.pk] = 9
        world.drain()
        push = world.push(first)
        assert push.suspect_rounds == rounds
    assert (push.state, push.last_code) == ("pending", "differs")
    assert 50 < (push.next_at - timezone.now()).total_seconds() <= 60
    item = WorkItem.objects.get()
    assert (item.kind, item.facts["code"], item.state) == ("stock_suspect", "9 / 5", "open")
    StockPush.objects.update(next_at=timezone.now())
    world.drain()
    StockPush.objects.update(check_at=timezone.now())
    world.drain()
    assert not world.push(first).is_suspect
    assert WorkItem.objects.get().state == "resolved"


def test_a_read_back_is_void_when_the_shelf_changed_meanwhile(world: World) -> None:
    first = world.bindings[0]
    world.change(first, 5)
    world.drain()
    StockPush.objects.update(is_suspect=True, check_at=timezone.now())
    world.change(first, 4)
    world.drain()
    push = world.push(first)
    assert push.is_suspect
    assert world.front.shown[first.pk] == 4


def test_stock_is_pushed_only_behind_a_pull_that_began_five_seconds_ago_at_most(world: World) -> None:
    world.later(orders_seen_until=timezone.now() - timedelta(seconds=6))
    world.change(world.bindings[0], 5)
    world.drain()
    assert world.front.pulls == 1
    world.change(world.bindings[0], 4)
    world.drain()
    assert world.front.pulls == 1
    assert [call[0].available for call in world.front.calls] == [5, 4]


def test_while_the_pull_is_late_only_zero_or_less_than_the_front_shows_goes(world: World) -> None:
    zero, lower, same, higher = world.bindings[:4]
    world.front.shown = {zero.pk: 3, lower.pk: 8, same.pk: 5, higher.pk: 2}
    world.orders_are_late()
    for binding, units in ((zero, 0), (lower, 6), (same, 5), (higher, 9)):
        world.change(binding, units)
    world.drain()
    assert world.front.shown == {zero.pk: 0, lower.pk: 6, same.pk: 5, higher.pk: 2}
    assert [world.push(b).state for b in (zero, lower, same, higher)] == ["idle", "idle", "pending", "pending"]
    assert world.push(higher).since is not None
    assert world.reload().failing_since is None, "a late pull is no failure of the push"
    world.front.pull_is_complete = True
    StockPush.objects.update(next_at=timezone.now())
    world.drain()
    assert world.front.shown[higher.pk] == 9


@pytest.mark.parametrize(("profile", "products"), [("batch", 1), ("whole_state", 3)])
def test_no_more_is_compared_while_the_pull_is_late_than_a_method_tells_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch, profile: str, products: int
) -> None:
    """Twenty products, one a request, would take longer than the comparison is good for, and perhaps than the lease."""
    monkeypatch.setattr(stock_lane, "READS_A_TURN", 1)
    ShopAccount.objects.update(method_profile=profile)
    world.front.shown = {binding.pk: 9 for binding in world.bindings}
    world.orders_are_late()
    for binding in world.bindings:
        world.change(binding, 5)
    world.drain()
    assert max(len({item.product_id for item in call}) for call in world.front.calls) == products
    assert set(world.front.shown.values()) == {5}


def test_suspects_of_a_method_that_tells_one_product_a_request_are_read_back_a_few_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a push that is due would wait for a hundred requests."""
    monkeypatch.setattr(stock_lane, "READS_A_TURN", 2)
    ShopAccount.objects.update(method_profile="sku_stocks")
    for binding in world.bindings:
        world.change(binding, 5)
    world.drain()
    asked: list[int] = []
    read_back = world.front.read_back

    def reads(account: ShopAccount, pushes: Sequence[StockPush]) -> dict[int, int]:
        asked.append(len({push.product_id for push in pushes}))
        return read_back(account, pushes)

    monkeypatch.setattr(world.front, "read_back", reads)
    StockPush.objects.update(is_suspect=True, check_at=timezone.now())
    world.drain()
    assert asked == [2, 1]
    assert not StockPush.objects.filter(is_suspect=True).exists()


def test_zero_goes_even_when_the_front_cannot_be_read(world: World) -> None:
    zero, lower = world.bindings[0], world.bindings[2]
    world.front.shown = {zero.pk: 3, lower.pk: 8}
    world.front.can_read = False
    world.orders_are_late()
    world.change(zero, 0)
    world.change(lower, 6)
    world.drain()
    assert world.front.shown == {zero.pk: 0, lower.pk: 8}


def test_a_refused_sku_parks_alone_and_is_not_a_failure(world: World) -> None:
    bad, good = world.bindings[:2]
    world.front.refuses = {bad.pk: "ERR_SKU_NOT_FOUND"}
    world.change(bad, 5)
    world.change(good, 6)
    world.drain()
    assert (world.push(bad).state, world.push(bad).last_code) == ("parked", "ERR_SKU_NOT_FOUND")
    assert world.push(good).state == "idle"
    assert world.reload().failing_since is None
    item = WorkItem.objects.get()
    assert (item.kind, item.subject_label, item.facts["code"]) == ("stock_refused", "SKU-0", "ERR_SKU_NOT_FOUND")
    world.change(bad, 4)
    world.drain()
    assert world.push(bad).state == "parked"
    assert len(world.front.calls) == 1


def test_who_lost_the_lease_ends_nothing(world: World) -> None:
    first = world.bindings[0]
    world.change(first, 5)
    stranger = "00000000-0000-0000-0000-000000000001"
    world.front.during = lambda: StockPush.objects.update(lease_token=stranger)
    world.drain()
    push = world.push(first)
    assert (push.state, str(push.lease_token), push.confirmed) == ("leased", stranger, 0)
    assert StockUpdate.objects.count() == 0


def test_without_a_slot_nothing_is_sent_and_nothing_forgotten(world: World) -> None:
    world.change(world.bindings[0], 5)
    throttle.reserve(world.account.throttle_key, throttle.ORDERS)
    throttle.ban(world.account.throttle_key, 20)
    world.drain(0.1)
    push = world.push(world.bindings[0])
    assert (world.front.calls, push.state, push.since is None) == ([], "pending", False)


def test_the_sweep_nudges_accounts_with_due_rows_and_with_old_pulls(world: World, nudged: list[str]) -> None:
    world.later(orders_seen_until=timezone.now())
    sweep()
    assert nudged == []
    world.change(world.bindings[0], 5)
    nudged.clear()
    from django.core.cache import cache

    cache.clear()
    world.later(orders_seen_until=timezone.now() - timedelta(seconds=31))
    sweep()
    assert nudged == [world.account.lane("pull"), world.account.lane("stock")]


def test_a_push_costs_the_same_writes_however_many_skus_it_carries(world: World) -> None:
    """Not counted: the throttle's, and reads. How often the lane asks for a slot depends on the moment."""

    def writes(bindings: list[SkuBinding]) -> list[str]:
        for binding in bindings:
            world.change(binding, 5)
        told: list[str] = []

        def count(execute: Any, sql: str, *rest: Any) -> Any:
            if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "core_throttle" not in sql:
                told.append(" ".join(sql.split()[:3]))
            return execute(sql, *rest)

        with connection.execute_wrapper(count):
            world.drain()
        assert {world.push(binding).state for binding in bindings} == {"idle"}
        return told

    writes(world.bindings)
    assert writes(world.bindings) == writes(world.bindings[:1])


def test_what_was_taken_keeps_each_skus_own_figures_and_a_suspect_one_waits_to_be_read(world: World) -> None:
    first, second = world.bindings[:2]
    world.change(first, 5)
    world.change(second, 7)
    StockPush.objects.filter(binding=second).update(is_suspect=True, last_code="timeout", confirmed=0)
    world.drain()
    told = {
        push.binding_id: (push.shown_available, push.shown_reserved, push.shown_in_transit, push.shown_threshold)
        for push in StockPush.objects.all()
    }
    assert told == {first.pk: (5, 1, 2, 3), second.pk: (7, 1, 2, 3)}
    assert (world.push(first).confirmed, world.push(first).check_at) == (1, None)
    assert (world.push(second).confirmed, world.push(second).check_at is None) == (0, False)
