"""[M14] Five whole ladders without a success in 24 h stop a shop's stock; only a person's Re-sync starts it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.aliexpress.stock.conftest import World
from wms.aliexpress import breaker
from wms.aliexpress.errors import ResyncNeedsPerson
from wms.aliexpress.models import StockPush, SyncFailure
from wms.aliexpress.operations.stock_push import resync
from wms.core import throttle
from wms.core.cause import Cause
from wms.core.models import AuditEntry, WorkItem
from wms.core.transactions import unit_of_work


def _try(world: World) -> None:
    """One call. A busy machine may miss its slot (PROTOCOLS 4): then nothing goes, and the next drain takes another."""
    calls = len(world.front.calls)
    for _ in range(50):
        StockPush.objects.filter(state="pending").update(next_at=timezone.now())  # put off when orders came late
        world.drain(0.05)
        if len(world.front.calls) > calls:
            return
    raise AssertionError("no call was made")


def _fail(world: World) -> None:
    """The next try comes at once, and fails."""
    world.front.answers = ["retry"]
    world.later(next_probe_at=timezone.now())
    _try(world)


def _rest(world: World) -> float:
    return round((world.reload().next_probe_at - timezone.now()).total_seconds())


def _resync(world: World, **chosen: list[int]) -> None:
    with unit_of_work():
        resync(cause=Cause(source="desk", person=world.person), account=world.account, **chosen)


def test_the_probes_follow_the_ladder_and_a_used_up_ladder_counts_once(world: World) -> None:
    world.change(world.bindings[0], 5)
    rests = []
    for _ in range(4):
        _fail(world)
        rests.append(_rest(world))
    assert rests == [2, 8, 30, 60]
    assert SyncFailure.objects.count() == 0
    _fail(world)
    assert SyncFailure.objects.count() == 1
    assert (world.reload().rung, _rest(world)) == (0, 0)
    assert len(world.front.calls) == 5


def test_while_a_shop_fails_there_is_one_try_at_a_time_and_none_before_its_time(world: World) -> None:
    for binding in world.bindings:
        world.change(binding, 5)
    _fail(world)
    world.drain()
    assert len(world.front.calls) == 1
    account = world.reload()
    world.later(next_probe_at=timezone.now())
    assert breaker.claim_probe(account) is not None
    assert breaker.claim_probe(account) is None
    assert not breaker.is_probe_due(world.reload())


def test_a_success_ends_the_ladder_even_when_it_refuses_skus(world: World) -> None:
    world.change(world.bindings[0], 5)
    _fail(world)
    world.front.refuses = {world.bindings[0].pk: "ERR_SKU_NOT_FOUND"}
    world.later(next_probe_at=timezone.now())
    world.drain()
    account = world.reload()
    assert (account.failing_since, account.rung, account.next_probe_at) == (None, 0, None)


def test_calls_that_were_under_way_when_the_first_failed_do_not_climb(world: World) -> None:
    world.change(world.bindings[0], 5)
    _fail(world)
    with unit_of_work():
        breaker.record_failed_try(world.account.pk, "timeout", None)
    assert world.reload().rung == 1


def test_a_success_of_another_lane_makes_the_probe_due_at_once_and_its_failure_does_not_climb(world: World) -> None:
    world.change(world.bindings[0], 5)
    for _ in range(3):
        _fail(world)
    due_at = world.reload().next_probe_at
    breaker.record_other_success(world.account.pk)
    world.front.answers = ["retry"]
    _try(world)
    account = world.reload()
    assert len(world.front.calls) == 4
    assert (account.rung, account.next_probe_at, account.is_probe_early) == (3, due_at, False)
    world.drain(0.05)
    assert len(world.front.calls) == 4
    breaker.record_other_success(world.account.pk)
    _try(world)
    assert world.reload().failing_since is None
    assert world.front.shown[world.bindings[0].pk] == 5


def test_the_fifth_failure_in_24_hours_opens_and_only_a_person_closes(world: World) -> None:
    world.change(world.bindings[0], 5)
    now = timezone.now()
    for hours in (25, 20, 3, 2):
        SyncFailure.objects.create(
            account=world.account, failed_at=now - timedelta(hours=hours), began_at=now, code="timeout"
        )
    for _ in range(5):
        _fail(world)
    assert world.reload().opened_at is None, "the one of 25 hours ago does not count"
    for _ in range(5):
        _fail(world)
    assert world.reload().opened_at is not None
    item = WorkItem.objects.get(kind="stock_breaker")
    assert (item.is_urgent, item.facts["failures"], item.facts["code"]) == (True, 5, "timeout")

    calls = len(world.front.calls)
    world.front.answers = []
    world.later(next_probe_at=now)
    breaker.record_other_success(world.account.pk)
    world.change(world.bindings[0], 4)
    world.drain()
    assert len(world.front.calls) == calls, "nothing goes by itself"
    with pytest.raises(ResyncNeedsPerson), unit_of_work():
        resync(cause=Cause.task("beat"), account=world.account)
    assert world.reload().opened_at is not None

    _resync(world)
    account = world.reload()
    assert (account.opened_at, account.closed_by) == (None, world.person)
    assert WorkItem.objects.get(kind="stock_breaker").state == "resolved"
    world.shelf.update({binding.pk: 4 for binding in world.bindings})
    world.drain()
    assert len(world.front.shown) == 6, "what waited goes out as whole present states, bindings never pushed too"
    assert breaker.recent_failures(account) == 0
    assert AuditEntry.objects.get().before == {"breaker_open": True}


def test_an_outage_costs_one_failure_however_many_skus_wait(world: World) -> None:
    for binding in world.bindings:
        world.change(binding, 5)
    for _ in range(5):
        _fail(world)
    assert SyncFailure.objects.count() == 1


def test_a_try_that_may_send_nothing_because_nothing_can_be_read_counts_as_a_try(world: World) -> None:
    """In an outage of everything a late pull and a front that nobody reads keep each push back, unless it is zero."""
    world.front.can_read = False
    world.orders_are_late()
    world.change(world.bindings[0], 5)
    world.drain()
    account = world.reload()
    assert (account.rung, _rest(world), world.push(world.bindings[0]).last_code) == (1, 2, "timeout")
    world.later(next_probe_at=timezone.now())
    world.drain()
    assert (world.reload().rung, world.account.probe_token, _rest(world)) == (2, None, 8)
    assert (world.front.calls, world.push(world.bindings[0]).state) == ([], "pending")


@pytest.mark.parametrize("outcome", ["judged", "unasked", "blocked"])
def test_a_front_that_is_kept_from_us_by_judgement_or_throttle_is_no_failure(world: World, outcome: str) -> None:
    world.front.can_read, world.front.read_outcome = False, outcome
    world.orders_are_late()
    world.change(world.bindings[0], 5)
    world.drain()
    assert (world.reload().failing_since, world.push(world.bindings[0]).state) == (None, "pending")
    assert world.front.reads == 1


def test_a_probe_is_held_for_a_whole_lease_more_and_only_by_who_has_it(world: World) -> None:
    world.change(world.bindings[0], 5)
    _fail(world)
    world.later(next_probe_at=timezone.now())
    probe = breaker.claim_probe(world.reload())
    assert probe is not None
    world.later(probe_until=timezone.now() + timedelta(seconds=1))
    assert breaker.hold_probe(world.account, probe)
    assert world.reload().probe_until > timezone.now() + timedelta(seconds=5)
    world.later(probe_until=timezone.now())
    assert breaker.claim_probe(world.account) is not None
    assert not breaker.hold_probe(world.account, probe)


def test_a_ban_is_no_failure_it_moves_the_throttle_and_has_its_own_alert(world: World) -> None:
    world.change(world.bindings[0], 5)
    world.front.answers = ["banned"]
    world.drain()
    account = world.reload()
    assert account.failing_since is None
    assert account.banned_until > timezone.now() + timedelta(seconds=25)
    assert throttle.banned_seconds(account.throttle_key) > 25
    assert WorkItem.objects.get().kind == "platform_ban"
    assert len(world.front.calls) == 1
    world.later(banned_until=timezone.now())
    from wms.core.models import Throttle

    Throttle.objects.update(banned_until=None, next_at=timezone.now())
    StockPush.objects.update(next_at=timezone.now())
    world.drain()
    assert world.front.shown[world.bindings[0].pk] == 5
    assert WorkItem.objects.get().state == "resolved"


def test_a_refused_token_is_no_failure_and_waits_for_a_new_authorisation(world: World) -> None:
    world.change(world.bindings[0], 5)
    world.front.answers = ["unauthorised"]
    world.drain()
    account = world.reload()
    assert (account.failing_since, account.needs_authorisation_since is None) == (None, False)
    assert WorkItem.objects.get().kind == "platform_authorisation"
    world.drain()
    assert len(world.front.calls) == 1
    with unit_of_work():
        breaker.record_authorised(account.pk)
    world.drain()
    assert world.front.shown[world.bindings[0].pk] == 5
    assert WorkItem.objects.get().state == "resolved"


def test_a_resync_of_one_frees_what_was_parked_and_leaves_the_others(world: World) -> None:
    bad, other = world.bindings[0], world.bindings[3]
    world.front.refuses = {bad.pk: "ERR_INVALID_QUANTITY", other.pk: "ERR_INVALID_QUANTITY"}
    world.change(bad, 5)
    world.change(other, 5)
    world.drain()
    world.front.refuses = {}
    _resync(world, binding_ids=[bad.pk])
    world.drain()
    assert (world.push(bad).state, world.push(bad).last_code) == ("idle", "")
    assert world.push(other).state == "parked"
    assert dict(WorkItem.objects.values_list("subject_label", "state")) == {"SKU-0": "resolved", "SKU-3": "open"}
