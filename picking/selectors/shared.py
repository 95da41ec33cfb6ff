"""What a bulk tote holds: the single-unit orders that wait in it, the next one first, and what is left over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from inventory.selectors.places import stock_in_units
from inventory.states import Condition
from picking.models import OrderItem, PickSlot
from picking.states import OrderState

if TYPE_CHECKING:
    from inventory.models import Sku, StockBalance


@dataclass(frozen=True)
class WaitingUnit:
    """One unit that an order waits for in the tote."""

    order_id: int
    number: str
    sku: Sku
    is_choice: bool
    due_at: datetime
    placed_at: datetime

    @property
    def rank(self) -> tuple[bool, datetime, datetime, int]:
        """Choice and X-day first [M2], then due, then as they were placed."""
        return not self.is_choice, self.due_at, self.placed_at, self.order_id


def is_shared_tote(tote_id: int) -> bool:
    """Whether single-unit orders count on this tote together: a bench tells them apart."""
    slots = PickSlot.objects.filter(handling_unit=tote_id, is_shared=True, released_at=None)
    return slots.filter(pick_list__is_wall=False).exists()


def waiting_in_tote(tote_id: int) -> list[WaitingUnit]:
    """Units that picked orders wait for in a shared tote, the most pressing first. One query."""
    return in_turn(items_waiting([tote_id]))


def items_waiting(totes: Collection[int] | QuerySet[Any, Any]) -> QuerySet[OrderItem]:
    """The items of picked orders that wait in shared totes."""
    return OrderItem.objects.filter(
        order__slots__handling_unit__in=totes,
        order__slots__is_shared=True,
        order__slots__released_at=None,
        order__state=OrderState.PICKED,
        order__cancel_requested_at=None,
    ).select_related("order", "sku")


def in_turn(items: Iterable[OrderItem]) -> list[WaitingUnit]:
    """The units of items_waiting(), the most pressing first."""
    units = (
        WaitingUnit(
            row.order_id, row.order.number, row.sku, row.order.has_promise, row.order.due_at, row.order.placed_at
        )
        for row in items
    )
    return sorted(units, key=lambda unit: unit.rank)


def left_over_in(tote_id: int) -> dict[int, int]:
    """Units of cancelled orders that still lie in a tote, by SKU."""
    return {row.sku_id: row.on_hand for row in left_over([tote_id])}


def left_over(totes: Collection[int] | QuerySet[Any, Any]) -> QuerySet[StockBalance]:
    """What still lies in totes of cancelled orders' units."""
    return stock_in_units(totes, Condition.PUT_BACK)
