"""What the order's page and its work item show of a short order: what is there, and whether it may be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from picking.models import Order
from picking.operations.ship_part import may_end
from picking.selectors.parts import goods_there, is_short
from wms.core.models import Warehouse
from wms.core.rights import roles_at
from wms.core.states import Role


def may_lead(request: HttpRequest, warehouse: Warehouse) -> bool:
    return bool(roles_at(request.user, warehouse) & {Role.MANAGER, Role.ADMINISTRATOR})  # type: ignore[arg-type]


def part_panel(order: Order, parts: Sequence[Order], *, leads: bool) -> dict[str, Any]:
    """For templates/desk/_order_part.html; at most three queries, for a short order only."""
    goods = goods_there(order) if is_short(order) else []
    units, lacking = sum(row.units for row in goods), sum(row.lacks for row in goods)
    return {
        "order": order,
        "short_goods": goods if lacking else [],
        "short_units": units,
        "short_wanted": units + lacking,
        "may_ship_part": leads and bool(units) and bool(lacking),
        "may_end_rest": leads and len(parts) > 1 and may_end(order, parts),
    }
