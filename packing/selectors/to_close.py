"""What closing a parcel asks about it: one statement with its label, since every parcel is closed by its scan."""

from __future__ import annotations

from packing.models import Parcel
from packing.selectors.parcels import live_waybills
from packing.states import WaybillState
from picking.selectors.orders import DEMAND_TYPE, goods_of
from wms.core.prepared import Prepared, Together
from wms.scan.barcode import Candidate, ScanText

_label_and_goods = Together(Prepared(live_waybills, parcel=int), Prepared(goods_of, order=int))


def label_in_hand(text: ScanText, parcel: Parcel) -> Candidate | None:
    """The parcel's own label when it is that which was scanned, whoever else has one of this number; else None.

    `facts["demands"]`: what its goods were taken for. The caller holds order and parcel.
    """
    waybills, goods = _label_and_goods(parcel=parcel.pk, order=parcel.order_id)
    if not waybills or waybills[0].state == WaybillState.REQUESTED or text.upper != waybills[0].number:
        return None
    demands = [(DEMAND_TYPE, str(item_id)) for item_id, _ in sorted(goods)]
    return Candidate("waybill", waybills[0].pk, waybills[0].number, facts={"row": waybills[0], "demands": demands})
