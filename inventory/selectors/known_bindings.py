"""Which goods an order line means [M11]: bindings by their triple, with components."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inventory.models import BindingComponent, SkuBinding
from inventory.states import BindingState

Pair = tuple[str, str]


@dataclass(frozen=True)
class KnownBinding:
    """A binding and what it stands for: (SKU id, units) of each component."""

    id: int
    is_verified: bool
    components: tuple[tuple[int, int], ...]


def find_bindings(*, shop_id: int, warehouse_id: int, pairs: Collection[Pair]) -> dict[Pair, KnownBinding]:
    """The bindings of (product id, seller's SKU) pairs of one shop at one warehouse, by pair. Two queries."""
    wanted = set(pairs)
    rows = [
        row
        for row in SkuBinding.objects.filter(
            shop=shop_id, warehouse=warehouse_id, seller_sku__in={seller_sku for _, seller_sku in wanted}
        )
        if (row.product_id, row.seller_sku) in wanted
    ]
    components: dict[int, list[tuple[int, int]]] = {row.pk: [] for row in rows}
    for binding_id, sku_id, quantity in (
        BindingComponent.objects.filter(binding__in=components)
        .order_by("sku_id")
        .values_list("binding_id", "sku_id", "quantity")
    ):
        components[binding_id].append((sku_id, quantity))
    return {
        (row.product_id, row.seller_sku): KnownBinding(
            row.pk, row.state == BindingState.VERIFIED, tuple(components[row.pk])
        )
        for row in rows
    }


def pairs_of_codes(shop_id: int, seller_skus: Collection[str]) -> dict[str, Pair]:
    """{seller's SKU: (product id, seller's SKU)} as a shop's bindings have them, verified ones before others."""
    rows = SkuBinding.objects.filter(shop=shop_id, seller_sku__in=seller_skus)
    known = sorted(rows, key=lambda row: (row.state != BindingState.VERIFIED, row.pk), reverse=True)
    return {row.seller_sku: (row.product_id, row.seller_sku) for row in known}


def pair_of(binding_id: int) -> tuple[int, int, str, str] | None:
    """(shop id, warehouse id, product id, seller's SKU) of a binding."""
    return (
        SkuBinding.objects.filter(pk=binding_id)
        .values_list("shop_id", "warehouse_id", "product_id", "seller_sku")
        .first()
    )


def verified_sample(*, shop_id: int, limit: int) -> list[SkuBinding]:
    """Some verified bindings of a shop, with their warehouses: what a trial is made with."""
    rows = SkuBinding.objects.filter(shop=shop_id, state=BindingState.VERIFIED).select_related("warehouse")
    return list(rows.order_by("pk")[:limit])
