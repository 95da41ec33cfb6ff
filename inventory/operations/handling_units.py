"""Totes change hands: taken into use by a walk, set apart with cancelled goods, free again when they are empty."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from inventory.floor_errors import ToteInUse
from inventory.locks import BalanceKey, lock_handling_units, make_balances, of_demands
from inventory.master_errors import LocationCodeTaken
from inventory.models import Allocation, HandlingUnit, Location, StockBalance
from inventory.states import (
    HANDLING_UNIT_MOVES,
    AllocationState,
    Condition,
    DemandKey,
    HandlingUnitKind,
    HandlingUnitState,
    LocationKind,
)
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.states import IllegalMove, move_to
from wms.scan.codes import make

FOR_GOODS = (HandlingUnitKind.TOTE, HandlingUnitKind.PALLET, HandlingUnitKind.LPN)


def open_carton(*, cause: Cause, warehouse: Warehouse, code: str, demands: Collection[DemandKey] = ()) -> HandlingUnit:
    """A parcel's carton, in use from the start: its only name is the parcel's number, its label the waybill.

    Balances of what is taken for the `demands` are made in it, for whoever carries these goods there later.
    """
    location = Location.objects.create(warehouse=warehouse, code=code, kind=LocationKind.HANDLING_UNIT)
    taken = Allocation.objects.filter(of_demands(demands), state=AllocationState.TAKEN)
    goods = taken.values_list("sku_id", "balance__lot_id")
    make_balances(BalanceKey(location.pk, sku_id, lot_id) for sku_id, lot_id in goods)
    return HandlingUnit.objects.create(
        warehouse=warehouse,
        code=code,
        barcode=code,
        kind=HandlingUnitKind.CARTON,
        location=location,
        state=HandlingUnitState.IN_USE,
    )


def make_wall_slots(
    *, warehouse: Warehouse, wall: int, names: Mapping[int, str], marks: Mapping[int, int]
) -> dict[int, HandlingUnit]:
    """The slots of put wall number `wall` (1 to 9999) by their own numbers (1 to 99), free. `names`: what people read;
    `marks`: the colour and shape on their labels, 1 to 8.

    Their barcodes are those of totes 9wwwwnn, so that every screen that takes a tote takes a slot's label. Refuses with
    LocationCodeTaken when the warehouse has something of that name.
    """
    taken = Location.objects.filter(warehouse=warehouse, code__in=names.values()).order_by("code").first()
    if taken is not None:
        raise LocationCodeTaken(location=taken.code)
    places = Location.objects.bulk_create(
        Location(warehouse=warehouse, code=name, kind=LocationKind.HANDLING_UNIT, allows_mixed_lots=True)
        for name in names.values()
    )
    rows = HandlingUnit.objects.bulk_create(
        HandlingUnit(
            warehouse=warehouse,
            code=name,
            kind=HandlingUnitKind.WALL,
            barcode=make("handling_unit", f"9{wall:04}{number:02}"),
            location=place,
            slot=marks[number],
        )
        for (number, name), place in zip(names.items(), places, strict=True)
    )
    return dict(zip(names, rows, strict=True))


def is_free(unit: HandlingUnit) -> bool:
    """Whether a locked handling unit may be taken into use: nobody has it, and nothing lies in it."""
    holds = StockBalance.objects.filter(location=unit.location_id, on_hand__gt=0).exists()
    return unit.state == HandlingUnitState.FREE and not holds


def occupy_if_free(*, cause: Cause, handling_unit_id: int, unless: Exists) -> bool:
    """Take a handling unit into use in one statement that also locks it; False, and nothing changed, when somebody
    has it, something lies in it, or `unless` is true of it.
    """
    holds = StockBalance.objects.filter(location=OuterRef("location"), on_hand__gt=0)
    rows = HandlingUnit.objects.filter(~Exists(holds), ~unless, pk=handling_unit_id, state=HandlingUnitState.FREE)
    return bool(rows.update(state=HandlingUnitState.IN_USE))


def take_for_goods(unit: HandlingUnit) -> None:
    """Take a tote, pallet or LPN into use for goods that nobody holds, in one statement that also locks it: it must
    stand alone and hold only free, good goods. One that is in use already stays so.

    Refuses with ToteInUse; so are a parcel's carton and a put wall's slot, which only an order's goods get into.
    """
    foreign = StockBalance.objects.filter(
        ~Q(condition=Condition.GOOD) | Q(allocated__gt=0), location=OuterRef("location"), on_hand__gt=0
    )
    usable = {"kind__in": FOR_GOODS, "state__in": (HandlingUnitState.FREE, HandlingUnitState.IN_USE)}
    rows = HandlingUnit.objects.filter(~Exists(foreign), pk=unit.pk, parent=None, **usable)
    if not rows.update(state=HandlingUnitState.IN_USE):
        raise ToteInUse(tote=unit.code)


def occupy_handling_unit(*, cause: Cause, handling_unit_id: int) -> HandlingUnit:
    """Take a free handling unit into use; the caller has locked it and asked is_free. Locks the handling unit."""
    unit = lock_handling_units([handling_unit_id])[handling_unit_id]
    _move(unit, HandlingUnitState.IN_USE)
    return unit


def set_apart_handling_unit(*, cause: Cause, handling_unit_id: int) -> None:
    """Mark a handling unit whose goods wait for their put-back [M4]: one statement, which locks it."""
    live = HandlingUnit.objects.filter(pk=handling_unit_id).exclude(state=HandlingUnitState.RETIRED)
    live.update(state=HandlingUnitState.PUT_BACK)


def free_handling_unit(*, cause: Cause, handling_unit_id: int) -> bool:
    """Free a handling unit that holds nothing; one that still holds goods stays as it is. Locks the handling unit."""
    unit = lock_handling_units([handling_unit_id])[handling_unit_id]
    if StockBalance.objects.filter(location=unit.location_id, on_hand__gt=0).exists():
        return False
    if unit.state in {HandlingUnitState.IN_USE, HandlingUnitState.PUT_BACK}:
        _move(unit, HandlingUnitState.FREE)
    return True


def free_if_empty(*, cause: Cause, handling_unit_ids: Collection[int], unless: Exists | None = None) -> int:
    """Free those of the handling units, which the caller has locked, that hold nothing: one statement. Returns how
    many. `unless`: not those of which it is true.
    """
    holds = StockBalance.objects.filter(location=OuterRef("location"), on_hand__gt=0)
    busy = (HandlingUnitState.IN_USE, HandlingUnitState.PUT_BACK)
    rows = HandlingUnit.objects.filter(~Exists(holds), pk__in=handling_unit_ids, state__in=busy)
    return (rows if unless is None else rows.filter(~unless)).update(state=HandlingUnitState.FREE)


def free_before_emptied(
    *, cause: Cause, handling_unit_id: int, demands: Collection[DemandKey], unless: Exists | None = None
) -> bool:
    """Free a handling unit whose goods, taken for the `demands`, the caller carries away next: one statement, which
    locks it. False, and nothing changed, when something else lies in it too, or `unless` is true of it. The caller
    holds the demands' orders.
    """
    taken = Allocation.objects.filter(of_demands(demands), balance=OuterRef("pk"), state=AllocationState.TAKEN)
    units = taken.order_by().values("balance").annotate(units=Sum("quantity")).values("units")
    stays = StockBalance.objects.filter(location=OuterRef("location"), on_hand__gt=Coalesce(Subquery(units), 0))
    busy = (HandlingUnitState.IN_USE, HandlingUnitState.PUT_BACK)
    rows = HandlingUnit.objects.filter(~Exists(stays), pk=handling_unit_id, state__in=busy)
    return bool((rows if unless is None else rows.filter(~unless)).update(state=HandlingUnitState.FREE))


def retire_handling_unit(*, cause: Cause, handling_unit_id: int) -> None:
    """A carton never comes back into use: one statement, which locks it."""
    if not _retire([handling_unit_id]):
        raise IllegalMove(f"handling unit {handling_unit_id} -> {HandlingUnitState.RETIRED}")


def retire_handling_units(*, cause: Cause, handling_unit_ids: Collection[int]) -> int:
    """Cartons that have left the house never come back into use; how many. Locks them."""
    return _retire(lock_handling_units(handling_unit_ids))


def _retire(ids: Collection[int]) -> int:
    live = [state for state, moves in HANDLING_UNIT_MOVES.items() if HandlingUnitState.RETIRED in moves]
    return HandlingUnit.objects.filter(pk__in=ids, state__in=live).update(state=HandlingUnitState.RETIRED)


def _move(unit: HandlingUnit, state: str) -> None:
    move_to(unit, state, HANDLING_UNIT_MOVES)
    unit.save(update_fields=["state"])
