"""All that one demand after another would lock, at once: for who settles or ends several in one transaction."""

from __future__ import annotations

from collections.abc import Collection

from inventory.locks.allocations import lock_allocations_of, of_demands
from inventory.locks.balances import lock_balances_by_id
from inventory.locks.sums import lock_sku_stocks
from inventory.models import Allocation
from inventory.states import DemandKey


def lock_demands(demands: Collection[DemandKey]) -> None:
    """The sums of their SKUs (by warehouse), their allocations, the balances that hold them. A SKU and a warehouse
    never change on an allocation: they are read before any lock.
    """
    skus: dict[int, set[int]] = {}
    for warehouse_id, sku_id in Allocation.objects.filter(of_demands(demands)).values_list("warehouse_id", "sku_id"):
        skus.setdefault(warehouse_id, set()).add(sku_id)
    for warehouse_id in sorted(skus):
        lock_sku_stocks(warehouse_id, skus[warehouse_id])
    lock_balances_by_id([row.balance_id for row in lock_allocations_of(demands) if row.balance_id is not None])
