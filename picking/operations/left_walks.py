"""A walk that nobody walks any more (device dead, shift over) goes back to the queue, with its totes and its goods.

What lies in totes stays in them, and whoever gets the list is asked for those totes. What was in a hand never left
its place in the books: a work item tells a person where it belongs. Scans that the lost device sends later are stale.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from inventory.locks import lock_handling_units
from inventory.operations.handling_units import free_if_empty
from picking.errors import WalkNotUnderWay
from picking.locks import lock_list_with_orders
from picking.models import PickList, PickSlot, PickTask
from picking.operations.start_walk import Started, start_walk
from picking.operations.walk import forget, keep
from picking.selectors import idle
from picking.states import PICK_LIST_MOVES, PickListState, TaskState
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Device, Person, Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to
from wms.core.work_items import raise_work_item

LEFT = "pick.walk_left"


def get_work(
    *, cause: Cause, warehouse: Warehouse, person: Person, device: Device, cart_id: int, cart_label: str
) -> Started:
    """What start_walk does, and before it: a walk that was left behind is in the queue again.

    The cart of such a walk hands it over as it stands. Refuses with pick.no_work, pick.wrong_cart.
    """
    taken = PickList.objects.filter(cart=cart_id, warehouse=warehouse, state=PickListState.PICKING)
    taken_id = taken.values_list("pk", flat=True).first()
    since = idle.idle_since(warehouse)
    if taken_id is None:
        take_over_idle(cause=cause, warehouse=warehouse, since=since)
    return start_walk(
        cause=cause,
        warehouse=warehouse,
        person=person,
        device=device,
        cart_id=cart_id,
        cart_label=cart_label,
        taken_id=taken_id,
        idle_since=since,
    )


def take_over_idle(*, cause: Cause, warehouse: Warehouse, since: datetime) -> PickList | None:
    """Somebody asks for work: the longest idle walk goes back to the queue first. None when there is none.

    `since`: the moment since when an idle walk has seen no scan. Locks its orders, then the list.
    """
    walk = idle.idle_walks(warehouse, since).first()
    if walk is None:
        return None
    locked = lock_list_with_orders(walk.pk)
    if locked is None or not idle.idle_walks(warehouse, since).filter(pk=walk.pk).exists():
        return None
    return _give_up(cause, locked)


def take_off(*, cause: Cause, warehouse: Warehouse, list_id: int) -> PickList:
    """A manager takes a walk from whoever has it. Refuses with wave.nobody_walks. Locks its orders, then the list."""
    known = PickList.objects.filter(pk=list_id, warehouse=warehouse).first()
    walk = lock_list_with_orders(list_id) if known is not None else None
    if walk is None or walk.state != PickListState.PICKING:
        raise WalkNotUnderWay(list=known.number if known else str(list_id))
    return _give_up(cause, walk)


def _give_up(cause: Cause, walk: PickList) -> PickList:
    """Back to the queue. The caller has locked the orders and the list."""
    cart, person = walk.cart, walk.person
    in_hand = _lay_down(walk)
    _keep_totes(cause, walk)
    move_to(walk, PickListState.OPEN, PICK_LIST_MOVES)
    walk.cart = walk.person = walk.device = walk.assigned_at = walk.at_location = walk.laid_place = None
    walk.is_ready = walk.is_asking_short = False
    forget(walk)
    columns = ("state", "cart", "person", "device", "assigned_at", "at_location", "laid_place", "is_ready")
    keep(walk, cause, *columns, "is_asking_short", "tasks_total")
    facts = {
        "list": walk.number,
        "person": person.name if person else "",
        "cart": cart.code if cart else "",
        "in_hand": in_hand,
    }
    raise_work_item(
        cause=cause,
        kind=LEFT,
        warehouse_id=walk.warehouse_id,
        subject_type="pick_list",
        subject_id=walk.pk,
        subject_label=walk.number,
        facts=facts,
        is_urgent=in_hand > 0,
        stage="pick",
    )
    audit.record(
        cause=cause,
        action="walk.taken_off",
        subject=f"list:{walk.number}",
        before={"person": facts["person"]},
        after={"person": ""},
        warehouse=walk.warehouse,
    )
    publish("wave.progress", str(walk.wave_id))
    return walk


def _lay_down(walk: PickList) -> int:
    """Units that were scanned but lie in no tote are at their place by the books; returns how many there are."""
    tasks = PickTask.objects.filter(pick_list=walk, scanned__gt=0, state__in=[TaskState.OPEN, TaskState.DROPPED])
    in_hand = sum(tasks.values_list("scanned", flat=True))
    tasks.update(quantity=F("quantity") + F("short_units"), short_units=0, short_reason="", scanned=0)
    return in_hand


def _keep_totes(cause: Cause, walk: PickList) -> None:
    """Totes with goods stay the orders' and are asked for again; empty ones are free."""
    filled = set(PickTask.objects.filter(pick_list=walk, picked__gt=0).values_list("slot_id", flat=True))
    slots = PickSlot.objects.filter(pick_list=walk, released_at=None, handling_unit__isnull=False)
    kept: list[PickSlot] = []
    empty: list[PickSlot] = []
    for slot in slots:
        (kept if slot.pk in filled or slot.is_tote_known else empty).append(slot)
    totes = {slot.handling_unit_id for slot in empty if slot.handling_unit_id is not None}
    lock_handling_units(totes)
    PickSlot.objects.filter(pk__in=[slot.pk for slot in kept]).update(is_tote_confirmed=False, is_tote_known=True)
    PickSlot.objects.filter(pk__in=[slot.pk for slot in empty]).update(is_tote_confirmed=False, handling_unit=None)
    free_if_empty(cause=cause, handling_unit_ids=totes)
