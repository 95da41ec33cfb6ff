"""What the shop fronts may show together never exceeds what there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.operations import set_overlap, set_threshold
from inventory.selectors import InventoryState, bindings_of_sku, channel, inventory_state, states_for_bindings
from inventory.sharing import Claim, share_out
from inventory.states import BindingState
from tests.factories.core import ShopFactory
from tests.factories.inventory import SkuBindingFactory, SkuFactory
from tests.floor import CAUSE, stock
from tests.inventory.floor import House, do

CLAIMS = st.lists(
    st.builds(
        Claim,
        binding_id=st.integers(1, 10**6),
        quantity=st.integers(1, 5),
        sold=st.integers(0, 50),
        share_percent=st.none() | st.integers(0, 30),
    ),
    max_size=5,
    unique_by=lambda claim: claim.binding_id,
).filter(lambda claims: sum(claim.share_percent or 0 for claim in claims) <= 100)


@given(available=st.integers(0, 200), claims=CLAIMS)
def test_shares_never_exceed_what_there_is_and_are_whole_steps(available: int, claims: list[Claim]) -> None:
    shares = share_out(available, claims)
    assert set(shares) == {claim.binding_id for claim in claims}
    assert sum(shares.values()) <= available
    assert all(shares[claim.binding_id] % claim.quantity == 0 for claim in claims)
    assert all(units >= 0 for units in shares.values())


@given(available=st.integers(0, 200), claims=CLAIMS, overlap=st.integers(0, 100))
def test_overlap_bounds_the_sum_and_each_share_stays_within_what_there_is(
    available: int, claims: list[Claim], overlap: int
) -> None:
    shares = share_out(available, claims, overlap_percent=overlap)
    assert sum(shares.values()) <= available + available * overlap // 100
    assert all(units <= available for units in shares.values())


def claim(binding: int, sold: int = 0, quantity: int = 1, share: int | None = None) -> Claim:
    return Claim(binding, quantity, sold, share)


@pytest.mark.parametrize(
    ("available", "claims", "expected"),
    [
        (10, [claim(1)], {1: 10}),
        (10, [claim(1), claim(2)], {1: 5, 2: 5}),
        (10, [claim(1, sold=9), claim(2, sold=1)], {1: 9, 2: 1}),
        (1, [claim(1, sold=1), claim(2, sold=9)], {1: 0, 2: 1}),
        (10, [claim(1, share=30), claim(2)], {1: 3, 2: 7}),
        (7, [claim(1, quantity=3), claim(2, quantity=2)], {1: 3, 2: 4}),
        (0, [claim(1), claim(2)], {1: 0, 2: 0}),
    ],
    ids=["alone", "equal", "by-sales", "best-seller-first", "fixed-share", "bundles", "nothing"],
)
def test_the_shares(available: int, claims: list[Claim], expected: dict[int, int]) -> None:
    assert share_out(available, claims) == expected


def test_two_shops_share_one_sku_and_a_bundle_counts_its_parts(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "_sales_provider", [])
    (first,) = bindings_of_sku(small.sku.pk, small.warehouse.pk)
    second_shop = ShopFactory(warehouse=small.warehouse)
    bundle = SkuBindingFactory(shop=second_shop, components={small.sku: 2})
    small.stock(10)
    one = states_for_bindings(first.shop, [first.pk])[first.pk]
    two = states_for_bindings(second_shop, [bundle.pk])[bundle.pk]
    assert (one.available, two.available) == (6, 2)
    assert (
        one.available + 2 * two.available
        <= inventory_state(sku_id=small.sku.pk, warehouse_id=small.warehouse.pk).available
    )


def test_the_last_seven_days_sales_decide_the_shares(small: House, monkeypatch: pytest.MonkeyPatch) -> None:
    (first,) = bindings_of_sku(small.sku.pk, small.warehouse.pk)
    second = SkuBindingFactory(shop=ShopFactory(warehouse=small.warehouse), sku=small.sku)
    monkeypatch.setattr(channel, "_sales_provider", [lambda ids, since: {first.pk: 1, second.pk: 4}])
    small.stock(10)
    assert states_for_bindings(first.shop, [first.pk])[first.pk].available == 2
    assert states_for_bindings(second.shop, [second.pk])[second.pk].available == 8


@pytest.mark.parametrize("state", [BindingState.UNVERIFIED, BindingState.REFUSED])
def test_a_binding_that_is_not_verified_shows_zero_and_takes_no_share(small: House, state: str) -> None:
    (first,) = bindings_of_sku(small.sku.pk, small.warehouse.pk)
    second = SkuBindingFactory(shop=first.shop, sku=small.sku, state=state)
    small.stock(10)
    states = states_for_bindings(first.shop, [first.pk, second.pk])
    assert (states[first.pk].available, states[second.pk].available) == (10, 0)


def test_the_scarcest_part_bounds_a_bundle(small: House) -> None:
    other = SkuFactory()
    shop = ShopFactory(warehouse=small.warehouse)
    small.warehouse.bindings.all().delete()
    bundle = SkuBindingFactory(shop=shop, components={small.sku: 2, other: 1})
    small.stock(10)
    stock(small.shelf, other, 3)
    assert states_for_bindings(shop, [bundle.pk])[bundle.pk].available == 3


def test_threshold_promises_and_waiting_orders_are_withheld(small: House) -> None:
    small.stock(10)
    small.promise("1", 3)
    small.promise("2", 9)
    do(lambda: set_threshold(cause=CAUSE, warehouse=small.warehouse, sku=small.sku, units=2))
    state = inventory_state(sku_id=small.sku.pk, warehouse_id=small.warehouse.pk)
    assert state == InventoryState(available=0, reserved=3, in_transit=0, threshold=2, version=state.version)
    (binding,) = bindings_of_sku(small.sku.pk, small.warehouse.pk)
    assert states_for_bindings(binding.shop, [binding.pk])[binding.pk] == state


def test_an_audited_overlap_lets_the_fronts_show_more_together(small: House) -> None:
    (first,) = bindings_of_sku(small.sku.pk, small.warehouse.pk)
    second = SkuBindingFactory(shop=first.shop, sku=small.sku)
    small.stock(10)
    do(lambda: set_overlap(cause=CAUSE, warehouse=small.warehouse, sku=small.sku, percent=40))
    states = states_for_bindings(first.shop, [first.pk, second.pk])
    assert sum(state.available for state in states.values()) == 14


def test_goods_that_were_never_here_are_all_zero(small: House) -> None:
    assert inventory_state(sku_id=0, warehouse_id=small.warehouse.pk) == InventoryState(0, 0, 0, 0, 0)


def test_many_bindings_cost_as_many_queries_as_one(small: House, django_assert_max_num_queries: object) -> None:
    (first,) = bindings_of_sku(small.sku.pk, small.warehouse.pk)
    ids = [first.pk]
    for sku in SkuFactory.create_batch(8):
        stock(small.shelf, sku, 3)
        ids.append(SkuBindingFactory(shop=first.shop, sku=sku).pk)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(states_for_bindings(first.shop, ids)) == 9
