"""Loose goods go from one place to another."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.ledger import Books, Move
from inventory.locks import lock_balances
from inventory.models import Location, Lot, Sku
from inventory.operations.checks import check_free, check_lot, check_quantity, check_shelf, check_two_places
from inventory.states import Condition, LocationKind, Reason
from wms.core.cause import Cause


@dataclass(frozen=True)
class Moved:
    movement_id: int
    quantity: int
    left_at_source: int


def move_stock(
    *,
    cause: Cause,
    sku: Sku,
    lot: Lot | None,
    quantity: int,
    source: Location,
    target: Location,
    condition: str = Condition.GOOD,
) -> Moved:
    """Move free units of one condition between two physical places of one warehouse.

    Refuses with NotEnoughStock (units that allocations hold stay), SamePlace, and for a storage target with what
    put_away refuses of the place. Locks the place, both balances.
    """
    check_two_places(source, target)
    if target.kind == LocationKind.STORAGE:
        check_shelf(sku=sku, lot=lot, target=target, quantity=quantity)
    return carry_free_units(
        cause=cause,
        sku=sku,
        lot=lot,
        quantity=quantity,
        source=source,
        target=target,
        reason=Reason.MOVE,
        condition=condition,
    )


def carry_free_units(
    *,
    cause: Cause,
    sku: Sku,
    lot: Lot | None,
    quantity: int,
    source: Location,
    target: Location,
    reason: str,
    condition: str = Condition.GOOD,
) -> Moved:
    """The movement that putaway and move share; the caller has judged the places."""
    check_quantity(quantity)
    check_lot(sku, lot)
    move = Move(
        sku_id=sku.pk,
        lot_id=lot.pk if lot else None,
        quantity=quantity,
        source=source,
        target=target,
        source_condition=condition,
        target_condition=condition,
        reason=reason,
    )
    balances = lock_balances(move.keys, is_new=True)
    origin = balances[move.source_key]
    check_free(origin, sku=sku, location=source, wanted=quantity)
    books = Books(cause=cause, warehouse_id=source.warehouse_id, balances=balances)
    books.move(move)
    movement = books.write()[0]
    return Moved(movement.pk, quantity, origin.on_hand)
