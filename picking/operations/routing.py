"""[M3] An order finds its warehouses: decided under the locks of all of them, then promised in each, or in none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from inventory.locks import lock_known_sku_stocks
from inventory.operations.promise import release_demands
from inventory.selectors.allocations import allocations_of
from inventory.selectors.promisable import promisable_units, units_of
from inventory.states import AllocationState
from picking.errors import OrderNotReady, RouteImpossible
from picking.locks import lock_whole
from picking.models import Order, OrderLine, RoutingDecision, RoutingWarehouse
from picking.operations.facts import NOT_AN_ORDER
from picking.operations.history import advance, note
from picking.operations.promises import keys_of, settle
from picking.selectors.routing import Asked, Routing, facts_of, needs_at, place_of, routing_of
from picking.sourcing import NOWHERE, SHORT, Part, Place, Sourcing, Wanted, source
from picking.states import BEFORE_WAVE, OrderState
from wms.core.cause import Cause
from wms.core.models import Shop, Warehouse

ARRIVED, FIXED, DESTINATION, STOCK, PERSON = "arrived", "fixed", "destination", "stock", "person"
CENT = Decimal("0.01")
ChannelHold = tuple[str, dict[str, str]] | None
# What a further part takes over from part 1; the rest is its own.
SHARED = (
    *("shop_id", "number", "channel_state", "is_manual", "is_choice", "promise_days", "has_subsidy", "carrier"),
    *("country", "buyer_name", "buyer_city", "currency", "note", "placed_at", "due_at", "platform_modified_at"),
)


@dataclass(frozen=True)
class Answer:
    """Where an order would go: `kind` and facts as a decision keeps them."""

    kind: str
    facts: dict[str, list[dict[str, object]]]


def find_home(
    *,
    cause: Cause,
    parts: Sequence[Order],
    why: str,
    channel_hold: ChannelHold = None,
    reason: str = "",
    only: Warehouse | None = None,
) -> None:
    """Decide where an order goes and bring each of its parts as far as it can go (promises.settle).

    A shop without a routing rule sends all from its own warehouse. Wholly or not at all: when the warehouses together
    lack a unit, the whole order waits at the nearest one, unsplit. `only`: a person's choice; refuses with
    RouteImpossible when that warehouse cannot send all. The caller has locked all `parts`, and none of them is on the
    floor. Locks the sums of every warehouse that it looks at, by warehouse, before any allocation.
    """
    lead = parts[0]
    asked = _asked(parts)
    routing = None if lead.is_manual else routing_of(lead.shop_id)
    is_none = channel_hold is not None and channel_hold[0] in NOT_AN_ORDER
    if is_none or (routing is None and len(_live(parts)) == 1) or not asked:
        settle(cause=cause, order=lead, channel_hold=channel_hold)
        return
    found = _decide(lead, parts, asked, routing, only)
    if only is not None and found.kind == NOWHERE:
        raise RouteImpossible(order=lead.number, warehouse=only.code)
    chosen = found.parts or (Part(_waiting_place(lead, found), {line.key: line.units for line in asked}),)
    _keep_decision(cause, lead, found, asked, why, reason)
    if not _is_so_already(parts, chosen):
        release_demands(cause=cause, demands=[key for part in parts for key in keys_of(part)])
        parts = _arrange(cause, parts, chosen)
    for part in _live(parts):
        settle(cause=cause, order=part, channel_hold=channel_hold)
    if found.parts and len({part.state for part in _live(parts)}) > 1:
        raise RuntimeError(f"{lead.number}: its parts are not promised alike")


def route_again(
    *, cause: Cause, order_id: int, why: str, reason: str = "", only: Warehouse | None = None
) -> list[Order]:
    """Look anew at where an order goes, before anybody walks for it; returns its live parts.

    Refuses with OrderNotReady when a part of it is in a wave, on the floor or has ended; with RouteImpossible. Locks
    the order's parts, then what find_home locks.
    """
    parts = lock_whole(order_id)
    busy = next((part for part in parts if not may_route(part)), None)
    if busy is not None:
        raise OrderNotReady(order=busy.number, state=str(busy.state))
    find_home(cause=cause, parts=parts, why=why, reason=reason, only=only)
    return _live(parts)


def route_to_destination(*, cause: Cause, order_id: int) -> bool:
    """The country is known now: unless a person has decided, or somebody walks already, look again. True when it did.

    Locks the order's parts, then what find_home locks.
    """
    parts = lock_whole(order_id)
    last = RoutingDecision.objects.filter(order=parts[0]).order_by("-pk").first()
    is_parted = len({part.warehouse_id for part in _live(parts)}) < len(_live(parts))  # a person sends what is there
    is_settled = last is None or last.why == PERSON or is_parted
    if is_settled or not all(may_route(part) for part in parts):
        return False
    find_home(cause=cause, parts=parts, why=DESTINATION)
    return True


def may_route(part: Order) -> bool:
    """Nobody walks for it, nothing of it lies in a tote."""
    if part.state == OrderState.MERGED:
        return True
    return part.state in BEFORE_WAVE and part.cancel_requested_at is None and not part.slots.exists()


def explain(*, shop: Shop, asked: Sequence[Asked], country: str, has_promise: bool) -> Answer:
    """Where such an order would go now, and why: nothing is locked, nothing is written."""
    routing = routing_of(shop.pk) or _own(shop)
    needs = {row.warehouse_id: needs_at(shop.pk, row.warehouse_id, asked) for row in routing.warehouses}
    free = promisable_units(needs, _skus(needs.values()))
    places = [
        place_of(row, needs[row.warehouse_id], free[row.warehouse_id], country, has_promise)
        for row in routing.warehouses
    ]
    wanted = [Wanted(line.key, line.units) for line in asked]
    found = source(wanted, places, most_parcels=routing.parcels(has_promise=has_promise))
    return Answer(found.kind, facts_of(found, _codes(routing), asked))


def would_move(order: Order) -> bool:
    """Whether a whole waiting order could be sent now, read without a lock: the warehouses have what it lacks."""
    asked = _asked([order])
    answer = explain(shop=order.shop, asked=asked, country=order.country, has_promise=order.has_promise)
    return bool(asked) and answer.kind != NOWHERE


def merge(*, cause: Cause, parts: Sequence[Order]) -> None:
    """All lines go back to part 1, for the caller to write them anew; the further parts end. Stock is released."""
    release_demands(cause=cause, demands=[key for part in parts for key in keys_of(part)])
    for part in parts:
        part.lines.all().delete()
        if part.part > 1 and part.state != OrderState.MERGED:
            _end_part(cause, part)


def _own(shop: Shop) -> Routing:
    return Routing(1, 1, (RoutingWarehouse(warehouse=shop.warehouse, rank=0),))


def _asked(parts: Iterable[Order]) -> list[Asked]:
    """The lines that we ship, summed over the parts, in the order's order."""
    asked: dict[str, Asked] = {}
    for part in parts:
        for line in part.lines.all():
            if line.skip_reason or line.is_cut:
                continue
            units = line.quantity + (asked[line.platform_line].units if line.platform_line in asked else 0)
            asked[line.platform_line] = Asked(line.platform_line, (line.product_id, line.seller_sku), units)
    return list(asked.values())


