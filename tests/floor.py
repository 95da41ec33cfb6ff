"""Verbs of the floor for tests: stock this, find that. Each goes through the real operations."""

from __future__ import annotations

from inventory.models import Location, Lot, Sku, StockBalance
from inventory.operations import adjust_stock
from inventory.states import Condition
from tests.factories.core import PersonFactory
from wms.core.cause import Cause
from wms.core.transactions import unit_of_work

CAUSE = Cause(source="command", reference="tests")


def stock(location: Location, sku: Sku, units: int, lot: Lot | None = None) -> None:
    """Let `units` more good units lie at a place."""
    there = on_hand(location, sku, lot)
    with unit_of_work():
        adjust_stock(
            cause=CAUSE,
            location=location,
            sku=sku,
            lot=lot,
            to_on_hand=there + units,
            reason="opening stock",
            approver=PersonFactory(),
        )


def on_hand(location: Location, sku: Sku, lot: Lot | None = None, condition: str = Condition.GOOD) -> int:
    balance = StockBalance.objects.filter(location=location, sku=sku, lot=lot, condition=condition).first()
    return balance.on_hand if balance else 0
