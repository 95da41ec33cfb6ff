"""What becomes of an order's totes when it leaves them: set apart for a put-back, shared on by others, or free."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from inventory.locks import lock_handling_units
from inventory.models import HandlingUnit, StockBalance
from inventory.operations.handling_units import (
    free_before_emptied,
    free_handling_unit,
    free_if_empty,
    set_apart_handling_unit,
)
from inventory.states import Condition, DemandKey
from picking.locks import lock_totes_held
from picking.models import Order, PickList, PickSlot, PickTask, PutBack
from picking.states import PutBackState, TaskState
from wms.core.cause import Cause
from wms.core.work_items import raise_work_item

FILLED = Q(state=TaskState.DONE, picked__gt=0)


@dataclass(frozen=True)
class Totes:
    """The locked handling units of an order that is about to leave them: its `own`, and `shared` ones. `is_settled`:
    nobody need ask again whether they are free.
    """

    own: tuple[int, ...]
    shared: tuple[int, ...]
    is_settled: bool = False

    @property
    def is_shared(self) -> bool:
        return bool(self.shared)


def lock_totes(order: Order) -> Totes:
    """Before its goods are moved: two benches may empty a bulk tote at once. The caller holds the order."""
    own, shared = set[int](), set[int]()
    for slot in lock_totes_held(order.pk):
        (shared if slot.is_shared else own).add(slot.handling_unit_id or 0)
    return Totes(tuple(sorted(own)), tuple(sorted(shared)))


def leave_totes(
    *, cause: Cause, order: Order, held: Sequence[tuple[int, bool, bool]], demands: Collection[DemandKey]
) -> Totes:
    """lock_totes() for who has read which are `held`, as totes_to_leave(), and carries all that is taken for the
    `demands` away: nearly always one of its own, or one that orders share and it leaves last, which is freed by the
    statement that locks it.
    """
    if len(held) != 1 or (held[0][1] and held[0][2]):
        return lock_totes(order)
    ((tote_id, is_shared, _),) = held
    others = PickSlot.objects.filter(handling_unit=OuterRef("pk"), released_at=None).exclude(order=order)
    unless = Exists(others) if is_shared else None
    is_free = free_before_emptied(cause=cause, handling_unit_id=tote_id, demands=demands, unless=unless)
    if is_shared:
        return Totes((), (tote_id,), is_settled=True) if is_free else lock_totes(order)
    return Totes((tote_id,), (), is_settled=True)


def lock_totes_of(*, orders: Collection[Order] = (), walks: Collection[PickList] = ()) -> None:
    """The totes of these orders, and those that orders share on these walks, which a walk that ends may leave: before
    any sum or balance. One statement. The caller holds the orders and the walks.
    """
    held = Q(order__in=orders) | Q(pick_list__in=walks, is_shared=True)
    slots = PickSlot.objects.filter(held, released_at=None, handling_unit__isnull=False)
    lock_handling_units(slots.order_by().values("handling_unit"))


def release_totes(cause: Cause, order: Order, totes: Totes, *, needed: Collection[int]) -> None:
    """The order's totes are empty: their slots end, and other walks may take them. The caller has locked them, and
    seen since that other orders count on those that are `needed`.
    """
    own = PickSlot.objects.filter(order=order, released_at=None, handling_unit__isnull=False, is_shared=False)
    if totes.own:
        own.update(released_at=timezone.now())
        if not totes.is_settled:
            free_if_empty(cause=cause, handling_unit_ids=totes.own)
    if totes.shared:
        PickSlot.objects.filter(order=order, is_shared=True, released_at=None).update(released_at=timezone.now())
        left = () if totes.is_settled else totes.shared
        _end_left_totes(cause, {tote_id: order for tote_id in left if tote_id not in needed})


def totes_with_goods(order: Order) -> list[int]:
    """Handling units of its own that units of the order lie in; a tote that it shares is none."""
    slots = PickSlot.objects.filter(order=order, handling_unit__isnull=False, released_at=None, is_shared=False)
    filled = PickTask.objects.filter(FILLED, order=order).values("slot")
    return sorted(slots.filter(pk__in=filled).values_list("handling_unit_id", flat=True))


def open_put_backs(cause: Cause, order: Order, tote_ids: Iterable[int]) -> tuple[int, ...]:
    """One put-back a tote. Locks the handling units."""
    totes = list(tote_ids)
    ids = tuple(_open_put_back(cause, order, tote_id) for tote_id in totes)
    PickSlot.objects.filter(order=order, handling_unit__in=totes, released_at=None).update(released_at=timezone.now())
    return ids


def leave_empty_totes(cause: Cause, order: Order) -> None:
    """At a bench all of a cancelled order's goods were laid into one tote: its others are free. Locks them."""
    slots = PickSlot.objects.filter(order=order, released_at=None, handling_unit__isnull=False)
    totes = sorted(slots.values_list("handling_unit_id", flat=True))
    slots.update(released_at=timezone.now())
    for tote_id in totes:
        free_handling_unit(cause=cause, handling_unit_id=tote_id or 0)


