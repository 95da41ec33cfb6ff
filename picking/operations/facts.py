"""An order as a channel or a person tells it, before it is ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from picking.errors import OrderInvalid

# Holds of the channel for what cannot be an order as it was told: nothing is promised for it.
NO_LINES, BAD_QUANTITY = "channel.no_lines", "channel.quantity"
NOT_AN_ORDER = (NO_LINES, BAD_QUANTITY)


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """One line. `skip_reason` is set when somebody else ships it (the platform's own warehouse): it stays unserved."""

    platform_line: str
    product_id: str
    seller_sku: str
    quantity: int
    amount: Decimal = Decimal(0)
    skip_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """One order. Times are aware; buyer columns are masked by the caller; `warehouse_id` None means the shop's own."""

    number: str
    placed_at: datetime
    due_at: datetime
    modified_at: datetime
    lines: tuple[LineFacts, ...]
    channel_state: str = ""
    warehouse_id: int | None = None
    is_manual: bool = False
    is_choice: bool = False
    promise_days: int | None = None
    has_subsidy: bool = False
    carrier: str = ""
    country: str = ""
    buyer_name: str = ""
    buyer_city: str = ""
    amount: Decimal = Decimal(0)
    currency: str = "USD"
    note: str = ""
    is_cancelled: bool = False
    cancel_reason: str = ""
    hold_code: str = ""  # the channel's own reason to wait (risk check, unpaid); empty lets it through
    hold_facts: dict[str, str] = field(default_factory=dict)

    def check(self) -> None:
        """Refuse with order.invalid what cannot be an order."""
        if not self.number.strip() or len(self.number) > 40:
            raise OrderInvalid(order=self.number[:40], problem="number")
        if not self.lines and self.hold_code not in NOT_AN_ORDER:
            raise OrderInvalid(order=self.number, problem="no_lines")
        if any(line.quantity < 1 for line in self.lines):
            raise OrderInvalid(order=self.number, problem="quantity")
        if len({line.platform_line for line in self.lines}) != len(self.lines):
            raise OrderInvalid(order=self.number, problem="line_twice")
        if any(moment.tzinfo is None for moment in (self.placed_at, self.due_at, self.modified_at)):
            raise OrderInvalid(order=self.number, problem="time_zone")

    @property
    def columns(self) -> dict[str, object]:
        """What a newer message may change on an order that we know."""
        return {
            "channel_state": self.channel_state,
            "is_choice": self.is_choice,
            "promise_days": self.promise_days,
            "has_subsidy": self.has_subsidy,
            "carrier": self.carrier,
            "country": self.country,
            "buyer_name": self.buyer_name,
            "buyer_city": self.buyer_city,
            "amount": self.amount,
            "currency": self.currency,
            "due_at": self.due_at,
            "platform_modified_at": self.modified_at,
        }
