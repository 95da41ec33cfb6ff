"""What a bench asks about an order before it begins a parcel: one statement, since every parcel begins with it."""

from __future__ import annotations

from dataclasses import dataclass

from packing.models import Parcel, Waybill
from packing.selectors.parcels import newest_alive
from packing.states import ParcelState
from picking.selectors.orders import totes_to_open, unit_sums
from wms.core.prepared import Prepared, Together


@dataclass(frozen=True)
class ToOpen:
    """`begun` parcels of the order so far, of which `live_id` is not cancelled; its totes; its `units` by SKU id.
    `unsorted` is the code of a batch tote in which goods of it still wait for a wall; empty when there is none.
    `waybill` is the live one.
    """

    begun: int
    live_id: int | None
    tote_ids: tuple[int, ...]
    units: dict[int, int]
    unsorted: str
    waybill: Waybill | None


_parcels: Prepared[tuple[int, str]] = Prepared(
    lambda order: Parcel.objects.filter(order=order).values_list("pk", "state"), order=int
)
_totes: Prepared[tuple[int, int, str, bool]] = Prepared(totes_to_open, order=int)
_units: Prepared[tuple[int, int]] = Prepared(unit_sums, order=int)
_waybills: Prepared[Waybill] = Prepared(
    lambda order: newest_alive(
        Waybill.objects.filter(parcel__order=order).exclude(parcel__state=ParcelState.CANCELLED)
    ),
    order=int,
)
_facts = Together(_parcels, _totes, _units, _waybills)


def facts_to_open(order_id: int) -> ToOpen:
    """The caller holds the order, without which nobody changes its parcels and waybills."""
    parcels, totes, units, waybills = _facts(order=order_id)
    live = [pk for pk, state in parcels if state != ParcelState.CANCELLED]
    held = sorted(totes)
    unsorted = next((code for _, _, code, waits_for_wall in held if waits_for_wall), "")
    tote_ids = tuple(tote_id for _, tote_id, *_ in held)
    waybill = waybills[0] if waybills else None
    return ToOpen(len(parcels), min(live, default=None), tote_ids, dict(sorted(units)), unsorted, waybill)
