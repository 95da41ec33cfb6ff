"""Everything that inventory writes, one file per floor flow. Call it in a unit of work (wms.core.transactions)."""

from inventory.operations.adjust import Adjusted, adjust_stock, change_condition, declare_loss
from inventory.operations.adjust_desk import AdjustedAtDesk, adjust_at_desk, reject_count
from inventory.operations.asn import cancel_asn, edit_asn
from inventory.operations.count import (
    Counted,
    CountResult,
    approve_count,
    cancel_count,
    open_count,
    open_counts_at,
    record_count,
)
from inventory.operations.daily import (
    Expired,
    Snapshot,
    close_days,
    expire_lots,
    import_snapshot,
    take_daily_snapshot,
)
from inventory.operations.goods import (
    Proposed,
    add_barcode,
    normal_value,
    propose_binding,
    refuse_binding,
    set_components,
    set_share,
    verify_binding,
)
from inventory.operations.move import Moved, move_stock
from inventory.operations.move_task import abandon_move_task, finish_move_task, open_move_task, set_move_task
from inventory.operations.place import PlacedUnits, Placement, place_again, place_demands
from inventory.operations.place_setup import (
    create_location,
    edit_location,
    give_up_location,
    reopen_location,
    save_zone,
)
from inventory.operations.places import make_handling_unit, make_location, prepare_warehouse, set_handling_unit
from inventory.operations.policies import block_location, set_overlap, set_threshold, switch_negative_outbound
from inventory.operations.promise import Demand, Promised, Released, promise_order, release_demands
from inventory.operations.put_back import PutBack, SetApart, put_back_units, return_to_put_back
from inventory.operations.putaway import put_away
from inventory.operations.receive import (
    AsnLine,
    Closed,
    Opened,
    Received,
    close_receipt,
    open_asn,
    open_lot,
    receive_units,
)
from inventory.operations.shelf_wins import Returned
from inventory.operations.ship import Shipped, ship
from inventory.operations.sku_setup import (
    add_printed_barcode,
    check_sku_active,
    create_sku,
    deactivate_sku,
    edit_sku,
    reactivate_sku,
    remove_barcode,
)
from inventory.operations.take import Carried, Taken, Untaken, carry, take, untake

__all__ = [
    "Adjusted",
    "AdjustedAtDesk",
    "AsnLine",
    "Carried",
    "Closed",
    "CountResult",
    "Counted",
    "Demand",
    "Expired",
    "Moved",
    "Opened",
    "PlacedUnits",
    "Placement",
    "Promised",
    "Proposed",
    "PutBack",
    "Received",
    "Released",
    "Returned",
    "SetApart",
    "Shipped",
    "Snapshot",
    "Taken",
    "Untaken",
    "abandon_move_task",
    "add_barcode",
    "add_printed_barcode",
    "adjust_at_desk",
    "adjust_stock",
    "approve_count",
    "block_location",
    "cancel_asn",
    "cancel_count",
    "carry",
    "change_condition",
    "check_sku_active",
    "close_days",
    "close_receipt",
    "create_location",
    "create_sku",
    "deactivate_sku",
    "declare_loss",
    "edit_asn",
    "edit_location",
    "edit_sku",
    "expire_lots",
    "finish_move_task",
    "give_up_location",
    "import_snapshot",
    "make_handling_unit",
    "make_location",
    "move_stock",
    "normal_value",
    "open_asn",
    "open_count",
    "open_counts_at",
    "open_lot",
    "open_move_task",
    "place_again",
    "place_demands",
    "prepare_warehouse",
    "promise_order",
    "propose_binding",
    "put_away",
    "put_back_units",
    "reactivate_sku",
    "receive_units",
    "record_count",
    "refuse_binding",
    "reject_count",
    "release_demands",
    "remove_barcode",
    "reopen_location",
    "return_to_put_back",
    "save_zone",
    "set_components",
    "set_handling_unit",
    "set_move_task",
    "set_overlap",
    "set_share",
    "set_threshold",
    "ship",
    "switch_negative_outbound",
    "take",
    "take_daily_snapshot",
    "untake",
    "verify_binding",
]
