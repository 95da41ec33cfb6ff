"""Every row lock of inventory, in the house's one order (PROTOCOLS 1).

… → inbound receipt → count → move task (work) → SKU → handling unit → floor plan → location (master) → SkuStock
(sums) → allocation (allocations) → balance (balances; with what they carry: holders; at both ends of what is carried:
carried) → serial number (serials).
Inside a table by pk. Each function evaluates its query, so that what it returns is locked and read after the lock.
Calling one again for rows that this transaction already holds is harmless; calling an earlier one after a later one is
a bug, and tests/inventory/test_lock_order.py finds it.
"""

from inventory.locks.allocations import (
    lock_allocations,
    lock_allocations_at,
    lock_allocations_of,
    lock_promised_of,
    of_demands,
)
from inventory.locks.balances import (
    BalanceKey,
    is_at_open_place,
    is_pickable,
    key_of,
    lock_balances,
    lock_balances_by_id,
    lock_pickable_balances,
    make_balances,
)
from inventory.locks.carried import lock_allocation_carried, lock_allocations_carried
from inventory.locks.demands import lock_demands
from inventory.locks.holders import HoldersKeepChanging, lock_balances_with_holders
from inventory.locks.master import (
    beside,
    lock_binding,
    lock_bindings,
    lock_floor_plan,
    lock_handling_units,
    lock_locations,
    lock_shelf_places,
    lock_skus,
)
from inventory.locks.serials import lock_held_serials, lock_serial, lock_serials_called, lock_serials_of
from inventory.locks.sums import lock_known_sku_stocks, lock_sku_stocks
from inventory.locks.work import (
    lock_count,
    lock_count_at,
    lock_count_in_hand,
    lock_move_task,
    lock_receipt,
    lock_receipts,
    lock_receiving,
    lock_task_in_hand,
    tasks_in_hand,
)

__all__ = [
    "BalanceKey",
    "HoldersKeepChanging",
    "beside",
    "is_at_open_place",
    "is_pickable",
    "key_of",
    "lock_allocation_carried",
    "lock_allocations",
    "lock_allocations_at",
    "lock_allocations_carried",
    "lock_allocations_of",
    "lock_balances",
    "lock_balances_by_id",
    "lock_balances_with_holders",
    "lock_binding",
    "lock_bindings",
    "lock_count",
    "lock_count_at",
    "lock_count_in_hand",
    "lock_demands",
    "lock_floor_plan",
    "lock_handling_units",
    "lock_held_serials",
    "lock_known_sku_stocks",
    "lock_locations",
    "lock_move_task",
    "lock_pickable_balances",
    "lock_promised_of",
    "lock_receipt",
    "lock_receipts",
    "lock_receiving",
    "lock_serial",
    "lock_serials_called",
    "lock_serials_of",
    "lock_shelf_places",
    "lock_sku_stocks",
    "lock_skus",
    "lock_task_in_hand",
    "make_balances",
    "of_demands",
    "tasks_in_hand",
]
