"""What a picker does not find at a place: the take before it, the loss and the new places are entered in one Books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.ledger import Books
from inventory.locks import BalanceKey, key_of, lock_balances_with_holders, lock_sku_stocks, make_balances
from inventory.models import Location, Lot, Sku, StockBalance
from inventory.operations.adjust import Shelf, leave, move_of
from inventory.operations.shelf_wins import Returned
from inventory.selectors.places import places_and_loss
from inventory.states import Condition, Reason
from wms.core.cause import Cause


@dataclass(frozen=True)
class ShortShelf(Shelf):
    """A place that gives less than its books say, locked with all that settling it touches.

    What is entered goes into `books`; whoever locked the shelf writes them, once. `elsewhere`: the balances of the same
    goods at places that they may be fetched from, read before the lock, with place and lot.
    """

    books: Books
    elsewhere: Sequence[StockBalance]
    loss: Location


def lock_short_shelf(
    *,
    cause: Cause,
    location: Location,
    sku: Sku,
    lot: Lot | None,
    into: Location | None,
    is_damaged: bool,
    is_held: bool,
) -> ShortShelf:
    """Lock SkuStock, the allocations at the place, then all balances: its own, the tote's that a part goes `into`, that
    of what `is_damaged`, and unless it `is_held` every one that the units may be fetched from instead.
    """
    warehouse_id = location.warehouse_id
    good = BalanceKey(location.pk, sku.pk, lot.pk if lot else None)
    places, loss = places_and_loss(warehouse_id, sku.pk)
    elsewhere = [] if is_held else places
    also = {key_of(place) for place in elsewhere}
    if into is not None:
        also.add(good._replace(location_id=into.pk))
    stocks = lock_sku_stocks(warehouse_id, {sku.pk})
    if is_damaged:
        also.add(_damaged(good))
        make_balances({_damaged(good)})
    balances, holders = lock_balances_with_holders([good], also=also)
    books = Books(cause=cause, warehouse_id=warehouse_id, stocks=stocks, balances=balances)
    return ShortShelf(location, stocks, balances, holders, books, elsewhere, loss)


def write_off(
    *, shelf: ShortShelf, sku: Sku, lot: Lot | None, units: int | None, is_damaged: bool, reason: str
) -> tuple[Returned, ...]:
    """Good units that the books have at the place are lost, or damaged there: enter it in the shelf's books.

    At most `units` (None: all of them), and nothing where the books have none. Refuses with ReasonRequired.
    """
    good = BalanceKey(shelf.location.pk, sku.pk, lot.pk if lot else None)
    there = shelf.balances[good].on_hand
    quantity = there if units is None else min(units, there)
    if quantity == 0:
        return ()
    move = move_of(
        shelf.location,
        sku,
        lot,
        quantity,
        Condition.GOOD,
        shelf.location if is_damaged else shelf.loss,
        Condition.DAMAGED if is_damaged else Condition.GOOD,
        Reason.DAMAGE if is_damaged else Reason.LOSS,
        reason,
    )
    return leave(shelf.books, shelf, move, sku)


def _damaged(key: BalanceKey) -> BalanceKey:
    return key._replace(condition=Condition.DAMAGED)
