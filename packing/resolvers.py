"""What a scan at the bench can mean: the label on a parcel, the number of an order."""

from __future__ import annotations

from collections.abc import Iterator

from packing.models import Waybill
from packing.states import WaybillState
from picking.selectors.orders import order_by_number
from wms.scan.barcode import Candidate, ScanText
from wms.scan.screen import Actor

ORDER_DIGITS = range(6, 25)


def resolve_waybill(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """A waybill number of this warehouse, whatever became of it: a voided label is known, and refused by name."""
    rows = Waybill.objects.filter(number=text.upper, parcel__warehouse=actor.warehouse).exclude(number="")
    rows = rows.exclude(state=WaybillState.REQUESTED).select_related("parcel")
    for row in rows.only("number", "state", "outdated_at", "parcel__order")[:2]:
        facts = {"row": row, "parcel_id": row.parcel_id, "order_id": row.parcel.order_id}
        yield Candidate("waybill", row.pk, row.number, facts=facts)


def resolve_order(text: ScanText, actor: Actor) -> Iterator[Candidate]:
    """An order's number, scanned off a list or typed with or without its gaps."""
    number = text.upper.replace(" ", "")
    if len(number) not in ORDER_DIGITS:
        return
    order = order_by_number(number, actor.warehouse.pk)
    if order is not None:
        yield Candidate("order", order.pk, order.number)
