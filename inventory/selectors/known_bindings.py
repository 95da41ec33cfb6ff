"""Which goods an order line means [M11]: bindings by their triple, with components."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from inventory.models import BindingComponent, SkuBinding
from inventory.states import BindingState

Pair = tuple[str, str]
Place = tuple[int, int | None]  # (warehouse id, SKU id)


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


class BoundGoods(NamedTuple):
    """A binding and one of the places whose goods it holds: a bundle has several; no SKU where it stands for none."""

    binding_id: int
    shop_id: int
    product_id: str
    place: Place


def bound_goods(places: Collection[Place]) -> list[BoundGoods]:
    """Every binding, of any shop, that holds goods of these places: what changes of their stock concern. One query."""
    rows = SkuBinding.objects.filter(
        warehouse_id__in={warehouse_id for warehouse_id, _ in places},
        components__sku_id__in={sku_id for _, sku_id in places},
    )
    return [goods for goods in _goods_of(rows) if goods.place in places]


def goods_of_bindings(binding_ids: Collection[int]) -> list[BoundGoods]:
    """The places of these bindings' goods. One query."""
    return _goods_of(SkuBinding.objects.filter(pk__in=binding_ids))


def _goods_of(rows: QuerySet[SkuBinding]) -> list[BoundGoods]:
    told = rows.order_by("pk", "components__sku_id")
    columns = ("pk", "shop_id", "product_id", "warehouse_id", "components__sku_id")
    return [
        BoundGoods(pk, shop_id, product_id, (warehouse_id, sku_id))
        for pk, shop_id, product_id, warehouse_id, sku_id in told.values_list(*columns)
    ]


def verified_sample(*, shop_id: int, limit: int) -> list[SkuBinding]:
    """Some verified bindings of a shop, with their warehouses: what a trial is made with."""
    rows = SkuBinding.objects.filter(shop=shop_id, state=BindingState.VERIFIED).select_related("warehouse")
    return list(rows.order_by("pk")[:limit])
