"""The stock lane (PROTOCOLS 3): pull, slot, claim, present state, send, finish; and the reading back of suspects."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from wms.aliexpress import blocks, breaker, order_pull
from wms.aliexpress.gateway import Gateway, PushAnswer, PushItem, ReadBackFailed, gateway_of
from wms.aliexpress.locks import lock_pushes
from wms.aliexpress.models import ShopAccount, StockPush
from wms.aliexpress.operations.stock_push import give_back, record_check, record_judged, record_unanswered
from wms.aliexpress.payloads.profiles import PROFILES
from wms.aliexpress.selectors.present import present_items
from wms.aliexpress.states import PushState
from wms.core import throttle
from wms.core.figures import figure
from wms.core.outbox.exchanges import width_of
from wms.core.outbox.leases import Lease, hold, is_due, send_margin
from wms.core.outbox.nudge import nudge
from wms.core.transactions import run

log = logging.getLogger(__name__)

PUT_OFF_SECONDS = 1.0  # a figure that may not go while the pull is late is asked for again after this
PULL_AHEAD_SECONDS = 1.0  # pull this much before the orders would be too old, so that waiting for a slot is no harm
LATE_SECONDS = 1.0  # what may go while the pull is late was compared with the front at most this long ago
CHECKS_A_TURN = 100
READS_A_TURN = 5  # requests that read the front, before anything else is sent: less than a second of the throttle


def drain_stock(lane: str, seconds: float) -> None:
    """Push what is due for one account, for about `seconds`; nudge again when there is more."""
    account = ShopAccount.objects.select_related("shop__warehouse").get(pk=int(lane.split(":")[1]))
    gateway = gateway_of(account)
    ends = time.monotonic() + seconds
    while _turn(account, gateway, ends):
        if time.monotonic() >= ends:
            nudge(lane, again=True)
            return


def _turn(account: ShopAccount, gateway: Gateway, ends: float) -> bool:
    """One call's worth of work. False: nothing due, or nothing may go now."""
    account.refresh_from_db()
    method = PROFILES[account.method_profile].method
    if breaker.is_shut(account) or blocks.is_held(account, method):
        return False
    if account.failing_since is None and _check_suspects(account, gateway):
        return True
    if not due_products(account) or not blocks.claim_check(account, method):
        return False
    if account.failing_since is None:
        return _push(account, gateway, ends, None)
    probe = breaker.claim_probe(account) if breaker.is_probe_due(account) else None
    if probe is None:
        return False
    is_sent = False
    try:
        is_sent = _push(account, gateway, ends, probe)
    finally:
        if not is_sent:
            breaker.give_back_probe(account, probe)
    return is_sent


def products_a_turn(account: ShopAccount) -> int:
    """How many products are read back before anything else goes: some methods tell one a request."""
    return READS_A_TURN * PROFILES[account.method_profile].products_a_read


def due_products(account: ShopAccount) -> list[str]:
    """Products with something due and nothing under way, the nearest to zero first, as many as one call carries.

    None while the lane is at its width.
    """
    now = timezone.now()
    if not _has_room(account, now):
        return []
    rows = StockPush.objects.filter(is_due(now), account=account)
    busy = _live(account, now).values("product_id")
    nearest = rows.exclude(product_id__in=busy).values("product_id").order_by()
    nearest = nearest.annotate(units=Min("nearness"), first=Min("next_at")).order_by("units", "first", "product_id")
    return [row["product_id"] for row in nearest[: PROFILES[account.method_profile].products_a_call]]


