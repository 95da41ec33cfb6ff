"""Orders that wait are served when something has changed for them: stock, a binding, goods for a short order.

A waiting order blocks no other. Each is served in a transaction of its own: one delivery serves one order and
publishes where the next one begins (PROTOCOLS 1).
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from inventory.operations.place import place_demands
from inventory.selectors.known_bindings import pair_of
from inventory.selectors.likely_places import likely_places
from picking.locks import lock_order, lock_wave, lock_whole
from picking.models import Order, OrderItem, PickList, PickSlot, RoutingWarehouse
from picking.operations.numbering import next_list_number
from picking.operations.promises import keys_of, settle
from picking.operations.routing import FIXED, STOCK, find_home, may_route, would_move
from picking.operations.tasks import Fetch, add_tasks, places_of
from picking.selectors.missing import missing_units
from picking.selectors.zones import next_zone
from picking.states import SHORT, OrderState
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import publish
from wms.core.transactions import run

SERVE_WAITING, SETTLE_HELD = "order.serve_waiting", "order.settle_held"
MOST_ROUTED = 200  # waiting orders that one sweep looks at
HAS_PROMISE = Q(is_choice=True) | Q(promise_days__isnull=False) | Q(has_subsidy=True)
Rank = tuple[int, datetime, datetime, int]


def serve_waiting(*, cause: Cause, warehouse_id: int, sku_id: int, after: Rank | None = None) -> int | None:
    """Try the strongest waiting order that wants this SKU (and ranks behind `after`); returns its pk.

    Publishes order.serve_waiting for the next one. Locks the order, then what promise_order locks.
    """
    order = _next_waiting(warehouse_id, sku_id, after)
    if order is None:
        return None
    rank = _rank(order)
    parts = lock_whole(order.pk)
    if len(parts) == 1 and parts[0].state == OrderState.WAITING and may_route(parts[0]):
        find_home(cause=cause, parts=parts, why=STOCK)
    elif (part := next(row for row in parts if row.pk == order.pk)).state == OrderState.WAITING:
        settle(cause=cause, order=part)
    publish(SERVE_WAITING, f"{warehouse_id}:{sku_id}", after=_rank_as_facts(rank))
    return order.pk


def rank_of_facts(facts: list[str] | None) -> Rank | None:
    """The rank that a message carried."""
    if not facts:
        return None
    priority, due_at, placed_at, pk = facts
    return int(priority), datetime.fromisoformat(due_at), datetime.fromisoformat(placed_at), int(pk)


def retry_held(*, binding_id: int) -> int:
    """A binding has changed: each held order with a line of it is told, to settle in its own transaction."""
    known = pair_of(binding_id)
    if known is None:
        return 0
    shop_id, _warehouse_id, product_id, seller_sku = known
    held = Order.objects.filter(
        shop=shop_id,
        state=OrderState.HELD,
        lines__product_id=product_id,
        lines__seller_sku=seller_sku,
    )
    ids = sorted(set(held.exclude(hold_code=SHORT).values_list("pk", flat=True)))
    for pk in ids:
        publish(SETTLE_HELD, str(pk))
    return len(ids)


def settle_held(*, cause: Cause, order_id: int) -> str:
    """Look at a held order again; the channel's own holds and short orders are not ours to lift. Returns its state."""
    parts = lock_whole(order_id)
    order = next(row for row in parts if row.pk == order_id)
    if order.state != OrderState.HELD or not order.hold_code.startswith("order."):
        return order.state
    if len(parts) == 1:
        find_home(cause=cause, parts=parts, why=FIXED)
    else:
        settle(cause=cause, order=order)
    return order.state


def route_waiting(*, cause: Cause) -> int:
    """[M3] Waiting orders that another warehouse of their shop could send by now go there; returns how many.

    Looked at by rank, the strongest first, each decided under locks in a transaction of its own.
    """
    shops = RoutingWarehouse.objects.values("rule__shop").annotate(Count("pk")).filter(pk__count__gt=1)
    waiting = Order.objects.filter(
        shop__in=shops.values("rule__shop"), state=OrderState.WAITING, part=1, is_manual=False
    )
    rows = _by_rank(waiting.select_related("shop__warehouse").prefetch_related("lines"))[:MOST_ROUTED]
    return sum(run(partial(_route, cause, order.pk)) for order in rows if would_move(order))


def _route(cause: Cause, order_id: int) -> int:
    parts = lock_whole(order_id)
    if parts[0].state != OrderState.WAITING or not all(may_route(part) for part in parts):
        return 0
    find_home(cause=cause, parts=parts, why=STOCK)
    return int(parts[0].state == OrderState.PROMISED)


