"""Zone pass (分区接力): a walk ends in its zone, its totes wait at the next zone's pass point, somebody else goes on.

Cart and person are free again when the totes are laid down. Nothing that was done before can be undone after it.
"""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from inventory.operations.handling_units import free_handling_unit
from picking.locks import lock_list_with_orders, to_give_out
from picking.models import Order, PickList, PickSlot
from picking.operations.walk import forget, keep
from picking.selectors.zones import NextZone, next_zone, works_in
from picking.states import PICK_LIST_MOVES, PickListState
from picking.zone_errors import NotPassedOn, OtherZone, ToteNotWaiting, WrongPassPoint
from wms.core.cause import Cause
from wms.core.models import Person, Warehouse
from wms.core.outbox import publish
from wms.core.states import move_to
from wms.core.work_items import close_many, close_work_items, raise_work_item

MISSING = "pick.tote_missing"
LET_GO = ("state", "cart", "person", "device", "assigned_at", "at_location", "reserved_for", "is_ready")


def pass_on(*, cause: Cause, walk: PickList, location_id: int, location_label: str) -> NextZone:
    """The totes lie at the next zone's pass point: the list waits there for one of its people.

    Refuses with pick.wrong_pass_point. The caller holds the orders and the walk, and has seen that nothing is left to
    fetch in its zone.
    """
    ahead = _ahead(walk, None)
    if ahead.point_id != location_id:
        raise WrongPassPoint(location=ahead.point_code, scanned_location=location_label, zone=ahead.code)
    now = timezone.now()
    if walk.assigned_at is not None:
        walk.walked_seconds += max(0, round((now - walk.assigned_at).total_seconds()))
    walk.zone, walk.laid_place_id, walk.laid_at = ahead.zone, location_id, now
    _let_go(cause, walk, "zone", "laid_place", "laid_at", "walked_seconds")
    return ahead


def walk_on(*, cause: Cause, walk: PickList, person: Person) -> NextZone:
    """The same picker takes the totes into the next zone himself.

    Refuses with pick.other_zone where the zone has a pass point and other people pick in it. The caller holds the
    orders and the walk.
    """
    ahead = _ahead(walk, person.pk)
    if not ahead.may_go_on:
        raise OtherZone(zone=ahead.code, list=walk.number, person=person.name)
    walk.zone, walk.at_location = ahead.zone, None
    forget(walk)
    keep(walk, cause, "zone", "at_location")
    return ahead


def reserve_by_tote(*, cause: Cause, warehouse: Warehouse, person: Person, tote_id: int, tote_label: str) -> PickList:
    """Whoever scans a tote of a list that waits gets this list with his next cart; a tote that was missing is found.

    Refuses with pick.tote_not_waiting, pick.other_zone. Locks the list with its orders.
    """
    slots = PickSlot.objects.filter(handling_unit=tote_id, released_at=None, is_tote_known=True)
    waiting = slots.filter(pick_list__state=PickListState.OPEN, pick_list__warehouse=warehouse)
    walk = lock_list_with_orders(waiting.values("pick_list"))
    slot = slots.filter(pick_list=walk).first() if walk is not None else None
    if slot is None or walk is None or walk.state != PickListState.OPEN:
        raise ToteNotWaiting(tote=tote_label)
    if walk.zone is not None and not works_in(person.pk, walk.zone):
        raise OtherZone(zone=walk.zone.code, list=walk.number, person=person.name)
    if slot.missing_at is not None:
        PickSlot.objects.filter(pk=slot.pk).update(missing_at=None)
        close_work_items(kind=MISSING, subject_type="handling_unit", subject_id=tote_id, resolution="found")
    if not to_give_out(warehouse.pk).filter(pk=walk.pk).exists():
        raise ToteNotWaiting(tote=tote_label)
    walk.reserved_for, walk.reserved_at = person, timezone.now()
    keep(walk, cause, "reserved_for", "reserved_at")
    return walk


def tell_missing(*, cause: Cause, walk: PickList, slot: PickSlot) -> PickSlot:
    """The slot's tote is not where it was laid: a person is asked, and nobody gets the list until it is scanned, or
    its order leaves the list.

    Refuses with pick.not_passed_on. The caller holds the orders and the walk.
    """
    if not slot.is_tote_known or walk.laid_place is None or slot.handling_unit is None:
        raise NotPassedOn(slot=slot.position)
    slot.missing_at = timezone.now()
    slot.save(update_fields=["missing_at"])
    facts = {
        "list": walk.number,
        "tote": slot.handling_unit.code,
        "order": slot.order.number,
        "location": walk.laid_place.code,
        "zone": walk.zone.code if walk.zone else "",
    }
    raise_work_item(
        cause=cause,
        kind=MISSING,
        warehouse_id=walk.warehouse_id,
        subject_type="handling_unit",
        subject_id=slot.handling_unit.pk,
        subject_label=slot.handling_unit.code,
        facts=facts,
        is_urgent=True,
        stage="pick",
    )
    _let_go(cause, walk)
    return slot


def end_search(*, cause: Cause, orders: Collection[Order], resolution: str) -> None:
    """These orders leave their lists: nobody looks for their missing totes any more, and an empty one is free wherever
    it turns up. The caller holds the orders and their totes.
    """
    slots = PickSlot.objects.filter(order__in=orders, missing_at__isnull=False)
    told = list(slots.order_by("handling_unit").values_list("pk", "handling_unit_id", "released_at"))
    if not told:
        return
    totes = [tote_id for _, tote_id, _ in told if tote_id is not None]
    close_many(kinds=[MISSING], subject_type="handling_unit", subject_ids=totes, resolution=resolution)
    PickSlot.objects.filter(pk__in=[pk for pk, *_ in told], released_at=None).update(released_at=timezone.now())
    for _, tote_id, released_at in told:
        if released_at is None and tote_id is not None:
            free_handling_unit(cause=cause, handling_unit_id=tote_id)


def _ahead(walk: PickList, person_id: int | None) -> NextZone:
    ahead = next_zone(walk, person_id)
    assert ahead is not None  # noqa: S101  the step exists only because something is left in another zone
    return ahead


def _let_go(cause: Cause, walk: PickList, *columns: str) -> None:
    """Back to the queue, each tote to be scanned anew by whoever comes."""
    totes = PickSlot.objects.filter(pick_list=walk, released_at=None, handling_unit__isnull=False)
    totes.update(is_tote_confirmed=False, is_tote_known=True)
    move_to(walk, PickListState.OPEN, PICK_LIST_MOVES)
    walk.cart = walk.person = walk.device = walk.assigned_at = walk.at_location = None
    walk.reserved_for, walk.is_ready = None, False
    forget(walk)
    keep(walk, cause, *LET_GO, *columns)
    publish("wave.progress", str(walk.wave_id))
