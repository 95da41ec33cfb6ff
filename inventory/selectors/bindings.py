"""[M11] Bindings as people see them: the goods behind each, the list, what meets in a conflict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from inventory.models import BindingComponent, Sku, SkuBinding, SkuStock
from inventory.selectors.channel import states_for_bindings
from inventory.states import BindingState
from wms.core.models import Warehouse

STANDINGS = ("unbound", "proposed", "conflict", "verified", "refused")


@dataclass(frozen=True)
class Part:
    """One kind of goods in a platform SKU, and how many of it."""

    sku: Sku
    quantity: int
    is_gift: bool


def binding_parts(binding_ids: Collection[int]) -> dict[int, list[Part]]:
    """The goods behind each binding, in the order of their codes. One query."""
    parts: dict[int, list[Part]] = defaultdict(list)
    rows = BindingComponent.objects.filter(binding__in=binding_ids).select_related("sku").order_by("sku__code")
    for row in rows:
        parts[row.binding_id].append(Part(row.sku, row.quantity, row.is_gift))
    return dict(parts)


def bindings_at(warehouse: Warehouse) -> QuerySet[SkuBinding]:
    """Every triple of a warehouse, with its shop and its candidate."""
    return SkuBinding.objects.filter(warehouse=warehouse).select_related("shop", "candidate", "verified_by")


def in_standing(rows: QuerySet[SkuBinding], standing: str) -> QuerySet[SkuBinding]:
    """Those that stand so: unbound, proposed (bound, not verified), conflict, verified, refused. All for no word."""
    open_rows = Q(state=BindingState.UNVERIFIED)
    has_goods = Exists(BindingComponent.objects.filter(binding=OuterRef("pk")))
    if standing == "unbound":
        return rows.filter(open_rows & ~has_goods)
    if standing == "proposed":
        return rows.filter(open_rows & has_goods)
    if standing == "conflict":
        return rows.exclude(conflict="")
    return rows.filter(state=standing) if standing in STANDINGS else rows


def standing_of(binding: SkuBinding, has_goods: bool) -> str:
    """The one word for a row; a conflict is said beside it."""
    if binding.state != BindingState.UNVERIFIED:
        return str(binding.state)
    return "proposed" if has_goods else "unbound"


def standings(warehouse: Warehouse) -> dict[str, int]:
    """How many bindings of a warehouse stand how. Three queries."""
    return standings_of(SkuBinding.objects.filter(warehouse=warehouse))


def standings_of(bindings: QuerySet[SkuBinding]) -> dict[str, int]:
    """The same of any bindings."""
    rows = bindings.order_by()
    by_state = dict(rows.values_list("state").annotate(Count("pk")))
    unbound = in_standing(rows, "unbound").count()
    return {
        "unbound": unbound,
        "proposed": by_state.get(BindingState.UNVERIFIED, 0) - unbound,
        "conflict": rows.exclude(conflict="").count(),
        "verified": by_state.get(BindingState.VERIFIED, 0),
        "refused": by_state.get(BindingState.REFUSED, 0),
    }


def binding_at(warehouse: Warehouse, binding_id: int) -> SkuBinding | None:
    return bindings_at(warehouse).filter(pk=binding_id).first()


@dataclass(frozen=True)
class Share:
    """What one binding shows of a SKU that several bindings may show; `share_percent` None: by last week's sales."""

    binding: SkuBinding
    quantity: int
    shown: int


def shares_of(sku: Sku, warehouse: Warehouse) -> tuple[SkuStock | None, list[Share]]:
    """The SKU's stock, and every verified binding of any shop that shows it. A few queries a shop."""
    rows = BindingComponent.objects.filter(
        sku=sku, binding__warehouse=warehouse, binding__state=BindingState.VERIFIED, binding__shop__is_active=True
    ).select_related("binding__shop")
    parts = list(rows.order_by("binding__shop__name", "binding__seller_sku"))
    by_shop: dict[int, list[SkuBinding]] = defaultdict(list)
    for part in parts:
        by_shop[part.binding.shop_id].append(part.binding)
    shown: dict[int, int] = {}
    for bindings in by_shop.values():
        states = states_for_bindings(bindings[0].shop, [binding.pk for binding in bindings])
        shown |= {pk: state.available for pk, state in states.items()}
    stock = SkuStock.objects.filter(sku=sku, warehouse=warehouse).first()
    return stock, [Share(part.binding, part.quantity, shown[part.binding_id]) for part in parts]


def rivals_of(binding: SkuBinding) -> list[SkuBinding]:
    """The bindings of the same shop that meet it: same code, same platform SKU, same goods."""
    same = Q(seller_sku=binding.seller_sku)
    if binding.platform_sku_id:
        same |= Q(product_id=binding.product_id, platform_sku_id=binding.platform_sku_id)
    skus = list(binding.components.values_list("sku_id", flat=True))
    if len(skus) == 1:
        same |= Q(components__sku=skus[0], components__quantity=1)
    rows = SkuBinding.objects.filter(same, shop=binding.shop_id, warehouse=binding.warehouse_id)
    return list(rows.exclude(pk=binding.pk).select_related("shop", "candidate").distinct().order_by("pk")[:10])
