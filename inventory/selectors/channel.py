"""[M10] The three quantities that a shop front may see, by SKU and by binding, shared between shops."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Min
from django.utils import timezone

from inventory.models import SkuBinding, SkuStock
from inventory.sharing import Claim, share_out
from inventory.states import BindingState
from wms.core.models import Shop

SALES_DAYS = 7

SalesProvider = Callable[[Collection[int], datetime], Mapping[int, int]]

_sales_provider: list[SalesProvider] = []


@dataclass(frozen=True)
class InventoryState:
    """What one message to the platform says. All in units of the binding (a bundle counts as one), never negative."""

    available: int
    reserved: int
    in_transit: int
    threshold: int
    version: int


EMPTY = InventoryState(0, 0, 0, 0, 0)


def register_sales(provider: SalesProvider) -> None:
    """Whoever knows orders tells: provider(binding ids, since) -> units sold by binding id. Called in ready()."""
    _sales_provider[:] = [provider]


def inventory_state(*, sku_id: int, warehouse_id: int) -> InventoryState:
    """The whole state of a SKU at a warehouse; all zero where it has never been."""
    stock = SkuStock.objects.filter(sku_id=sku_id, warehouse_id=warehouse_id).first()
    if stock is None:
        return EMPTY
    return InventoryState(stock.available, stock.reserved, stock.in_transit, stock.threshold_units, stock.version)


def states_for_bindings(shop: Shop, binding_ids: Collection[int]) -> dict[int, InventoryState]:
    """The state of each of these bindings of one shop.

    For each SKU, Σ over the verified bindings of all shops of (shown × component quantity) ≤ its available (plus its
    audited overlap). A binding that is not verified, or stands for nothing, shows zero [M11]. Six queries at most.
    """
    asked = _with_components(SkuBinding.objects.filter(shop=shop, pk__in=binding_ids))
    warehouse_ids = {binding.warehouse_id for binding in asked}
    sku_ids = {component.sku_id for binding in asked for component in binding.components.all()}
    rivals = _with_components(
        SkuBinding.objects.filter(
            warehouse_id__in=warehouse_ids,
            components__sku_id__in=sku_ids,
            state=BindingState.VERIFIED,
            shop__is_active=True,
        ).distinct()
    )
    stocks = {
        (row.warehouse_id, row.sku_id): row
        for row in SkuStock.objects.filter(warehouse_id__in=warehouse_ids, sku_id__in=sku_ids)
    }
    shares = _shares(rivals, stocks, _sales([rival.pk for rival in rivals]))
    return {binding.pk: _state(binding, stocks, shares) for binding in asked}


def units_left(binding_ids: Collection[int]) -> dict[int, int]:
    """How many of each binding its scarcest component leaves, whatever other shops show. One query.

    A binding without components or without stock is left out: nothing is left of it.
    """
    stock = "components__sku__stocks__"
    left = F(f"{stock}on_hand_sellable") - F(f"{stock}reserved") - F(f"{stock}waiting") - F(f"{stock}threshold_units")
    rows = SkuBinding.objects.filter(pk__in=binding_ids, components__sku__stocks__warehouse=F("warehouse"))
    found = rows.order_by().values_list("pk").annotate(units=Min(left / F("components__quantity")))
    return {pk: max(0, int(units)) for pk, units in found}


def bindings_of_sku(sku_id: int, warehouse_id: int) -> list[SkuBinding]:
    """Every binding, of any shop, whose goods hold this SKU: what a change of its stock concerns."""
    rows = SkuBinding.objects.filter(components__sku_id=sku_id, warehouse_id=warehouse_id).distinct()
    return list(rows.select_related("shop").order_by("pk"))


def _with_components(rows: object) -> list[SkuBinding]:
    return list(rows.prefetch_related("components").order_by("pk"))  # type: ignore[attr-defined]


def _sales(binding_ids: Sequence[int]) -> Mapping[int, int]:
    """The last 7 days' units by binding; nothing where no app above has told who knows."""
    if not _sales_provider or len(binding_ids) < 2:
        return {}
    return _sales_provider[0](binding_ids, timezone.now() - timedelta(days=SALES_DAYS))


def _shares(
    rivals: Sequence[SkuBinding], stocks: Mapping[tuple[int, int], SkuStock], sales: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    """How many units of each SKU each binding may count on: {(binding id, SKU id): units}."""
    claims: dict[tuple[int, int], list[Claim]] = defaultdict(list)
    for binding in rivals:
        for component in binding.components.all():
            claims[binding.warehouse_id, component.sku_id].append(
                Claim(binding.pk, component.quantity, sales.get(binding.pk, 0), binding.share_percent)
            )
    shares: dict[tuple[int, int], int] = {}
    for place, rows in claims.items():
        stock = stocks.get(place)
        if stock is None:
            continue
        for binding_id, units in share_out(stock.available, rows, overlap_percent=stock.overlap_percent).items():
            shares[binding_id, place[1]] = units
    return shares


def _state(
    binding: SkuBinding, stocks: Mapping[tuple[int, int], SkuStock], shares: Mapping[tuple[int, int], int]
) -> InventoryState:
    parts = list(binding.components.all())
    rows = [stocks.get((binding.warehouse_id, part.sku_id)) for part in parts]
    known = [(part, row) for part, row in zip(parts, rows, strict=True) if row is not None]
    if not parts or len(known) < len(parts):
        return EMPTY
    shown = 0
    if binding.state == BindingState.VERIFIED:
        shown = min(shares.get((binding.pk, part.sku_id), 0) // part.quantity for part in parts)
    threshold = max(row.threshold_units // part.quantity for part, row in known) + (binding.threshold_units or 0)
    return InventoryState(
        available=max(0, shown - (binding.threshold_units or 0)),
        reserved=max(row.reserved // part.quantity for part, row in known),
        in_transit=min(row.in_transit // part.quantity for part, row in known),
        threshold=threshold,
        version=sum(row.version for _, row in known),
    )