def _push(account: ShopAccount, gateway: Gateway, ends: float, probe: breaker.Probe | None) -> bool:
    """One push. False: nothing was sent, and nothing more is to be had now."""
    fresh = _fresh_seconds(account)
    order_pull.freshen(
        account,
        gateway,
        seconds=fresh - PULL_AHEAD_SECONDS,
        wait_seconds=settings.ALIEXPRESS_DEADLINE_SECONDS,
    )
    slot = throttle.take(
        account.throttle_key, throttle.STOCK, until=max(ends, time.monotonic() + throttle.HUNGER_SECONDS)
    )
    if slot is None:
        return False
    slot.approach()
    if probe is not None and not breaker.hold_probe(account, probe):
        return False
    is_late = not order_pull.is_fresh(account, fresh)  # asked now: the slot may have been a while in coming
    products = due_products(account)  # others have claimed while the slot came near
    lease, rows = claim(account, products[: products_a_turn(account)] if is_late else products)
    if not rows:
        return False
    items = present_items(account, rows)
    if is_late:
        try:
            items = _allowed_while_late(account, gateway, rows, items)
        except ReadBackFailed as error:
            return _finish_unread(account, lease, error, probe)
        slot = throttle.take(account.throttle_key, throttle.STOCK, until=time.monotonic() + 1.0) if items else None
    if slot is None or not items:
        return _put_off(lease)
    good_for = LATE_SECONDS if is_late else order_pull.fresh_left(account, fresh)
    if not _opens(account, slot, lease, time.monotonic() + good_for):
        run(partial(give_back, lease))
        return True
    answer = _send(account, gateway, items)
    return _finish(account, lease, items, answer, probe)


def _opens(account: ShopAccount, slot: throttle.Slot, lease: Lease, until: float) -> bool:
    """True at the time of the slot, or of a later one before `until`: the call may go, at once.

    A busy machine that comes too late for a slot keeps what it has claimed and read, and takes the next: else nothing
    would ever go from a machine that takes longer to read a state than a slot lives.
    """
    margin = send_margin(settings.ALIEXPRESS_DEADLINE_SECONDS)
    until = min(until, lease.ends - margin)
    while not slot.open():
        following = throttle.take(account.throttle_key, throttle.STOCK, until=until)
        if following is None or following.opens_at >= until:
            return False
        slot = following
    return lease.has_left(margin)


def claim(account: ShopAccount, products: list[str]) -> tuple[Lease, list[StockPush]]:
    """Lease all due rows of these products. Empty when the lane is full, or others have the products."""
    return run(partial(_claim, account, products))


def _claim(account: ShopAccount, products: list[str]) -> tuple[Lease, list[StockPush]]:
    """One claim at a time a lane: then what is read here stays true until it is written.

    `sent` takes `wanted` before the state is read: a change after that is one more push, never a lost one.
    """
    lane = account.lane("stock")
    hold(f"lane:{lane}")
    lease = Lease.begin()
    now = timezone.now()
    if not _has_room(account, now):
        return lease, []
    free = sorted(set(products) - set(_live(account, now).values_list("product_id", flat=True)))
    ids = lock_pushes(is_due(now), account=account, product_id__in=free)
    rows = StockPush.objects.filter(pk__in=ids)
    rows.filter(state=PushState.LEASED).update(is_suspect=True, suspect_rounds=0)
    rows.update(
        **lease.columns,
        sent=F("wanted"),
        sending_since=Coalesce(F("sending_since"), F("since")),
        since=Value(None),
        check_at=None,
    )
    return lease, list(rows.select_related("binding__warehouse").order_by("pk"))


def _live(account: ShopAccount, now: datetime) -> QuerySet[StockPush]:
    return StockPush.objects.filter(account=account, state=PushState.LEASED, lease_until__gt=now)


def _has_room(account: ShopAccount, now: datetime) -> bool:
    calls = _live(account, now).values("lease_token").distinct().count()
    return calls < width_of(account.lane("stock"))


def _allowed_while_late(
    account: ShopAccount, gateway: Gateway, rows: Sequence[StockPush], items: list[PushItem]
) -> list[PushItem]:
    """[M25] Without a fresh pull only zero may go, or less than the front shows right now.

    Raises ReadBackFailed when nothing is zero and nobody says what the front shows.
    """
    zero = [item for item in items if item.available == 0]
    others = {item.binding_id: item for item in items if item.available > 0}
    if not others:
        return zero
    try:
        shown = gateway.read_back(account, [row for row in rows if row.binding_id in others])
    except ReadBackFailed as error:
        log.info("%s: orders are not fresh and the front cannot be read (%s)", account, error)
        if not zero:
            raise
        return zero
    lower = [item for key, item in others.items() if key in shown and item.available < shown[key]]
    return zero + lower


