"""Who walks where for what."""

from picking.models.lists import PickEvent, PickList, PickSlot, PickTask, PutBack
from picking.models.orders import Order, OrderHistory, OrderItem, OrderLine
from picking.models.recipients import ManualRecipient
from picking.models.routing import RoutingDecision, RoutingRule, RoutingWarehouse
from picking.models.trolleys import TrolleyCart, TrolleyType
from picking.models.walls import PutWall, WallSlot, WallSort
from picking.models.waves import LeftOut, Wave, WaveRule
from picking.models.zones import PickZone

__all__ = [
    "LeftOut",
    "ManualRecipient",
    "Order",
    "OrderHistory",
    "OrderItem",
    "OrderLine",
    "PickEvent",
    "PickList",
    "PickSlot",
    "PickTask",
    "PickZone",
    "PutBack",
    "PutWall",
    "RoutingDecision",
    "RoutingRule",
    "RoutingWarehouse",
    "TrolleyCart",
    "TrolleyType",
    "WallSlot",
    "WallSort",
    "Wave",
    "WaveRule",
]