def leave_shared_totes(cause: Cause, orders: Iterable[Order], *, is_all: bool = True) -> tuple[int, ...]:
    """The orders no longer count on totes that they share; returns the put-backs that this opened. With `is_all` False
    each stays in those that hold goods of it, which a put wall still has to sort.

    Who leaves last frees the tote. What still lies in it then is of orders that were cancelled: it goes back. Until
    then a cancelled order's unit stays where it is, and the bench is told when it turns up. Locks the handling units.
    """
    of_id = {order.pk: order for order in orders}
    slots = PickSlot.objects.filter(order__in=of_id, is_shared=True, released_at=None)
    if not is_all:
        slots = slots.filter(~Exists(PickTask.objects.filter(FILLED, slot=OuterRef("pk"))))
    left = list(slots.order_by("order", "pk").values_list("pk", "handling_unit_id", "order_id"))
    last = {tote_id: of_id[order_id] for _, tote_id, order_id in left if tote_id is not None}
    if last:
        lock_handling_units(last)
    if left:
        PickSlot.objects.filter(pk__in=[pk for pk, *_ in left]).update(released_at=timezone.now())
    return _end_left_totes(cause, last)


@dataclass(frozen=True)
class Left:
    """A tote that orders have left. `is_needed`: others count on it; `left_over`: units of cancelled orders in it;
    `put_back_id`: what lies in it goes back by this already.
    """

    label: str
    is_needed: bool
    is_filled: bool
    left_over: int
    put_back_id: int | None


def _left_of(tote_ids: Collection[int]) -> dict[int, Left]:
    """By tote, in pk order. One query; the caller has locked them."""
    goods = StockBalance.objects.filter(location=OuterRef("location"), on_hand__gt=0)
    set_apart = goods.filter(condition=Condition.PUT_BACK).order_by().values("location")
    left_over = Coalesce(Subquery(set_apart.annotate(units=Sum("on_hand")).values("units")), 0)
    put_back = PutBack.objects.filter(handling_unit=OuterRef("pk")).exclude(state=PutBackState.DONE).order_by("pk")
    totes = HandlingUnit.objects.filter(pk__in=tote_ids).order_by("pk")
    facts = (_counts_on_it(), Exists(goods), left_over, Subquery(put_back.values("pk")[:1]))
    return {pk: Left(*row) for pk, *row in totes.values_list("pk", "code", *facts)}


def _counts_on_it() -> Exists:
    return Exists(PickSlot.objects.filter(handling_unit=OuterRef("pk"), released_at=None))


def _end_left_totes(cause: Cause, last: Mapping[int, Order]) -> tuple[int, ...]:
    """end_shared_tote() for those of locked totes that nobody counts on any more. `last`: who left each last. Returns
    the put-backs.
    """
    left = {pk: tote for pk, tote in _left_of(last).items() if not tote.is_needed} if last else {}
    empty = [pk for pk, tote in left.items() if not tote.is_filled]
    if empty:
        free_if_empty(cause=cause, handling_unit_ids=empty, unless=_counts_on_it())
    return tuple(_open_put_back(cause, last[pk], pk, tote) for pk, tote in left.items() if tote.is_filled)


@dataclass(frozen=True)
class ToteEnded:
    """`put_back_id`: what lies in the tote goes back by this. `left_over`: units of cancelled orders in it."""

    put_back_id: int | None = None
    left_over: int = 0


def end_shared_tote(cause: Cause, order: Order, tote_id: int) -> ToteEnded:
    """Free a shared tote that no order counts on any more; what lies in it still goes back.

    `order` is whose goods left last. The caller has locked the handling unit.
    """
    if free_if_empty(cause=cause, handling_unit_ids=[tote_id], unless=_counts_on_it()):
        return ToteEnded()
    left = _left_of([tote_id])[tote_id]
    goes_back = left.is_filled and not left.is_needed
    return ToteEnded(_open_put_back(cause, order, tote_id, left) if goes_back else None, left.left_over)


def _open_put_back(cause: Cause, order: Order, tote_id: int, left: Left | None = None) -> int:
    """The tote's put-back; one that is open already takes these goods in too. `left`: read since the tote was locked.
    Locks the tote: nobody else opens one meanwhile.
    """
    set_apart_handling_unit(cause=cause, handling_unit_id=tote_id)
    left = left or _left_of([tote_id])[tote_id]
    opened = left.put_back_id
    if opened is None:
        opened = PutBack.objects.create(handling_unit_id=tote_id, warehouse_id=order.warehouse_id, order=order).pk
    raise_work_item(
        cause=cause,
        kind="put_back",
        warehouse_id=order.warehouse_id,
        subject_type="handling_unit",
        subject_id=tote_id,
        subject_label=left.label,
        facts={"order": order.number, "tote": left.label},
        stage="pick",
    )
    return opened
