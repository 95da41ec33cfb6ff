"""Everything that inventory tells others. Reads only, locks nothing."""

from inventory.selectors.allocations import allocations_of
from inventory.selectors.channel import (
    InventoryState,
    bindings_of_sku,
    inventory_state,
    register_sales,
    states_for_bindings,
)
from inventory.selectors.demand import Held, demand_checkers, register_demand_checker
from inventory.selectors.history import history
from inventory.selectors.inbound import (
    open_move_task_of,
    open_receipts,
    receipt_by_number,
    receipts_expecting,
    suggest_location,
)
from inventory.selectors.places import (
    docks,
    handling_unit_by_barcode,
    handling_unit_by_code,
    location_by_barcode,
    location_by_code,
    outer_location,
    stock_at,
    where_is,
)

__all__ = [
    "Held",
    "InventoryState",
    "allocations_of",
    "bindings_of_sku",
    "demand_checkers",
    "docks",
    "handling_unit_by_barcode",
    "handling_unit_by_code",
    "history",
    "inventory_state",
    "location_by_barcode",
    "location_by_code",
    "open_move_task_of",
    "open_receipts",
    "outer_location",
    "receipt_by_number",
    "receipts_expecting",
    "register_demand_checker",
    "register_sales",
    "states_for_bindings",
    "stock_at",
    "suggest_location",
    "where_is",
]