def _live(parts: Iterable[Order]) -> list[Order]:
    return [part for part in parts if part.state != OrderState.MERGED]


def _decide(
    lead: Order, parts: Sequence[Order], asked: Sequence[Asked], routing: Routing | None, only: Warehouse | None
) -> Sourcing:
    """The sums of all warehouses are locked here; what the order holds itself counts as free."""
    rule = routing or _own(lead.shop)
    rows = [row for row in rule.warehouses if only is None or row.warehouse_id == only.pk]
    needs = {row.warehouse_id: needs_at(lead.shop_id, row.warehouse_id, asked) for row in rows}
    mine = {part.warehouse_id for part in parts}
    skus = _skus(needs.values()) | set(_item_skus(parts))
    free = units_of(lock_known_sku_stocks({*needs, *mine}, skus))
    for held in allocations_of(key for part in parts for key in keys_of(part)):
        if held.state == AllocationState.PROMISED:
            free[held.warehouse_id][held.sku_id] += held.quantity
    places: list[Place] = [
        place_of(row, needs[row.warehouse_id], free[row.warehouse_id], lead.country, lead.has_promise) for row in rows
    ]
    wanted = [Wanted(line.key, line.units) for line in asked]
    return source(wanted, places, most_parcels=1 if only else rule.parcels(has_promise=lead.has_promise))


def _skus(needs: Iterable[dict[str, dict[int, int]]]) -> set[int]:
    return {sku for lines in needs for goods in lines.values() for sku in goods}


def _item_skus(parts: Iterable[Order]) -> Iterable[int]:
    for part in parts:
        yield from part.items.values_list("sku_id", flat=True)


def _waiting_place(lead: Order, found: Sourcing) -> int:
    """Where the whole order waits: the nearest that only lacks stock, else the shop's own, which says what is amiss."""
    short = next((option.warehouse_id for option in found.options if option.why == SHORT), None)
    return short or lead.shop.warehouse_id


def _codes(routing: Routing) -> dict[int, str]:
    return {row.warehouse_id: row.warehouse.code for row in routing.warehouses}


