"""What a manager may do to waves that are released: hold, let go, put first, split, merge, reserve lists for people.

Each is one transaction, audited, and leaves a walk that is under way as it is; only lists that nobody has begun move.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone

from picking.errors import NotAPicker, NothingChosen, WaveBuilding, WaveChanged, WaveOver, WavesUnlike
from picking.locks import lock_lists, lock_orders, lock_wave, lock_waves
from picking.models import Order, PickList, PickSlot, Wave, WaveRule
from picking.operations.audit import audit_wave
from picking.operations.building import next_number
from picking.states import WAVE_MOVES, PickListState, WaveState
from wms.core import audit
from wms.core.cause import Cause
from wms.core.models import Assignment, Person, Warehouse
from wms.core.outbox import publish
from wms.core.states import Role, move_to

ENDED_WAVES = {WaveState.CLOSED, WaveState.CANCELLED}
PICKS = (Role.PICKER, Role.STOCK_KEEPER, Role.MANAGER)


@dataclass(frozen=True)
class Split:
    """The new wave, with how many lists and orders went over into it."""

    wave: Wave
    lists: int
    orders: int


def hold_wave(*, cause: Cause, warehouse: Warehouse, wave_id: int) -> Wave:
    """Give out no more of its lists; walks under way go on. Held twice is held once. Locks the wave."""
    wave = lock_live_wave(warehouse, wave_id)
    if wave.held_at is None:
        wave.held_at = timezone.now()
        wave.save(update_fields=["held_at"])
        audit_wave(cause, wave, "wave.held", {"held": False}, {"held": True})
    return wave


def unhold_wave(*, cause: Cause, warehouse: Warehouse, wave_id: int) -> Wave:
    """Give its lists out (again). Refuses with wave.over, wave.building. Locks the wave."""
    wave = lock_live_wave(warehouse, wave_id)
    if wave.held_at is not None:
        wave.held_at = None
        wave.save(update_fields=["held_at"])
        audit_wave(cause, wave, "wave.let_go", {"held": True}, {"held": False})
        publish("wave.released", str(wave.pk), warehouse=wave.warehouse_id)
    return wave


def set_wave_urgent(*, cause: Cause, warehouse: Warehouse, wave_id: int, is_urgent: bool) -> Wave:
    """Put a wave before every other one that is not urgent, or back into its place. Locks the wave."""
    wave = lock_live_wave(warehouse, wave_id)
    if wave.is_urgent != is_urgent:
        audit_wave(cause, wave, "wave.urgent", {"urgent": wave.is_urgent}, {"urgent": is_urgent})
        wave.is_urgent = is_urgent
        wave.save(update_fields=["is_urgent"])
    return wave


def split_wave(*, cause: Cause, warehouse: Warehouse, wave_id: int, list_ids: Collection[int]) -> Split:
    """Make a wave of its own of some lists that nobody has begun; they keep their numbers, which may be printed.

    Refuses with wave.nothing_chosen (none, or all of them), wave.changed (one of them was begun or has left the wave).
    Locks the orders of the lists, the wave, the lists.
    """
    chosen = set(list_ids)
    orders = lock_orders(PickSlot.objects.filter(pick_list__in=chosen).values_list("order_id", flat=True))
    wave = lock_live_wave(warehouse, wave_id)
    lists = lock_lists(chosen)
    rest = PickList.objects.filter(wave=wave).exclude(pk__in=chosen).exclude(state=PickListState.CANCELLED)
    if not chosen or not rest.exists():
        raise NothingChosen(wave=wave.number)
    moving = {pk for pk, order in orders.items() if order.wave_id == wave.pk}
    is_as_shown = len(lists) == len(chosen) and all(
        each.wave_id == wave.pk and each.state == PickListState.OPEN for each in lists.values()
    )
    if not is_as_shown or _walked_elsewhere(moving, chosen):
        raise WaveChanged(wave=wave.number)
    fresh = _sibling(wave, cause, list(lists.values()), len(moving))
    PickList.objects.filter(pk__in=chosen).update(wave=fresh)
    Order.objects.filter(pk__in=moving).update(wave=fresh)
    wave.order_count = Order.objects.filter(wave=wave).count()
    wave.walk_mm, wave.first_come_mm = _walk_of(PickList.objects.filter(wave=wave)), None  # of other orders
    wave.save(update_fields=["order_count", "walk_mm", "first_come_mm"])
    audit_wave(cause, wave, "wave.split", {"orders": wave.order_count + len(moving)}, {"into": fresh.number})
    publish("wave.progress", str(wave.pk))
    return Split(fresh, len(lists), len(moving))


def merge_waves(*, cause: Cause, warehouse: Warehouse, wave_id: int, into_id: int) -> Wave:
    """Let all lists and orders of a wave go over into another one; the emptied one is cancelled. Returns the target.

    Refuses with wave.unlike when their kinds or carriers differ, wave.over, wave.building. Locks the orders, the two
    waves in pk order, the lists.
    """
    moving = lock_orders(Order.objects.filter(wave=wave_id).values_list("pk", flat=True))
    both = lock_waves([wave_id, into_id])
    if wave_id == into_id or len(both) != 2:
        raise WaveChanged(wave=str(wave_id))
    wave, target = both[wave_id], both[into_id]
    for each in (wave, target):
        _check(warehouse, each)
    if _kind_of(wave) != _kind_of(target):
        raise WavesUnlike(wave=wave.number, other=target.number)
    if Order.objects.filter(wave=wave).exclude(pk__in=moving).exists():
        raise WaveChanged(wave=wave.number)
    lock_lists(PickList.objects.filter(wave=wave).values_list("pk", flat=True))
    PickList.objects.filter(wave=wave).update(wave=target)
    Order.objects.filter(wave=wave).update(wave=target)
    target.order_count += len(moving)
    target.priority, target.due_at = min(wave.priority, target.priority), min(wave.due_at, target.due_at)
    target.is_urgent = target.is_urgent or wave.is_urgent
    target.walk_mm, target.first_come_mm = _walk_of(PickList.objects.filter(wave=target)), None  # of other orders
    target.save()
    move_to(wave, WaveState.CANCELLED, WAVE_MOVES)
    wave.held_at = None
    wave.save()
    audit_wave(cause, wave, "wave.merged", {"orders": len(moving)}, {"into": target.number})
    publish("wave.progress", str(target.pk))
    return target


def reserve_list(*, cause: Cause, warehouse: Warehouse, wave_id: int, list_id: int, person_id: int | None) -> PickList:
    """Keep a list for one picker, or let anybody get it (None). A reservation ends when he does not come in time
    (walk_idle_minutes).

    Refuses with wave.changed when it is not in the wave or somebody walks it, wave.not_a_picker. Locks wave and list.
    """
    wave = lock_live_wave(warehouse, wave_id)
    walk = lock_lists([list_id]).get(list_id)
    if walk is None or walk.wave_id != wave.pk or walk.state != PickListState.OPEN:
        raise WaveChanged(wave=wave.number)
    person = None if person_id is None else Person.objects.filter(pk=person_id).first()
    if person_id is not None and (person is None or not pickers_of(warehouse).filter(pk=person.pk).exists()):
        raise NotAPicker(person=person.name if person else str(person_id))
    before = walk.reserved_for.name if walk.reserved_for else ""
    walk.reserved_for, walk.reserved_at = person, timezone.now() if person else None
    walk.save(update_fields=["reserved_for", "reserved_at"])
    audit_wave(cause, wave, "wave.reserved", {walk.number: before}, {walk.number: person.name if person else ""})
    return walk


def pickers_of(warehouse: Warehouse) -> QuerySet[Person]:
    """Active people who may pick here, by name."""
    held = Assignment.objects.filter(role__in=PICKS)
    here = held.filter(warehouse=warehouse) | held.filter(warehouse=None)
    return Person.objects.filter(is_active=True, pk__in=here.values("person")).order_by("name", "pk")


def lock_live_wave(warehouse: Warehouse, wave_id: int) -> Wave:
    """The wave, locked. Refuses with wave.over (ended, aborting, or another warehouse's), wave.building."""
    wave = lock_wave(wave_id)
    _check(warehouse, wave)
    return wave


def _check(warehouse: Warehouse, wave: Wave) -> None:
    if wave.warehouse_id != warehouse.pk or wave.state in ENDED_WAVES or wave.is_aborting:
        raise WaveOver(wave=wave.number, state=wave.state)
    if wave.state in {WaveState.DRAFT, WaveState.BUILDING}:
        raise WaveBuilding(wave=wave.number)


def _kind_of(wave: Wave) -> tuple[str, str, bool, bool, bool, int | None]:
    return wave.order_class, wave.carrier, wave.is_bulk, wave.is_wall, wave.is_passed, wave.trolley_type_id


def _walked_elsewhere(order_ids: Collection[int], list_ids: Collection[int]) -> bool:
    """Whether another list, too, has to do with one of these orders: they would be in two waves."""
    slots = PickSlot.objects.filter(order__in=order_ids).exclude(pick_list__in=list_ids)
    return slots.exclude(pick_list__state=PickListState.CANCELLED).exists()


def _sibling(wave: Wave, cause: Cause, lists: Sequence[PickList], orders: int) -> Wave:
    """A released wave like this one for some of its lists."""
    return Wave.objects.create(
        warehouse=wave.warehouse,
        rule=wave.rule,
        number=next_number(wave.warehouse),
        order_class=wave.order_class,
        carrier=wave.carrier,
        state=WaveState.RELEASED,
        priority=min(each.priority for each in lists),
        due_at=min(wave.due_at, *(each.due_at for each in lists)),
        is_urgent=wave.is_urgent,
        held_at=wave.held_at,
        trolley_type=wave.trolley_type,
        trolley_slots=wave.trolley_slots,
        is_bulk=wave.is_bulk,
        is_wall=wave.is_wall,
        is_passed=wave.is_passed,
        order_count=orders,
        plan_method=wave.plan_method,
        walk_mm=_walk_of(lists),
        released_at=timezone.now(),
        **cause.columns,
    )


def _walk_of(lists: Iterable[PickList]) -> int | None:
    walks = [each.walk_mm for each in lists if each.state != PickListState.CANCELLED]
    return sum(walk for walk in walks if walk is not None) if any(walk is not None for walk in walks) else None


def pause_rule_of(*, cause: Cause, warehouse: Warehouse, wave_id: int) -> WaveRule | None:
    """Switch off the rule that made a wave, so that it does not make the same one again. None when no rule did."""
    wave = Wave.objects.select_related("rule").filter(pk=wave_id, warehouse=warehouse).first()
    if wave is None or wave.rule is None:
        return None
    audit.changed(
        cause=cause,
        action="wave_rule.changed",
        subject=f"wave_rule:{wave.rule.pk}",
        row=wave.rule,
        values={"is_active": False},
        warehouse=warehouse,
    )
    return wave.rule