def top_up_short_orders(*, cause: Cause, warehouse: Warehouse) -> list[int]:
    """Give each short order that nothing else stops a walk of its own for the rest, as soon as all of it can be
    fetched. Opens transactions.
    """
    served = []
    for order in _by_rank(Order.objects.filter(warehouse=warehouse, state=OrderState.HELD, hold_code=SHORT)):
        if _is_to_be_had(order) and run(partial(_top_up, cause, order.pk)):
            served.append(order.pk)
    return served


def _next_waiting(warehouse_id: int, sku_id: int, after: Rank | None) -> Order | None:
    """One row, however many wait."""
    wanted = OrderItem.objects.filter(sku=sku_id, order__state=OrderState.WAITING).values("order")
    rows = _by_rank(Order.objects.filter(warehouse=warehouse_id, pk__in=wanted, state=OrderState.WAITING))
    return (rows if after is None else rows.filter(_ranks_behind(after))).first()


def _ranks_behind(rank: Rank) -> Q:
    priority, due_at, placed_at, pk = rank
    later = Q(due_at__gt=due_at) | Q(due_at=due_at, placed_at__gt=placed_at)
    later |= Q(due_at=due_at, placed_at=placed_at, pk__gt=pk)
    return later & ~HAS_PROMISE if priority else ~HAS_PROMISE | later


def _by_rank(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Choice and X-day first [M2], then by due time, then by when they were placed."""
    first = Case(When(HAS_PROMISE, then=Value(0)), default=Value(1), output_field=IntegerField())
    return orders.order_by(first, "due_at", "placed_at", "pk")


def _rank(order: Order) -> Rank:
    return order.priority, order.due_at, order.placed_at, order.pk


def _rank_as_facts(rank: Rank) -> list[str]:
    return [str(rank[0]), rank[1].isoformat(), rank[2].isoformat(), str(rank[3])]


def _is_to_be_had(order: Order) -> bool:
    """Read without a lock: whether pickable places hold all that the order still lacks."""
    missing = missing_units(order)
    skus = dict(order.items.values_list("sku__code", "sku_id"))
    places = likely_places(order.warehouse_id, list(skus.values())).by_sku
    return bool(missing) and all(
        sum(place.free for place in places.get(skus[code], [])) >= units for code, units in missing.items()
    )


def _top_up(cause: Cause, order_id: int) -> bool:
    """One more list in the order's wave, into the tote that holds its goods already."""
    order = lock_order(order_id)
    if order.state != OrderState.HELD or order.hold_code != SHORT or order.channel_stop or order.wave_id is None:
        return False
    if PickList.objects.filter(slots__order=order, state__in=["open", "picking"]).exists():
        return False
    wave = lock_wave(order.wave_id)
    placements = place_demands(cause=cause, warehouse=order.warehouse, demands=keys_of(order))
    if not any(placement.placed for placement in placements):
        return False
    walk = PickList.objects.create(
        wave=wave,
        is_bulk=wave.is_wall,
        is_wall=wave.is_wall,
        warehouse=order.warehouse,
        number=f"{wave.number}-{next_list_number(wave):02}",
        priority=order.priority,
        due_at=order.due_at,
    )
    slot = _slot_for_the_wall(walk, order) if walk.is_wall else _slot_with_known_tote(walk, order)
    wanted: list[Fetch] = []
    for placement in placements:
        item = OrderItem.objects.get(pk=int(placement.demand[1]))
        wanted += [Fetch(slot.pk, order.pk, item.pk, item.sku_id, place) for place in places_of(placement.placed)]
    add_tasks(walk=walk, wanted=wanted)
    ahead = next_zone(walk, None) if wave.is_passed else None
    walk.zone = ahead.zone if ahead else None
    walk.save(update_fields=["tasks_total", "zone"])
    return True


def _slot_for_the_wall(walk: PickList, order: Order) -> PickSlot:
    """What the order has lies at a put wall: the rest comes in a tote of its own, and is sorted to it."""
    return PickSlot.objects.create(pick_list=walk, position=1, order=order, is_shared=True)


def _slot_with_known_tote(walk: PickList, order: Order) -> PickSlot:
    """The tote of the earlier walk moves over to this one; without goods in it, a fresh one will do."""
    own = PickSlot.objects.filter(
        order=order, released_at=None, handling_unit__isnull=False, is_shared=False, full_at=None
    )
    before = own.first()
    tote_id = None
    if before is not None:
        tote_id = before.handling_unit_id
        before.released_at = timezone.now()
        before.save(update_fields=["released_at"])
    return PickSlot.objects.create(
        pick_list=walk, position=1, order=order, handling_unit_id=tote_id, is_tote_known=tote_id is not None
    )
