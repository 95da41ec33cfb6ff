"""An order that no trolley or wave of a rule can hold is somebody's work, not a line in a list that nobody reads."""

from __future__ import annotations

from typing import Any

from picking.models import LeftOut, WaveRule
from picking.states import OrderState
from picking.words import TOO_LARGE, over
from wms.core.cause import Cause
from wms.core.work_items import close_many, raise_work_item

KIND = "order.too_large"
TAKEN, OTHER_REASON = "wave.claimed", "left_out.other_reason"


def ask_about_large_orders(*, cause: Cause, rule: WaveRule) -> int:
    """A work item for each order that this rule found too large in an earlier round and that is still there.

    Not at once: a rule with a larger trolley may take it in the same round. Returns how many. Locks nothing.
    """
    rows = LeftOut.objects.filter(rule=rule, code=TOO_LARGE, order__state=OrderState.PROMISED).select_related("order")
    for row in rows:
        raise_work_item(
            cause=cause,
            kind=KIND,
            warehouse_id=row.warehouse_id,
            subject_type="order",
            subject_id=row.order_id,
            subject_label=row.order.number,
            facts={"order": row.order.number, "over": over(row.facts), "rule": [rule.name_zh, rule.name_en]},
        )
    return len(rows)


def settle_large_orders(order_ids: Any, resolution: str) -> int:
    """Close the items of these orders: a wave has them, or something else keeps them out. One statement."""
    return close_many(kinds=[KIND], subject_type="order", subject_ids=order_ids, resolution=resolution)