def _send(account: ShopAccount, gateway: Gateway, items: list[PushItem]) -> PushAnswer:
    began = timezone.now()
    try:
        return gateway.push_states(account, items)
    except Exception as error:
        log.exception("%s: a push failed without an answer", account)
        return PushAnswer("unknown", began, timezone.now(), code=f"bug.{type(error).__name__}"[:60])


def _finish(
    account: ShopAccount, lease: Lease, items: list[PushItem], answer: PushAnswer, probe: breaker.Probe | None
) -> bool:
    if answer.outcome == "banned":
        throttle.ban(account.throttle_key, answer.retry_after_seconds)
    if answer.outcome == "judged":
        by_binding = {item.binding_id: item for item in items}
        mine = run(partial(record_judged, account, lease, by_binding, answer))
    else:
        mine = run(partial(record_unanswered, account, lease, answer, probe))
    if not mine:
        log.warning("%s: the lease ran out, its successor pushes the present state", account)
    return True


def _finish_unread(account: ShopAccount, lease: Lease, error: ReadBackFailed, probe: breaker.Probe | None) -> bool:
    """Neither orders nor the front can be read, so nothing may go: a try of the shop without success [M14], unless it
    was the platform's judgement, a method that is closed to us, or our own throttle that kept the front from us.
    """
    if error.outcome in {"judged", "blocked", "unasked"}:
        return _put_off(lease)
    now = timezone.now()
    answer = PushAnswer(error.outcome, now, now, code=error.code, retry_after_seconds=error.retry_after_seconds)
    return _finish(account, lease, [], answer, probe)


def _put_off(lease: Lease) -> bool:
    """Nothing may go now: asked again in a moment. False, as there is nothing more to be had."""
    run(partial(give_back, lease, timezone.now() + timedelta(seconds=PUT_OFF_SECONDS)))
    return False


def _check_suspects(account: ShopAccount, gateway: Gateway) -> bool:
    """Read back what may have been overtaken: twice the deadline after the last write, and after a fresh pull."""
    now = timezone.now()
    put_off = now + timedelta(seconds=2 * settings.ALIEXPRESS_DEADLINE_SECONDS)
    due = StockPush.objects.filter(account=account, check_at__lte=now).order_by("check_at", "pk")
    oldest = list(due.select_related("binding__warehouse")[:CHECKS_A_TURN])
    products = list(dict.fromkeys(row.product_id for row in oldest))[: products_a_turn(account)]
    rows = [
        row
        for row in oldest
        if row.product_id in products
        and StockPush.objects.filter(pk=row.pk, check_at=row.check_at).update(check_at=put_off)
    ]
    if not rows:
        return False
    if not order_pull.freshen(
        account, gateway, seconds=_fresh_seconds(account), wait_seconds=settings.ALIEXPRESS_DEADLINE_SECONDS
    ):
        return True
    try:
        shown = gateway.read_back(account, rows)
    except ReadBackFailed as error:
        log.info("%s: suspects cannot be read back yet (%s)", account, error)
        return True
    for item, row in zip(present_items(account, rows), rows, strict=True):
        check = partial(
            record_check,
            account,
            row,
            shown=shown.get(row.binding_id),
            wanted=item.available,
            seller_sku=item.seller_sku,
        )
        run(check)
    return True


def _fresh_seconds(account: ShopAccount) -> float:
    return float(figure("orders_fresh_seconds", shop=account.shop))


def due_accounts(now: datetime) -> set[int]:
    """The accounts with a row to push or to read back. Two indexed queries."""
    pushes = StockPush.objects.filter(is_due(now)).order_by().values_list("account_id", flat=True).distinct()
    checks = StockPush.objects.filter(Q(check_at__lte=now)).order_by().values_list("account_id", flat=True).distinct()
    return set(pushes) | set(checks)
