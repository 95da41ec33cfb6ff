"""What waits in totes for its way back to a shelf, and where that shelf might be."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.selectors.places import stock_at, where_is
from picking.locks import put_backs_of
from picking.models import PutBack
from picking.states import PutBackState
from wms.core.prepared import Prepared


@dataclass(frozen=True)
class WaitingUnits:
    sku_id: int
    sku_code: str
    lot_id: int | None
    lot_code: str
    units: int


_put_backs: Prepared[PutBack] = Prepared(put_backs_of, person=int, warehouse=int)


def put_back_of(person_id: int, warehouse_id: int) -> PutBack | None:
    """The put-back that a person is doing, on whichever device."""
    found = _put_backs(person=person_id, warehouse=warehouse_id)
    return found[0] if found else None


def open_put_backs(warehouse_id: int) -> int:
    return PutBack.objects.filter(warehouse=warehouse_id).exclude(state=PutBackState.DONE).count()


def put_backs_waiting(warehouse_id: int) -> tuple[int, list[str]]:
    """How many are open, and the codes of the totes that nobody has in hand. One query."""
    rows = PutBack.objects.filter(warehouse=warehouse_id).exclude(state=PutBackState.DONE).order_by("pk")
    found = list(rows.values_list("state", "handling_unit__code"))
    return len(found), [code for state, code in found if state == PutBackState.OPEN]


def waiting_in(work: PutBack) -> list[WaitingUnits]:
    """Units in the tote that were set apart, by SKU and lot."""
    return [
        WaitingUnits(row.sku_id, row.sku.code, row.lot_id, row.lot.code if row.lot else "", row.on_hand)
        for row in stock_at(work.handling_unit.location)
        if row.condition == "put_back"
    ]


def shelf_for(work: PutBack) -> str:
    """The code of a place that holds good units of the SKU (and lot) in hand; empty when there is none."""
    if work.sku is None:
        return ""
    for row in where_is(work.sku, work.warehouse):
        is_shelf = row.location.kind == "storage" and not row.location.is_blocked
        if is_shelf and row.condition == "good" and row.lot_id == work.lot_id:
            return row.location.code
    return ""
