"""[M11] Bindings by the hundred, and what does not fit together."""

from __future__ import annotations

from functools import partial

import pytest

from inventory.models import BindingComponent, SkuBinding
from inventory.operations import set_components, verify_binding
from inventory.operations.bindings import (
    bind_candidates,
    note_conflicts,
    settle_conflict,
    unbind_bindings,
    verify_bindings,
)
from inventory.selectors.bindings import STANDINGS, bindings_at, in_standing, rivals_of, standings
from inventory.selectors.channel import states_for_bindings
from tests.factories.core import ShopFactory
from tests.factories.inventory import LocationFactory, SkuBindingFactory, SkuFactory, StockedWarehouseFactory
from tests.floor import CAUSE, stock
from wms.core.models import AuditEntry, Message, Shop
from wms.core.transactions import run


@pytest.fixture
def shop(db: None) -> Shop:
    return ShopFactory(warehouse=StockedWarehouseFactory())


def unbound(shop: Shop, code: str, percent: int | None, **more: object) -> SkuBinding:
    sku = SkuFactory(code=f"G-{code}") if percent is not None else None
    facts = {"match_percent": percent, "candidate": sku, **more}
    return SkuBindingFactory(shop=shop, seller_sku=code, unverified=True, **facts)


def test_only_proposals_above_85_percent_are_bound_in_bulk_and_none_is_verified(shop: Shop) -> None:
    rows = [unbound(shop, "A", 86), unbound(shop, "B", 85), unbound(shop, "C", None)]
    rows.append(SkuBindingFactory(shop=shop, seller_sku="D", sku=SkuFactory(), unverified=True, match_percent=99))
    rows.append(unbound(shop, "E", 99, state="refused"))
    rows.append(unbound(shop, "F", 99, conflict="duplicate_code"))
    work = partial(bind_candidates, cause=CAUSE, warehouse=shop.warehouse, binding_ids=[row.pk for row in rows])
    result = run(work)
    assert (result.done, dict(result.skipped)) == (
        1, {"unsure": 1, "no_candidate": 1, "bound": 1, "refused": 1, "conflict": 1},
    )  # fmt: skip
    (component,) = BindingComponent.objects.filter(binding=rows[0])
    assert (component.sku, component.quantity) == (rows[0].candidate, 1)
    assert SkuBinding.objects.filter(state="verified").count() == 0
    assert set(Message.objects.filter(topic="binding.changed").values_list("key", flat=True)) == {str(rows[0].pk)}
    assert AuditEntry.objects.filter(action="binding.bound").count() == 1


def test_verifying_many_skips_what_a_person_must_look_at(shop: Shop) -> None:
    sure = SkuBindingFactory(shop=shop, sku=SkuFactory(), unverified=True, match_percent=95)
    by_hand = SkuBindingFactory(shop=shop, sku=SkuFactory(), unverified=True, match_percent=None)
    unsure = SkuBindingFactory(shop=shop, sku=SkuFactory(), unverified=True, match_percent=60)
    empty = unbound(shop, "X", 99)
    rows = [sure, by_hand, unsure, empty]
    result = run(partial(verify_bindings, cause=CAUSE, warehouse=shop.warehouse, binding_ids=[row.pk for row in rows]))
    assert (result.done, dict(result.skipped)) == (2, {"unsure": 1, "unbound": 1})
    assert set(SkuBinding.objects.filter(state="verified")) == {sure, by_hand}


def test_unbinding_shows_zero_and_a_foreign_warehouses_binding_is_left(shop: Shop) -> None:
    sku = SkuFactory()
    stock(LocationFactory(warehouse=shop.warehouse), sku, 5)
    mine, foreign = SkuBindingFactory(shop=shop, sku=sku), SkuBindingFactory(sku=SkuFactory())
    assert states_for_bindings(shop, [mine.pk])[mine.pk].available == 5
    ids = [mine.pk, foreign.pk]
    result = run(partial(unbind_bindings, cause=CAUSE, warehouse=shop.warehouse, binding_ids=ids))
    assert result.done == 1
    assert states_for_bindings(shop, [mine.pk])[mine.pk].available == 0
    foreign.refresh_from_db()
    assert foreign.state == "verified"
    assert foreign.components.count() == 1


def conflicts() -> dict[str, str]:
    return dict(SkuBinding.objects.order_by("pk").values_list("seller_sku", "conflict"))


def test_one_code_on_two_products_is_a_conflict_until_one_is_refused(shop: Shop) -> None:
    rows = [SkuBindingFactory(shop=shop, seller_sku="SAME", sku=SkuFactory()) for _ in range(2)]
    SkuBindingFactory(seller_sku="SAME", sku=SkuFactory())  # another shop's
    note_conflicts(binding_ids=[rows[0].pk])
    assert list(SkuBinding.objects.order_by("pk").values_list("conflict", flat=True)) == [*["duplicate_code"] * 2, ""]
    SkuBinding.objects.filter(pk=rows[1].pk).update(state="refused")
    note_conflicts(binding_ids=[rows[1].pk])
    assert set(SkuBinding.objects.values_list("conflict", flat=True)) == {""}


