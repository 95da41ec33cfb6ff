"""What closing a parcel asks about it: one statement with its label, since every parcel is closed by its scan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from inventory.states import DemandKey
from packing.models import Parcel, Waybill
from packing.selectors.parcels import live_waybills, unproven_jobs
from packing.states import WaybillState
from picking.selectors.orders import DEMAND_TYPE, goods_of, totes_to_leave
from wms.core.prepared import Prepared, Together
from wms.scan.barcode import Candidate, ScanText

_PARTS: tuple[Prepared[Any], ...] = (
    Prepared(live_waybills, parcel=int),
    Prepared(goods_of, order=int),
    Prepared(totes_to_leave, order=int),
    Prepared(unproven_jobs, parcel=int),
)
_facts = Together(*_PARTS)


@dataclass(frozen=True)
class ToClose:
    """The live `waybill`; what the order's goods were taken for; its totes as totes_to_leave();
    whether nobody knew yet that the label was printed, so that its scan `is_proof`.
    """

    waybill: Waybill | None
    demands: tuple[DemandKey, ...]
    totes: tuple[tuple[int, bool, bool], ...]
    is_proof: bool


def facts_to_close(parcel: Parcel) -> ToClose:
    """The caller holds order and parcel."""
    waybills, goods, totes, unproven = _facts(parcel=parcel.pk, order=parcel.order_id)
    return ToClose(
        waybill=waybills[0] if waybills else None,
        demands=tuple((DEMAND_TYPE, str(item_id)) for item_id, _ in sorted(goods)),
        totes=tuple(sorted(totes)),
        is_proof=bool(unproven),
    )


def label_in_hand(text: ScanText, parcel: Parcel) -> Candidate | None:
    """The parcel's own label when it is that which was scanned, whoever else has one of this number; else None.

    `facts["known"]` is a ToClose. The caller holds order and parcel.
    """
    known = facts_to_close(parcel)
    waybill = known.waybill
    if waybill is None or waybill.state == WaybillState.REQUESTED or text.upper != waybill.number:
        return None
    return Candidate("waybill", waybill.pk, waybill.number, facts={"row": waybill, "known": known})
