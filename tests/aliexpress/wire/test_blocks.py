"""Address list, permission, clock: refused until the cause is gone, then on by itself, without a new authorisation."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from tests.aliexpress.wire.conftest import BLACK, Wire
from tests.aliexpress.wire.test_desk_connect import signed_in
from tests.aliexpress.wire.test_live_push import drain, front, push
from tests.factories.core import PersonFactory
from wms.aliexpress import blocks
from wms.aliexpress.models import PlatformBlock, ShopAccount
from wms.aliexpress.operations.stock_push import want_all
from wms.aliexpress.selectors.held_lanes import held_lanes
from wms.core.cause import Cause
from wms.core.models import AuditEntry, WorkItem
from wms.core.states import Role
from wms.core.transactions import run

PUSH = "aliexpress.inventory.state.push"


def open_kinds() -> list[str]:
    return sorted(WorkItem.objects.exclude(state="resolved").values_list("kind", flat=True))


@pytest.fixture
def selling(wire: Wire) -> Wire:
    wire.sell(BLACK, 7)
    wire.ask("front", shop="DEMO", units={BLACK: 0})
    return wire


def test_an_address_that_is_not_listed_stops_the_shop_and_its_listing_starts_it_again(selling: Wire) -> None:
    selling.faults(ip_whitelist=True)
    push(selling)

    account = ShopAccount.objects.get()
    assert (account.needs_authorisation_since, account.failing_since) == (None, None)
    assert [(b.method, b.code) for b in PlatformBlock.objects.all()] == [("", "AppWhiteIpLimit")]
    assert open_kinds() == ["platform_address"]
    assert held_lanes() == {account.lane(kind) for kind in ("pull", "stock", "orders", "interactive")}
    asked = selling.sandbox.gateway.traffic.total
    drain(selling)
    assert selling.sandbox.gateway.traffic.total == asked  # nothing more until the next check

    selling.faults(ip_whitelist=None)
    assert selling.pull().complete  # any call that passes

    assert (PlatformBlock.objects.count(), open_kinds()) == (0, [])
    drain(selling)
    assert front(selling, BLACK) == 7


def test_while_it_lasts_one_call_a_minute_asks(selling: Wire) -> None:
    selling.faults(no_permission={"value": True, "methods": "state.push"})
    push(selling)
    assert [(b.method, b.code) for b in PlatformBlock.objects.all()] == [(PUSH, "InsufficientPermission")]
    drain(selling)
    assert selling.calls(PUSH) == 1

    PlatformBlock.objects.update(check_at=timezone.now() - timedelta(seconds=1))
    assert blocks.claim_check(selling.account, PUSH)
    assert not blocks.claim_check(selling.account, PUSH)  # another worker's has gone already
    PlatformBlock.objects.update(check_at=timezone.now() - timedelta(seconds=1))
    selling.faults(no_permission=None)
    drain(selling)

    assert (front(selling, BLACK), PlatformBlock.objects.count(), open_kinds()) == (7, 0, [])


def test_a_permission_of_one_method_holds_up_no_other(selling: Wire) -> None:
    selling.faults(no_permission={"value": True, "methods": "state.push"})
    push(selling)

    number = selling.buy() if selling.ask("front", shop="DEMO", units={BLACK: 3}) else ""
    assert selling.pull().complete
    assert selling.order(number).state == "promised"
    assert open_kinds() == ["platform_permission"]  # the pull's success has not closed it


def test_a_persons_try_again_asks_at_once_and_is_audited(selling: Wire) -> None:
    selling.faults(no_permission={"value": True, "methods": "state.push"})
    push(selling)
    selling.faults(no_permission=None)
    drain(selling)
    assert front(selling, BLACK) == 0

    person = PersonFactory()
    assert run(partial(blocks.try_again, cause=Cause(source="desk", person=person), account=selling.account)) == 1
    drain(selling)

    assert front(selling, BLACK) == 7
    assert AuditEntry.objects.get(action="platform.try_again").person == person


def test_the_button_stands_on_the_shops_page_and_only_for_who_may(selling: Wire) -> None:
    selling.faults(ip_whitelist=True)
    push(selling)
    page = signed_in(selling.warehouse).get("/aliexpress/shops/").content.decode()
    assert "AppWhiteIpLimit" in page
    assert "重试" in page
    address = f"/aliexpress/shops/{selling.account.pk}/again/"
    assert signed_in(selling.warehouse, Role.MANAGER).post(address).status_code == 403
    assert signed_in(selling.warehouse).post(address).status_code == 302
    assert PlatformBlock.objects.get().check_at <= timezone.now()


@pytest.mark.parametrize(
    ("code", "kind"), [("InvalidTimestamp", blocks.CLOCK), ("31", blocks.CLOCK), ("InvalidApiPath", blocks.PERMISSION)]
)
def test_each_refusal_says_what_to_do(bare: Wire, code: str, kind: str) -> None:
    run(partial(blocks.record_block, bare.account.pk, "aliexpress.x", code))
    assert open_kinds() == [kind]
    run(partial(blocks.record_passed, bare.account, "aliexpress.x"))
    assert open_kinds() == []


def test_rows_that_a_block_met_are_neither_parked_nor_counted(selling: Wire) -> None:
    selling.faults(ip_whitelist=True)
    run(lambda: want_all(account=selling.account, since=timezone.now()))
    drain(selling)
    account = ShopAccount.objects.get()
    assert [row.state for row in account.pushes.all()] == ["pending"]
    assert account.sync_failures.count() == 0
