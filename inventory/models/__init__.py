"""What is where."""

from inventory.models.allocations import Allocation
from inventory.models.bindings import BindingComponent, SkuBinding
from inventory.models.counts import CountLine, DailySnapshot, StockCount
from inventory.models.floors import FloorConnector, FloorPlan
from inventory.models.inbound import InboundLine, InboundReceipt, MoveTask
from inventory.models.items import Barcode, Lot, Sku
from inventory.models.ledger import SkuStock, StockBalance, StockMovement
from inventory.models.places import HandlingUnit, Location, Zone
from inventory.models.serials import SerialEvent, SerialNumber
from inventory.models.tallies import CountTally

__all__ = [
    "Allocation",
    "Barcode",
    "BindingComponent",
    "CountLine",
    "CountTally",
    "DailySnapshot",
    "FloorConnector",
    "FloorPlan",
    "HandlingUnit",
    "InboundLine",
    "InboundReceipt",
    "Location",
    "Lot",
    "MoveTask",
    "SerialEvent",
    "SerialNumber",
    "Sku",
    "SkuBinding",
    "SkuStock",
    "StockBalance",
    "StockCount",
    "StockMovement",
    "Zone",
]
