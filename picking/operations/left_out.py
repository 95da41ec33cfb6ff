"""Why orders are in no wave: one reason an order, the newest, kept beside it until a wave takes it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db.models import Q
from django.utils import timezone

from picking.models import LeftOut, Order, Wave, WaveRule
from picking.operations.candidates import Reasons, waveable
from picking.operations.too_large import OTHER_REASON, settle_large_orders
from picking.operations.wave_rules import rows_of
from picking.rules import facts_of
from picking.selectors.large import foretell_splits
from picking.states import OrderState
from picking.words import TOO_LARGE
from wms.core.batches import in_batches
from wms.core.models import Warehouse
from wms.core.transactions import run

TOO_FEW, NO_RULE = "too_few", "no_rule"
BATCH = 500


def explain(rule: WaveRule, wave: Wave | None, reasons: Reasons) -> Reasons:
    """Replace what was known of why each order is in no wave; returns what is told. Orders that moved on meanwhile are
    left alone.
    """
    if rule.splits_large:
        reasons = foretell_splits(reasons, facts_of(rule))
    still = set(Order.objects.filter(pk__in=reasons, state=OrderState.PROMISED).values_list("pk", flat=True))
    now = timezone.now()
    rows = [
        LeftOut(
            order_id=pk,
            warehouse_id=rule.warehouse_id,
            wave=wave,
            rule=rule,
            code=code,
            facts=facts,
            seen_at=now,
        )
        for pk, (code, facts) in sorted(reasons.items())
        if pk in still
    ]
    _keep(rows)
    settle_large_orders([row.order_id for row in rows if row.code != TOO_LARGE], OTHER_REASON)
    return reasons


def explain_unruled(*, warehouse: Warehouse) -> None:
    """Orders that no active rule looks at; those that say so already are left as they are. Opens transactions of its
    own, one for some hundreds.
    """
    seen = Q(pk__in=[])
    for rule in rows_of(warehouse).filter(is_active=True):
        seen |= waveable(facts_of(rule)) & Q(order_class__in=rule.classes)
    unruled = Order.objects.filter(warehouse=warehouse, state=OrderState.PROMISED).exclude(seen)
    rows = [
        LeftOut(order_id=pk, warehouse=warehouse, code=NO_RULE, facts={"carrier": carrier}, seen_at=timezone.now())
        for pk, carrier, *told in unruled.values_list("pk", "carrier", "left_out__code", "left_out__facts")
        if told != [NO_RULE, {"carrier": carrier}]
    ]
    for some in in_batches(rows, BATCH):
        run(partial(_keep, some))


def _keep(rows: Sequence[LeftOut]) -> None:
    LeftOut.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["order"],
        update_fields=["wave", "rule", "code", "facts", "seen_at"],
    )