def test_one_sku_behind_two_bindings_is_a_conflict_but_bundles_with_it_are_none(shop: Shop) -> None:
    sku, other = SkuFactory(), SkuFactory()
    first = SkuBindingFactory(shop=shop, seller_sku="A", sku=sku)
    SkuBindingFactory(shop=shop, seller_sku="B", sku=sku)
    SkuBindingFactory(shop=shop, seller_sku="PACK3", components={sku: 3})
    SkuBindingFactory(shop=shop, seller_sku="SET", components={sku: 1, other: 1})
    note_conflicts(binding_ids=[first.pk])
    assert conflicts() == {"A": "sku_twice", "B": "sku_twice", "PACK3": "", "SET": ""}
    assert [row.seller_sku for row in rivals_of(first)] == ["B", "SET"]


def test_a_code_changed_at_the_platform_shows_old_and_new_side_by_side(shop: Shop) -> None:
    facts = {"shop": shop, "product_id": "77", "platform_sku_id": "14:29"}
    SkuBindingFactory(seller_sku="OLD", sku=SkuFactory(), **facts)
    new = SkuBindingFactory(seller_sku="NEW", unverified=True, **facts)
    note_conflicts(binding_ids=[new.pk])
    assert conflicts() == {"OLD": "code_changed", "NEW": "code_changed"}
    assert [row.seller_sku for row in rivals_of(new)] == ["OLD"]


def test_what_a_person_settled_stays_settled_until_it_is_another_conflict(shop: Shop) -> None:
    sku = SkuFactory()
    first = SkuBindingFactory(shop=shop, seller_sku="A", sku=sku, platform_sku_id="1", product_id="9")
    second = SkuBindingFactory(shop=shop, seller_sku="B", sku=sku)
    note_conflicts(binding_ids=[first.pk])
    for row in (first, second):
        run(partial(settle_conflict, cause=CAUSE, binding=row))
    note_conflicts(binding_ids=[first.pk])
    assert conflicts() == {"A": "", "B": ""}
    SkuBindingFactory(shop=shop, seller_sku="C", product_id="9", platform_sku_id="1", sku=SkuFactory())
    note_conflicts(binding_ids=[first.pk])
    assert conflicts() == {"A": "code_changed", "B": "", "C": "code_changed"}


def test_standings_count_each_binding_once_and_the_filter_finds_the_same(shop: Shop) -> None:
    unbound(shop, "A", None)
    SkuBindingFactory(shop=shop, seller_sku="B", sku=SkuFactory(), unverified=True)
    SkuBindingFactory(shop=shop, seller_sku="C", sku=SkuFactory(), conflict="sku_twice")
    SkuBindingFactory(shop=shop, seller_sku="D", sku=SkuFactory(), state="refused")
    counted = standings(shop.warehouse)
    assert counted == {"unbound": 1, "proposed": 1, "conflict": 1, "verified": 1, "refused": 1}
    rows = bindings_at(shop.warehouse)
    assert {name: in_standing(rows, name).count() for name in STANDINGS} == counted


def test_a_gift_is_picked_like_the_rest_and_the_bundle_must_be_verified_again(shop: Shop) -> None:
    goods, gift = SkuFactory(), SkuFactory()
    place = LocationFactory(warehouse=shop.warehouse)
    stock(place, goods, 10)
    stock(LocationFactory(warehouse=shop.warehouse), gift, 3)
    binding = SkuBindingFactory(shop=shop, sku=goods)
    both = {goods.pk: 2, gift.pk: 1}
    run(partial(set_components, cause=CAUSE, binding=binding, components=both, gifts=[gift.pk]))
    assert states_for_bindings(shop, [binding.pk])[binding.pk].available == 0
    run(partial(verify_binding, cause=CAUSE, binding=binding))
    assert states_for_bindings(shop, [binding.pk])[binding.pk].available == 3
    assert dict(BindingComponent.objects.values_list("sku", "is_gift")) == {goods.pk: False, gift.pk: True}


def test_a_thousand_bindings_are_verified_in_batches_not_one_by_one(shop: Shop, django_assert_max_num_queries) -> None:
    sku = SkuFactory()
    rows = SkuBinding.objects.bulk_create(
        SkuBinding(
            shop=shop, warehouse=shop.warehouse, product_id=str(n), seller_sku=f"S{n}", candidate=sku, match_percent=95
        )
        for n in range(1000)
    )
    ids = [row.pk for row in rows]
    BindingComponent.objects.bulk_create(BindingComponent(binding=row, sku=SkuFactory() if n < 2 else sku, quantity=2)
                                         for n, row in enumerate(rows))  # fmt: skip
    with django_assert_max_num_queries(50):
        result = run(partial(verify_bindings, cause=CAUSE, warehouse=shop.warehouse, binding_ids=ids))
    assert result.done == 1000