def _keep_decision(cause: Cause, lead: Order, found: Sourcing, asked: Sequence[Asked], why: str, reason: str) -> None:
    """One row each time that something else came out, or a person asked."""
    ids = [option.warehouse_id for option in found.options]
    codes = dict(Warehouse.objects.filter(pk__in=ids).values_list("pk", "code"))
    facts = facts_of(found, codes, asked)
    last = RoutingDecision.objects.filter(order=lead).order_by("-pk").first()
    if last is not None and why != PERSON and (last.kind, last.facts) == (found.kind, facts):
        return
    RoutingDecision.objects.create(
        order=lead, kind=found.kind, why=why, note=reason[:200], country=lead.country, facts=facts, **cause.columns
    )


def _is_so_already(parts: Sequence[Order], chosen: Sequence[Part]) -> bool:
    live = _live(parts)
    if len(live) != len(chosen):
        return False
    for part, wish in zip(live, chosen, strict=True):
        units: dict[str, int] = {line.platform_line: line.quantity for line in part.lines.all() if not line.skip_reason}
        if part.warehouse_id != wish.warehouse_id or units != dict(wish.units):
            return False
    return True


def _arrange(cause: Cause, parts: Sequence[Order], chosen: Sequence[Part]) -> list[Order]:
    """Write each part's lines anew into as many rows as are needed; the caller has released what they held."""
    lead = parts[0]
    amount = sum((part.amount for part in parts), Decimal(0))
    lines = _whole_lines(parts)
    rows = [*parts]
    for number in range(len(parts) + 1, len(chosen) + 1):
        rows.append(Order(part=number, state=OrderState.HELD, **{name: getattr(lead, name) for name in SHARED}))
    for part, wish in zip(rows, chosen, strict=False):
        part.warehouse_id = wish.warehouse_id
        part.amount = Decimal(0)
        was = part.state
        part.state = OrderState.HELD
        part.save()
        part.warehouse = Warehouse.objects.get(pk=wish.warehouse_id)
        part.lines.all().delete()
        if was == OrderState.MERGED or part not in parts:
            note(cause=cause, order=part, was=was, code="order.part_made", facts={"part": part.part})
    for spare in rows[len(chosen) :]:
        spare.lines.all().delete()
        if spare.state != OrderState.MERGED:
            _end_part(cause, spare)
    _write_lines(rows, chosen, lines)
    share_amount(rows[: len(chosen)], amount)
    note(cause=cause, order=lead, code="order.routed", facts={"parts": len(chosen)})
    return rows


def _end_part(cause: Cause, part: Order) -> None:
    part.hold_code, part.hold_facts, part.amount = "", {}, Decimal(0)
    part.state = OrderState.HELD
    advance(cause=cause, order=part, to=OrderState.MERGED, code="order.part_merged")


def _whole_lines(parts: Iterable[Order]) -> dict[str, OrderLine]:
    """Each line once, with the units and the amount of all parts."""
    whole: dict[str, OrderLine] = {}
    for part in parts:
        for line in part.lines.all():
            known = whole.setdefault(line.platform_line, line)
            if known is not line:
                known.quantity += 0 if line.is_cut else line.quantity
                known.amount += line.amount
    return whole


def _write_lines(rows: Sequence[Order], chosen: Sequence[Part], lines: dict[str, OrderLine]) -> None:
    """Lines that others ship stay with part 1. The last part of a line gets what rounding has left of its amount."""
    written: list[OrderLine] = []
    left = {key: line.amount for key, line in lines.items()}
    units_left = {key: line.quantity for key, line in lines.items()}
    for part, wish in zip(rows, chosen, strict=False):
        for key, line in lines.items():
            units = line.quantity if line.skip_reason and part is rows[0] else wish.units.get(key, 0)
            if not units:
                continue
            share = (line.amount * units / line.quantity).quantize(CENT, ROUND_DOWN)
            units_left[key] -= units
            share = left[key] if not units_left[key] else share
            left[key] -= share
            written.append(
                OrderLine(
                    order=part,
                    platform_line=key,
                    product_id=line.product_id,
                    seller_sku=line.seller_sku,
                    quantity=units,
                    amount=share,
                    skip_reason=line.skip_reason,
                )
            )
    OrderLine.objects.bulk_create(written)


def share_amount(rows: Sequence[Order], amount: Decimal) -> None:
    """The order's amount by the parts' lines; part 1 gets what is left."""
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for part in rows:
        sums[part.part] = sum(part.lines.values_list("amount", flat=True), Decimal(0))
    total = sum(sums.values(), Decimal(0))
    for part in rows[1:]:
        part.amount = (amount * sums[part.part] / total).quantize(CENT, ROUND_DOWN) if total else Decimal(0)
        part.save(update_fields=["amount"])
    rows[0].amount = amount - sum((part.amount for part in rows[1:]), Decimal(0))
    rows[0].save(update_fields=["amount"])
