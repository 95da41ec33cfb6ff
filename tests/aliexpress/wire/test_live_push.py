"""[M10] [M12] Stock over the wire: the whole state arrives, what is refused is parked, what is unclear is read back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inventory.models import SkuBinding
from inventory.operations import declare_loss
from tests.aliexpress.wire.conftest import BLACK, CLEAR, WAREHOUSE, Wire
from tests.floor import CAUSE, stock
from wms.aliexpress.live import LiveGateway
from wms.aliexpress.models import Evidence, ShopAccount, StockPush, StockUpdate
from wms.aliexpress.operations.stock_push import want_all
from wms.aliexpress.selectors.held_lanes import held_lanes
from wms.aliexpress.states import MethodProfile
from wms.aliexpress.stock_lane import drain_stock
from wms.core.models import WorkItem
from wms.core.outbox.excuses import excused_lanes
from wms.core.transactions import run


def push(wire: Wire) -> None:
    """Everything of the shop goes out now."""
    run(lambda: want_all(account=wire.account, since=timezone.now()))
    drain(wire)


def drain(wire: Wire) -> None:
    StockPush.objects.update(next_at=timezone.now())
    drain_stock(wire.account.lane("stock"), 3.0)  # ends as soon as nothing is due


def front(wire: Wire, code: str) -> int:
    return int(wire.platform()["front"][code])


def row(wire: Wire, code: str) -> StockPush:
    return StockPush.objects.get(binding=wire.binding(code))


@pytest.fixture
def two(wire: Wire) -> Wire:
    for code, units in ((BLACK, 7), (CLEAR, 4)):
        wire.sell(code, units)
    wire.ask("front", shop="DEMO", units={BLACK: 0, CLEAR: 0})
    return wire


def test_the_whole_state_arrives_with_all_its_figures(two: Wire) -> None:
    push(two)

    assert (front(two, BLACK), front(two, CLEAR)) == (7, 4)
    told = two.platform()["states"][BLACK][WAREHOUSE]
    state = row(two, BLACK)
    assert (state.shown_available, state.shown_reserved, state.shown_in_transit) == (7, 0, 0)
    assert str(state.shown_version) in str(told)
    assert (state.state, state.wanted, state.sent, state.confirmed) == ("idle", *(state.wanted,) * 3)
    kept = Evidence.objects.get(method="aliexpress.inventory.state.push")
    assert {key.value for key in kept.keys.all()} == {BLACK, CLEAR}
    assert kept.versions[str(state.binding_id)] == state.shown_version
    assert StockUpdate.objects.filter(push=state).get().request_id == kept.request_id


@pytest.mark.parametrize("profile", [MethodProfile.BATCH, MethodProfile.SKU_STOCKS])
def test_the_methods_with_one_number_show_what_may_be_sold(two: Wire, profile: str) -> None:
    ShopAccount.objects.filter(pk=two.account.pk).update(method_profile=profile)

    push(two)
    drain(two)

    assert (front(two, BLACK), front(two, CLEAR)) == (7, 4)


@pytest.mark.parametrize("profile", ["whole_state", "batch", "sku_stocks"])
def test_what_the_front_shows_is_read_back_by_the_shops_own_methods(two: Wire, profile: str) -> None:
    ShopAccount.objects.filter(pk=two.account.pk).update(method_profile=profile)
    two.account.refresh_from_db()
    push(two)
    two.buy(BLACK, 3)

    shown = LiveGateway(two.account).read_back(two.account, list(StockPush.objects.all()))

    assert shown == {two.binding(BLACK).pk: 4, two.binding(CLEAR).pk: 4}


@pytest.mark.parametrize("profile", [MethodProfile.BATCH, MethodProfile.SKU_STOCKS])
def test_a_product_that_the_platform_does_not_know_is_left_out_of_what_is_read_back(two: Wire, profile: str) -> None:
    ShopAccount.objects.filter(pk=two.account.pk).update(method_profile=profile)
    two.account.refresh_from_db()
    push(two)
    SkuBinding.objects.filter(seller_sku=CLEAR).update(product_id="1005009999999999")

    shown = LiveGateway(two.account).read_back(two.account, list(StockPush.objects.all()))

    assert shown == {two.binding(BLACK).pk: 7}


def test_a_sku_that_the_platform_refuses_is_parked_and_the_other_goes(two: Wire) -> None:
    two.faults(partial_failure=[CLEAR])

    push(two)

    assert (front(two, BLACK), front(two, CLEAR)) == (7, 0)
    assert (row(two, BLACK).state, row(two, CLEAR).state) == ("idle", "parked")
    item = WorkItem.objects.get(kind="stock_refused")
    assert (item.facts["sku"], item.facts["code"]) == (CLEAR, row(two, CLEAR).last_code)
    two.account.refresh_from_db()
    assert two.account.failing_since is None, "a refusal of one SKU's data is no failure of the shop"


@pytest.mark.parametrize("fault", ["lost_answer", "truncated_json", "reset_mid_body"])
def test_a_push_without_a_clear_answer_is_pushed_again_and_read_back(two: Wire, fault: str) -> None:
    two.faults(**{fault: {"value": True, "methods": "state.push", "times": 1}})
    push(two)
    assert (row(two, BLACK).state, row(two, BLACK).is_suspect) == ("pending", True)

    ShopAccount.objects.update(next_probe_at=timezone.now())
    drain(two)
    assert (row(two, BLACK).state, row(two, BLACK).is_suspect, front(two, BLACK)) == ("idle", True, 7)

    StockPush.objects.update(check_at=timezone.now() - timedelta(seconds=1))
    drain(two)

    assert (row(two, BLACK).is_suspect, row(two, BLACK).confirmed) == (False, row(two, BLACK).wanted)
    assert two.calls("aliexpress.inventory.state.query") >= 1


def test_a_late_write_that_overtakes_is_found_and_corrected(two: Wire) -> None:
    """The front shows an old figure after ours was taken: read back, and sent again."""
    two.faults(lost_answer={"value": True, "methods": "state.push", "times": 1})
    push(two)
    ShopAccount.objects.update(next_probe_at=timezone.now())
    drain(two)
    two.ask("front", shop="DEMO", units={BLACK: 99})

    StockPush.objects.update(check_at=timezone.now() - timedelta(seconds=1))
    drain(two)
    drain(two)

    assert front(two, BLACK) == 7


def test_an_order_that_the_platform_has_already_is_in_the_figure_that_goes(two: Wire) -> None:
    """[M25] The pull comes before the push: five more arrive, two were sold meanwhile."""
    push(two)
    two.buy(BLACK, 2)
    stock(two.shelf, two.binding(BLACK).components.get().sku, 5)
    ShopAccount.objects.update(orders_seen_until=None)

    push(two)

    assert front(two, BLACK) == 10


def test_goods_that_are_lost_are_gone_from_the_window(two: Wire) -> None:
    push(two)
    sku = two.binding(BLACK).components.get().sku
    run(lambda: declare_loss(cause=CAUSE, location=two.shelf, sku=sku, lot=None, quantity=7, reason="lost"))

    push(two)

    assert front(two, BLACK) == 0


def test_a_binding_that_nobody_verified_shows_zero(two: Wire) -> None:
    push(two)
    two.shop.bindings.filter(seller_sku=BLACK).update(state="unverified")

    push(two)

    assert (front(two, BLACK), front(two, CLEAR)) == (0, 4)


def test_lanes_that_are_held_on_purpose_are_excused(two: Wire) -> None:
    account = ShopAccount.objects.filter(pk=two.account.pk)
    every = {two.account.lane(kind) for kind in ("pull", "stock", "orders", "interactive")}
    now = timezone.now()
    assert held_lanes() == set()
    for columns, lanes in (
        ({"opened_at": now}, {two.account.lane("stock")}),
        ({"failing_since": now}, {two.account.lane("stock")}),
        ({"needs_authorisation_since": now}, every),
        ({"banned_until": now + timedelta(seconds=60)}, every),
        ({"banned_until": now - timedelta(seconds=1)}, set()),
    ):
        account.update(**columns)
        assert held_lanes() == lanes
        assert lanes <= excused_lanes()
        account.update(**dict.fromkeys(columns))
