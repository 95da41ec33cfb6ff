"""Stock that was there before the system: entered once at empty places, taken back by counter-bookings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from inventory.errors import StockAlreadyThere
from inventory.ledger import Books, Move
from inventory.locks import BalanceKey, lock_balances, lock_sku_stocks
from inventory.models import Location, Lot, Sku, SkuStock, StockBalance, StockMovement
from inventory.selectors.places import outer_location
from inventory.states import LocationKind, Reason
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.intake.errors import BuiltOn

UNITS_GONE = ("件已移动、占用或冲销", "units moved, promised or reversed already")


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Good units of one SKU that lie at one place when the books begin."""

    sku: Sku
    location: Location
    quantity: int
    lot_code: str = ""
    expires_on: date | None = None


def enter_opening_stock(*, cause: Cause, warehouse: Warehouse, openings: Sequence[Opening]) -> list[int]:
    """Book each opening from the adjustment end to its place; returns the movements' ids.

    Refuses with StockAlreadyThere where the books have units already: that is a count, not a beginning. Locks SkuStock,
    the balances. The stock version of each SKU rises once.
    """
    lots = _lots(openings, timezone.now().astimezone(warehouse.zone).date())
    outer = outer_location(warehouse.pk, LocationKind.ADJUSTMENT)
    moves = [
        Move(
            sku_id=opening.sku.pk,
            lot_id=lots.get((opening.sku.pk, opening.lot_code)),
            quantity=opening.quantity,
            source=outer,
            target=opening.location,
            reason=Reason.ADJUST,
            note=cause.reference,
        )
        for opening in openings
    ]
    stocks = lock_sku_stocks(warehouse.pk, {opening.sku.pk for opening in openings})
    balances = lock_balances(move.target_key for move in moves)
    for opening, move in zip(openings, moves, strict=True):
        there = balances[move.target_key].on_hand
        if there:
            raise StockAlreadyThere(sku=opening.sku.code, location=opening.location.code, on_hand=there)
    books = Books(cause=cause, warehouse_id=warehouse.pk, stocks=stocks, balances=balances)
    for move in moves:
        books.move(move)
    return [movement.pk for movement in books.write()]


def _lots(openings: Sequence[Opening], today: date) -> dict[tuple[int, str], int]:
    """The lots of these openings, made where they are new: {(SKU, code): id}."""
    wanted = {(o.sku.pk, o.lot_code): o.expires_on for o in openings if o.lot_code}
    if not wanted:
        return {}
    skus = {sku for sku, _ in wanted}
    known = {(lot.sku_id, lot.code): lot.pk for lot in Lot.objects.filter(sku__in=skus)}
    fresh = [
        Lot(sku_id=sku, code=code, expires_on=expires_on, received_on=today)
        for (sku, code), expires_on in sorted(wanted.items())
        if (sku, code) not in known
    ]
    known |= {(lot.sku_id, lot.code): lot.pk for lot in Lot.objects.bulk_create(fresh, batch_size=500)}
    return known


def check_openings_free(*, warehouse: Warehouse, movement_ids: Collection[int]) -> None:
    """Refuses with BuiltOn when units of these openings were moved, promised or reversed since."""
    movements = _movements(movement_ids)
    keys = {_key(movement) for movement in movements}
    found = StockBalance.objects.filter(location__in={key.location_id for key in keys})
    balances = {BalanceKey(b.location_id, b.sku_id, b.lot_id, b.condition): b for b in found}
    stocks = {s.sku_id: s for s in SkuStock.objects.filter(warehouse=warehouse, sku__in={m.sku_id for m in movements})}
    _demand_free(movements, balances, stocks)


def reverse_openings(*, cause: Cause, warehouse: Warehouse, movement_ids: Collection[int]) -> None:
    """A counter-booking for each opening: rows of the ledger stay for ever.

    Refuses with BuiltOn. Locks SkuStock, the balances.
    """
    movements = _movements(movement_ids)
    stocks = lock_sku_stocks(warehouse.pk, {movement.sku_id for movement in movements})
    balances = lock_balances(_key(movement) for movement in movements)
    _demand_free(movements, balances, stocks)
    books = Books(cause=cause, warehouse_id=warehouse.pk, stocks=stocks, balances=balances)
    for movement in movements:
        books.move(
            Move(
                sku_id=movement.sku_id,
                lot_id=movement.lot_id,
                quantity=movement.quantity,
                source=movement.target_location,
                target=movement.source_location,
                source_condition=movement.target_condition,
                target_condition=movement.source_condition,
                reason=Reason.REVERSAL,
                note=cause.reference,
                reverses_id=movement.pk,
            )
        )
    books.write()


def _movements(ids: Collection[int]) -> list[StockMovement]:
    rows = StockMovement.objects.filter(pk__in=ids).order_by("pk")
    return list(rows.select_related("sku", "source_location", "target_location", "reversed_by"))


def _key(movement: StockMovement) -> BalanceKey:
    return BalanceKey(movement.target_location_id, movement.sku_id, movement.lot_id, movement.target_condition)


def _demand_free(
    movements: Sequence[StockMovement], balances: Mapping[BalanceKey, StockBalance], stocks: Mapping[int, SkuStock]
) -> None:
    promisable = {sku_id: stock.promisable for sku_id, stock in stocks.items()}
    for movement in movements:
        free = balances[_key(movement)].free if _key(movement) in balances else 0
        promisable[movement.sku_id] -= movement.quantity
        missing = max(movement.quantity - free, -promisable[movement.sku_id])
        if hasattr(movement, "reversed_by"):
            missing = movement.quantity
        if missing > 0:
            label = f"{movement.sku.code} @ {movement.target_location.code}"
            raise BuiltOn(label=label, users=list(UNITS_GONE), count=missing)
