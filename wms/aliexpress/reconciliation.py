"""[M24] The comparison itself: pull, read the front back, lay it beside the ledger; a hundred bindings at a time."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings

from inventory.selectors.bindings import binding_parts
from inventory.selectors.counts import awaiting_count, last_counts
from inventory.states import BindingState
from wms.aliexpress import breaker, order_pull
from wms.aliexpress.gateway import Gateway, ReadBackFailed, gateway_of
from wms.aliexpress.models import Reconciliation, ShopAccount, StockPush
from wms.aliexpress.operations.reconcile import Compared, begin, counts_of, end, record_compared
from wms.aliexpress.selectors.present import present_items
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.transactions import run

log = logging.getLogger(__name__)

CHUNK = 100
TRIES = 3


def reconcile(account: ShopAccount, *, cause: Cause) -> Reconciliation:
    """Compare every binding of a shop with its front. Safe to run at any time; no transaction may be open.

    Orders are pulled before each chunk, as before a push [M25], so that what the front has lowered for a buyer is
    lowered here, too. A front that cannot be read ends the run with its code; what was compared stays.
    """
    opened = run(partial(begin, cause=cause, account=account))
    gateway = gateway_of(account)
    code = "" if not _held(account) else "shop_held"
    after = 0
    while not code:
        pushes = list(
            StockPush.objects.filter(account=account, pk__gt=after)
            .select_related("binding__warehouse")
            .order_by("pk")[:CHUNK]
        )
        if not pushes:
            break
        after = pushes[-1].pk
        try:
            rows = _compare(account, gateway, pushes)
        except ReadBackFailed as failure:
            code = failure.code
            log.warning("%s: reconciliation: the front cannot be read (%s)", account, code)
            break
        run(partial(record_compared, run_id=opened.pk, rows=rows))
    return run(partial(end, cause=cause, run_id=opened.pk, code=code))


def _held(account: ShopAccount) -> bool:
    """Without a token, or while the platform shuts us out, nothing can be read. An open breaker shuts pushes only."""
    account.refresh_from_db()
    return not account.access_token or (breaker.is_shut(account) and account.opened_at is None)


def _compare(account: ShopAccount, gateway: Gateway, pushes: list[StockPush]) -> list[Compared]:
    order_pull.freshen(
        account,
        gateway,
        seconds=float(figure("orders_fresh_seconds", shop=account.shop)),
        wait_seconds=settings.ALIEXPRESS_DEADLINE_SECONDS,
    )
    shown = _read(gateway, account, pushes)
    items = present_items(account, pushes)
    parts = binding_parts([push.binding_id for push in pushes])
    skus = {push.pk: [part.sku.pk for part in parts.get(push.binding_id, [])] for push in pushes}
    every = {sku_id for ids in skus.values() for sku_id in ids}
    warehouse_id = account.shop.warehouse_id
    counts, waiting = last_counts(warehouse_id, every), awaiting_count(warehouse_id, every)
    return [
        Compared(
            push=push,
            item=item,
            there=shown.get(push.binding_id),
            is_verified=push.binding.state == BindingState.VERIFIED,
            count=counts_of(counts, skus[push.pk]),
            is_count_pending=bool(waiting & set(skus[push.pk])),
        )
        for push, item in zip(pushes, items, strict=True)
    ]


def _read(gateway: Gateway, account: ShopAccount, pushes: list[StockPush]) -> dict[int, int]:
    """A read may be made again at once when its answer was lost."""
    for left in reversed(range(TRIES)):
        try:
            return gateway.read_back(account, pushes)
        except ReadBackFailed:
            if not left:
                raise
    raise AssertionError("unreachable")
