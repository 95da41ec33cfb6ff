"""The tote is full: the order goes on in a fresh one, in the same slot; what lies in the full one stays the order's."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from inventory.locks import BalanceKey, make_balances
from inventory.models import HandlingUnit
from inventory.operations.handling_units import free_if_empty
from picking.models import PickList, PickSlot, PickTask
from picking.operations.pick import Picked, confirm_pick
from picking.operations.start_walk import take_into_use
from picking.operations.walk import forget, keep
from picking.states import TaskState
from wms.core.cause import Cause


def ask_for_tote(*, cause: Cause, walk: PickList, is_asking: bool) -> None:
    """Open or close the question for a fresh tote. The caller holds the walk."""
    walk.is_changing_tote = is_asking
    keep(walk, cause, "is_changing_tote")


def go_on_in_fresh_tote(
    *, cause: Cause, walk: PickList, group: Sequence[PickTask], ahead: Sequence[PickTask], tote: HandlingUnit
) -> Picked:
    """Take a fresh tote for the present slot, and put the units in hand into it; all that is still to be fetched for
    the slot follows them. A tote in which nothing lies yet is simply changed, and free again.

    Refuses with pick.not_a_tote, pick.tote_not_free. Nothing before it can be undone. The caller holds the orders and
    the walk; locks the handling units, then what confirm_pick locks.
    """
    take_into_use(cause, tote)
    slot = group[0].slot
    old_id, full_id = slot.pk, slot.handling_unit_id
    may_be_empty = True
    if slot.is_shared:
        _share_on(walk, tote)
    else:
        slot = _second_slot(walk, slot, tote)
        may_be_empty = slot.pk == old_id
    slot.handling_unit = tote
    for task in (*group, *ahead):
        if task.slot_id == old_id:
            task.slot = slot
    walk.is_changing_tote = False
    forget(walk)
    if full_id is not None and may_be_empty:
        counts_on_it = Exists(PickSlot.objects.filter(handling_unit=OuterRef("pk"), released_at=None))
        free_if_empty(cause=cause, handling_unit_ids=[full_id], unless=counts_on_it)
    # For this scan and those that follow. Held like locked ones, but nobody waits for them: the tote is this walk's.
    make_balances({BalanceKey(tote.location_id, task.sku_id, task.lot_id) for task in (*group, *ahead)})
    return confirm_pick(cause=cause, walk=walk, group=group, ahead=ahead, tote_id=tote.pk, tote_label=tote.code)


def _second_slot(walk: PickList, slot: PickSlot, tote: HandlingUnit) -> PickSlot:
    """The slot's new row when its tote keeps goods; the same row when the tote was only changed."""
    keeps_goods = Q(is_tote_known=True) | Exists(PickTask.objects.filter(slot=OuterRef("pk"), picked__gt=0))
    if not PickSlot.objects.filter(keeps_goods, pk=slot.pk).update(full_at=timezone.now()):
        PickSlot.objects.filter(pk=slot.pk).update(handling_unit=tote)
        return slot
    fresh = PickSlot.objects.create(
        pick_list=walk, position=slot.position, order_id=slot.order_id, handling_unit=tote, is_tote_confirmed=True
    )
    PickTask.objects.filter(slot=slot, state=TaskState.OPEN).update(slot=fresh)
    return fresh


def _share_on(walk: PickList, tote: HandlingUnit) -> None:
    """In bulk every order of which something is still to be fetched goes on in the fresh one; for a put wall it keeps
    a slot row for what lies in the full tote.
    """
    ahead = PickTask.objects.filter(pick_list=walk, state=TaskState.OPEN)
    slots = PickSlot.objects.filter(pk__in=ahead.values("slot"))
    filled = list(slots.filter(tasks__picked__gt=0).distinct()) if walk.is_wall else []
    slots.exclude(pk__in=[slot.pk for slot in filled]).update(handling_unit=tote)
    PickSlot.objects.filter(pk__in=[slot.pk for slot in filled]).update(full_at=timezone.now())
    shared = {"pick_list": walk, "handling_unit": tote, "is_shared": True, "is_tote_confirmed": True}
    fresh = PickSlot.objects.bulk_create(
        PickSlot(position=slot.position, order_id=slot.order_id, **shared) for slot in filled
    )
    if filled:
        goes_on = [When(slot=full.pk, then=Value(new.pk)) for full, new in zip(filled, fresh, strict=True)]
        ahead.filter(slot__in=filled).update(slot=Case(*goes_on))
