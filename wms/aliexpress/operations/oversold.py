"""[M20] The alarm of orders that a front sold and nobody has goods for."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from picking.selectors.oversold import oversold_now
from wms.aliexpress.selectors.exposure import rule_of, shop_ids, stakes
from wms.aliexpress.selectors.shop_sync import accounts_of
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Warehouse, WorkItem
from wms.core.states import WorkItemState
from wms.core.work_items import close_many, raise_work_item

OVERSOLD = "order.oversold"
SUBJECT = "order"
MOST = 200  # new ones in a round; the oldest due first


def watch_oversold(*, cause: Cause, warehouse: Warehouse, now: datetime) -> int:
    """Raise an alarm for each order that has waited for goods for the figure `oversold_grace_minutes` (routing looks at
    other warehouses meanwhile), close those that got theirs or ended.

    Told anew once, as urgent, when an order is due within `oversold_urgent_hours`. Returns how many were raised. Locks
    nothing.
    """
    grace = timedelta(minutes=float(figure("oversold_grace_minutes", warehouse=warehouse)))
    urgent_within = timedelta(hours=float(figure("oversold_urgent_hours", warehouse=warehouse)))
    ids = shop_ids([account.pk for account in accounts_of(warehouse)])
    waiting = oversold_now(warehouse_id=warehouse.pk, shop_ids=ids)
    open_ones = WorkItem.objects.filter(kind=OVERSOLD, warehouse=warehouse).exclude(state=WorkItemState.RESOLVED)
    over = set(open_ones.values_list("subject_id", flat=True)) - {
        str(pk) for pk in waiting.values_list("pk", flat=True)
    }
    if over:
        close_many(kinds=[OVERSOLD], subject_type=SUBJECT, subject_ids=over, resolution="not short any more")
    told = WorkItem.objects.filter(kind=OVERSOLD, subject_type=SUBJECT, subject_id=Cast(OuterRef("pk"), CharField()))
    told = told.exclude(state=WorkItemState.RESOLVED)
    is_news = ~Exists(told) | Q(due_at__lte=now + urgent_within) & ~Exists(told.filter(is_urgent=True))
    orders = list(waiting.filter(is_news, state_since__lte=now - grace)[:MOST])
    at_stake = stakes(rule_of(warehouse), waiting, orders) if orders else {}
    for order in orders:
        raise_work_item(
            cause=cause,
            kind=OVERSOLD,
            warehouse_id=warehouse.pk,
            subject_type=SUBJECT,
            subject_id=order.pk,
            subject_label=order.number,
            facts=_facts(order, at_stake[order.pk], warehouse),
            is_urgent=order.due_at - now <= urgent_within,
        )
    return len(orders)


def _facts(order: Any, stake: Decimal | None, warehouse: Warehouse) -> dict[str, Any]:
    unknown = [f"没算（{order.currency}）", f"not counted ({order.currency})"]
    return {
        "order": order.number,
        "shop": order.shop.name,
        "amount": f"{order.currency} {order.amount}",
        "stake": unknown if stake is None else f"US$ {stake}",
        "due": f"{order.due_at.astimezone(warehouse.zone):%m-%d %H:%M}",
    }
