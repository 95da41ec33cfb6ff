"""[M4] Cancelled goods go from their tote back to a shelf: scan the tote, then item and location until it is empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from inventory.operations.adjust import Loss, declare_losses
from inventory.operations.handling_units import free_if_empty
from inventory.operations.put_back import put_back_units
from inventory.selectors.places import stock_at
from inventory.states import Condition
from picking.locks import lock_put_back
from picking.models import PutBack
from picking.selectors.put_backs import waiting_in
from picking.states import PUT_BACK_MOVES, PutBackState
from picking.walk_errors import NothingToPutBack, PutBackMixedHands, PutBackTooMany, PutBackWrongItem
from wms.core.cause import Cause
from wms.core.models import Device, Person, Warehouse
from wms.core.states import move_to
from wms.core.work_items import close_work_items
from wms.scan.work import Work

if TYPE_CHECKING:
    from inventory.models import Location

FIELDS = ["state", "person", "device", "sku", "lot", "in_hand", "units_done", "finished_at"]


@dataclass(frozen=True)
class PutBackStep:
    """`in_hand` units wait for their shelf, `left` ones are still in the tote."""

    in_hand: int
    left: int
    is_done: bool = False


def open_put_back(
    *, cause: Cause, warehouse: Warehouse, person: Person, device: Device, tote_id: int, tote_label: str
) -> PutBack:
    """Begin (or take over) the put-back of a tote. Refuses with put_back.nothing_here. Locks the put-back."""
    known = PutBack.objects.filter(warehouse=warehouse, handling_unit=tote_id).exclude(state=PutBackState.DONE).first()
    if known is None:
        raise NothingToPutBack(tote=tote_label)
    work = lock_put_back(known.pk)
    if not waiting_in(work):
        raise NothingToPutBack(tote=tote_label)
    if work.state == PutBackState.OPEN:
        move_to(work, PutBackState.WORKING, PUT_BACK_MOVES)
    work.person, work.device = person, device
    _keep(work, cause)
    return work


def scan_put_back_item(
    *, cause: Cause, work: PutBack, sku_id: int, sku_label: str, units: int, lot_code: str = ""
) -> PutBackStep:
    """Take units of one SKU out of the tote into the hand.

    Refuses with put_back.one_at_a_time, put_back.wrong_item, put_back.too_many. The caller holds the put-back.
    """
    if work.in_hand and work.sku_id != sku_id:
        raise PutBackMixedHands(sku=work.sku.code if work.sku else "", scanned_sku=sku_label)
    waiting = waiting_in(work)
    fitting = [row for row in waiting if row.sku_id == sku_id and (not lot_code or row.lot_code == lot_code)]
    if work.in_hand:
        fitting = [row for row in fitting if row.lot_id == work.lot_id]
    if not fitting:
        raise PutBackWrongItem(tote=work.handling_unit.code, scanned_sku=sku_label)
    left = fitting[0].units - work.in_hand
    if units > left:
        raise PutBackTooMany(sku=sku_label, left=left, scanned=units)
    work.sku_id, work.lot_id, work.in_hand = sku_id, fitting[0].lot_id, work.in_hand + units
    _keep(work, cause)
    return PutBackStep(work.in_hand, sum(row.units for row in waiting) - work.in_hand)


def declare_put_back_missing(*, cause: Cause, work: PutBack) -> int:
    """What still should lie in the tote is not there: the shelf wins (PROTOCOLS 1), the units are lost by the books.

    Returns how many. The put-back ends, the tote is free. The caller holds the put-back and its tote, with nothing in
    hand; locks SkuStock, the tote's balances.
    """
    tote = work.handling_unit
    missing = [row for row in stock_at(tote.location) if row.condition == Condition.PUT_BACK]
    losses = [
        Loss(location=tote.location, sku=row.sku, lot=row.lot, quantity=row.on_hand, condition=Condition.PUT_BACK)
        for row in missing
    ]
    declare_losses(cause=cause, losses=losses, reason="put_back_missing")
    free_if_empty(cause=cause, handling_unit_ids=[work.handling_unit_id])
    _finish(cause, work, "put_back.missing")
    _keep(work, cause)
    return sum(row.on_hand for row in missing)


def shelve_put_back(*, cause: Cause, work: PutBack, target: Location) -> PutBackStep:
    """The units in hand lie on a shelf and can be sold again; an empty tote is free.

    Refuses with what put_back_units refuses of the place. The caller holds the put-back and its tote; locks the place,
    SkuStock, both balances.
    """
    assert work.sku is not None  # noqa: S101  the step is reached with units in hand only
    put_back_units(
        cause=cause,
        sku=work.sku,
        lot=work.lot,
        quantity=work.in_hand,
        source=work.handling_unit.location,
        target=target,
    )
    work.units_done += work.in_hand
    work.in_hand, work.sku, work.lot = 0, None, None
    is_empty = free_if_empty(cause=cause, handling_unit_ids=[work.handling_unit_id]) > 0
    left = 0 if is_empty else sum(row.units for row in waiting_in(work))
    if left == 0:
        _finish(cause, work, "put_back.done")
    _keep(work, cause)
    return PutBackStep(0, left, left == 0)


def _finish(cause: Cause, work: PutBack, resolution: str) -> None:
    move_to(work, PutBackState.DONE, PUT_BACK_MOVES)
    work.finished_at = timezone.now()
    close_work_items(
        kind="put_back", subject_type="handling_unit", subject_id=work.handling_unit_id, resolution=resolution
    )


def lay_back_in_tote(*, cause: Cause, work: PutBack) -> PutBackStep:
    """The units in hand go back into the tote: nothing was moved in the books. The caller holds the put-back."""
    work.in_hand, work.sku, work.lot = 0, None, None
    _keep(work, cause)
    return PutBackStep(0, sum(row.units for row in waiting_in(work)))


def _keep(work: PutBack, cause: Cause) -> None:
    work.touch(cause)
    work.save(update_fields=[*Work.WORK_FIELDS, *FIELDS])
