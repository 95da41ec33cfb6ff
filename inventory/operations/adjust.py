"""What is found or missing on the shelf is written down: adjustments, losses, changes of condition."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from inventory.errors import (
    ApproverIsSame,
    LocationNotPhysical,
    NotEnoughStock,
    QuantityNotPositive,
    ReasonRequired,
    SecondPersonNeeded,
)
from inventory.ledger import Books, Move
from inventory.locks import BalanceKey, lock_balances_with_holders, lock_sku_stocks, make_balances
from inventory.models import Allocation, Location, Lot, Sku, SkuStock, StockBalance
from inventory.operations.checks import check_lot, check_physical, check_quantity
from inventory.operations.shelf_wins import Returned, return_allocations
from inventory.selectors.places import outer_location
from inventory.states import Condition, LocationKind, Reason
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import AuditEntry, Person

CONDITION_REASONS = {
    Condition.BLOCKED: Reason.BLOCK,
    Condition.EXPIRED: Reason.EXPIRE,
    Condition.DAMAGED: Reason.DAMAGE,
}


@dataclass(frozen=True)
class Adjusted:
    """`difference` is what the books were off by; `returned` lost their places to it."""

    movement_id: int | None
    difference: int
    on_hand: int
    returned: tuple[Returned, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """Everything locked that a correction of one place can touch."""

    location: Location
    stocks: dict[int, SkuStock]
    balances: dict[BalanceKey, StockBalance]
    holders: dict[int, list[Allocation]]

    def holder(self, allocation_id: int) -> Allocation | None:
        """One of the locked allocations."""
        held = (row for rows in self.holders.values() for row in rows)
        return next((row for row in held if row.pk == allocation_id), None)


@dataclass(frozen=True)
class Settled:
    movements: dict[BalanceKey, int]
    returned: tuple[Returned, ...]


def lock_shelf(location: Location, keys: Collection[BalanceKey], *, new: Collection[BalanceKey] = ()) -> Shelf:
    """Lock SkuStock, then the allocations at these balances, then the balances. `new`: those likely missing."""
    stocks = lock_sku_stocks(location.warehouse_id, {key.sku_id for key in keys})
    make_balances(new)
    balances, holders = lock_balances_with_holders(keys)
    return Shelf(location, stocks, balances, holders)


def settle(
    *,
    cause: Cause,
    shelf: Shelf,
    to_on_hand: Mapping[BalanceKey, int],
    kind: str,
    note: str,
    outer: Location | None = None,
) -> Settled:
    """Make the books of a locked place say what is there. Held units that are gone return their allocations. `outer`:
    where differences come from and go to, where the caller knows it.
    """
    is_off = any(units != shelf.balances[key].on_hand for key, units in to_on_hand.items())
    if outer is None:
        outer = outer_location(shelf.location.warehouse_id, LocationKind.ADJUSTMENT) if is_off else shelf.location
    books = Books(cause=cause, warehouse_id=shelf.location.warehouse_id, stocks=shelf.stocks, balances=shelf.balances)
    returned: list[Returned] = []
    changed: list[BalanceKey] = []
    for key, units in sorted(to_on_hand.items(), key=lambda item: shelf.balances[item[0]].pk):
        balance = shelf.balances[key]
        difference = units - balance.on_hand
        if difference == 0:
            continue
        holders = shelf.holders.get(balance.pk, [])
        returned += return_allocations(books=books, key=key, holders=holders, to_on_hand=units)
        books.move(
            Move(
                sku_id=key.sku_id,
                lot_id=key.lot_id,
                quantity=abs(difference),
                source=outer if difference > 0 else shelf.location,
                target=shelf.location if difference > 0 else outer,
                source_condition=key.condition,
                target_condition=key.condition,
                reason=kind,
                note=note,
            )
        )
        changed.append(key)
    movements = books.write()
    by_key = {key: movement.pk for key, movement in zip(changed, movements, strict=True)}
    return Settled(by_key, tuple(returned))


def adjust_stock(
    *,
    cause: Cause,
    location: Location,
    sku: Sku,
    lot: Lot | None,
    condition: str = Condition.GOOD,
    to_on_hand: int,
    reason: str,
    approver: Person | None = None,
) -> Adjusted:
    """Set what lies at a place to what is really there. Held units that are gone return their allocations.

    Refuses with ReasonRequired, SecondPersonNeeded (a difference above the figure adjust_second_person_units without
    an approver), ApproverIsSame, QuantityNotPositive (below zero). Locks SkuStock, the allocations there, the balance.
    [M34]
    """
    check_physical(location)
    check_lot(sku, lot)
    if to_on_hand < 0:
        raise QuantityNotPositive(quantity=to_on_hand)
    if not reason:
        raise ReasonRequired(action="adjust")
    key = BalanceKey(location.pk, sku.pk, lot.pk if lot else None, condition)
    shelf = lock_shelf(location, [key])
    before = shelf.balances[key].on_hand
    difference = to_on_hand - before
    check_second_person(cause=cause, sku=sku, location=location, difference=difference, approver=approver)
    settled = settle(cause=cause, shelf=shelf, to_on_hand={key: to_on_hand}, kind=Reason.ADJUST, note=reason)
    if approver is not None:
        audit_approval(cause, location, approver, [[sku.code, difference]])
    return Adjusted(settled.movements.get(key), difference, to_on_hand, settled.returned)


def check_second_person(
    *, cause: Cause, sku: Sku, location: Location, difference: int, approver: Person | None
) -> None:
    """[M34] Refuses with SecondPersonNeeded, ApproverIsSame."""
    if approver is not None and cause.person is not None and approver.pk == cause.person.pk:
        raise ApproverIsSame(person=approver.name)
    limit = int(figure("adjust_second_person_units", warehouse=location.warehouse))
    if approver is None and abs(difference) > limit:
        raise SecondPersonNeeded(sku=sku.code, location=location.code, difference=difference, limit=limit)


@dataclass(frozen=True, kw_only=True)
class Loss:
    """Units of one SKU (and lot) that are gone from one place."""

    location: Location
    sku: Sku
    lot: Lot | None
    quantity: int
    condition: str = Condition.GOOD


def declare_loss(
    *,
    cause: Cause,
    location: Location,
    sku: Sku,
    lot: Lot | None,
    quantity: int,
    reason: str,
    condition: str = Condition.GOOD,
) -> Adjusted:
    """Units are gone (lost, broken, dropped from a tote). Always succeeds for what the books have there.

    Refuses with NotEnoughStock, ReasonRequired. Locks SkuStock, the allocations there, the balance.
    """
    outer = outer_location(location.warehouse_id, LocationKind.LOSS)
    move = move_of(location, sku, lot, quantity, condition, outer, condition, Reason.LOSS, reason)
    return _leave(cause, [move], [sku])[0]


def declare_losses(
    *, cause: Cause, losses: Sequence[Loss], reason: str, shelf: Shelf | None = None
) -> tuple[Returned, ...]:
    """declare_loss() for several goods of one warehouse at once, in as many statements as for one. `shelf`: what the
    caller has locked of them already.
    """
    if not losses:
        return ()
    outer = outer_location(losses[0].location.warehouse_id, LocationKind.LOSS)
    moves = [
        move_of(row.location, row.sku, row.lot, row.quantity, row.condition, outer, row.condition, Reason.LOSS, reason)
        for row in losses
    ]
    done = _leave(cause, moves, [row.sku for row in losses], shelf)
    return tuple(gone for each in done for gone in each.returned)


def change_condition(
    *,
    cause: Cause,
    location: Location,
    sku: Sku,
    lot: Lot | None,
    quantity: int,
    from_condition: str = Condition.GOOD,
    to_condition: str,
    reason: str,
) -> Adjusted:
    """Block, expire, damage, or make good again: a movement between conditions at one place.

    Refuses with NotEnoughStock, ReasonRequired. Locks SkuStock, the allocations there, both balances.
    """
    if to_condition == Condition.GOOD:
        kind = Reason.UNBLOCK if from_condition == Condition.BLOCKED else Reason.CONDITION
    else:
        kind = CONDITION_REASONS.get(Condition(to_condition), Reason.CONDITION)
    move = move_of(location, sku, lot, quantity, from_condition, location, to_condition, kind, reason)
    return _leave(cause, [move], [sku])[0]


def move_of(
    location: Location,
    sku: Sku,
    lot: Lot | None,
    quantity: int,
    condition: str,
    target: Location,
    target_condition: str,
    reason: str,
    note: str,
) -> Move:
    """Units that leave a place, or their condition there. Refuses with QuantityNotPositive, LocationNotPhysical,
    ReasonRequired.
    """
    check_quantity(quantity)
    if not location.is_physical:
        raise LocationNotPhysical(location=location.code)
    if not note:
        raise ReasonRequired(action=reason)
    return Move(
        sku_id=sku.pk,
        lot_id=lot.pk if lot else None,
        quantity=quantity,
        source=location,
        target=target,
        source_condition=condition,
        target_condition=target_condition,
        reason=reason,
        note=note,
    )


def _leave(cause: Cause, moves: Sequence[Move], skus: Sequence[Sku], shelf: Shelf | None = None) -> list[Adjusted]:
    """Enter the moves, whatever held the units that go; all of one warehouse, a SKU each. `shelf`: locked already."""
    if shelf is None:
        shelf = lock_shelf(moves[0].source, {key for move in moves for key in move.keys})
    warehouse_id = shelf.location.warehouse_id
    books = Books(cause=cause, warehouse_id=warehouse_id, stocks=shelf.stocks, balances=shelf.balances)
    returned = [leave(books, shelf, move, sku) for move, sku in zip(moves, skus, strict=True)]
    return [
        Adjusted(movement.pk, -move.quantity, shelf.balances[move.source_key].on_hand, gone)
        for movement, move, gone in zip(books.write(), moves, returned, strict=True)
    ]


def leave(books: Books, shelf: Shelf, move: Move, sku: Sku) -> tuple[Returned, ...]:
    """Enter one move out of a locked place; what held the units loses it. Refuses with NotEnoughStock."""
    balance = shelf.balances[move.source_key]
    if balance.on_hand < move.quantity:
        raise NotEnoughStock(sku=sku.code, location=move.source.code, wanted=move.quantity, free=balance.on_hand)
    left = balance.on_hand - move.quantity
    holders = [row for row in shelf.holders.get(balance.pk, []) if row.balance_id == balance.pk]
    returned = return_allocations(books=books, key=move.source_key, holders=holders, to_on_hand=left)
    books.move(move)
    return returned


def audit_approval(cause: Cause, location: Location, approver: Person, differences: list[list[object]]) -> None:
    """Keep who approved which differences at a place."""
    AuditEntry.objects.create(
        warehouse_id=location.warehouse_id,
        action="stock.approved",
        subject=location.code,
        after={"approver": approver.username, "differences": differences},
        **cause.columns,
    )
