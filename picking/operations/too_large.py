"""An order that no trolley or wave of a rule can hold is somebody's work, not a line in a list that nobody reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from picking.models import LeftOut, WaveRule
from picking.rules import KG_GRAMS, LITRE_MM3
from picking.states import OrderState
from wms.core.cause import Cause
from wms.core.work_items import close_many, raise_work_item

TOO_LARGE, KIND = "order_too_large", "order.too_large"
TAKEN, OTHER_REASON = "wave.claimed", "left_out.other_reason"
SAID = {
    "units": ("{wanted} 件，最多 {most} 件", "{wanted} units, at most {most}"),
    "lines": ("{wanted} 行，最多 {most} 行", "{wanted} lines, at most {most}"),
    "litres": ("{wanted} 升，最多 {most} 升", "{wanted} litres, at most {most}"),
    "kg": ("{wanted} 公斤，最多 {most} 公斤", "{wanted} kg, at most {most}"),
}
MEASURED: dict[str, tuple[str, int]] = {
    "mm3": ("litres", LITRE_MM3),
    "volume_mm3": ("litres", LITRE_MM3),
    "weight_grams": ("kg", KG_GRAMS),
}


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


def over(facts: Mapping[str, Any]) -> list[str]:
    """How much too large, in both languages; empty where it was not measured."""
    wanted, most = facts.get("wanted"), facts.get("capacity")
    unit, size = MEASURED.get(str(facts.get("dimension")), (str(facts.get("dimension")), 1))
    if wanted is None or most is None or unit not in SAID:
        return ["", ""]
    numbers = {"wanted": f"{wanted / size:.10g}", "most": f"{most / size:.10g}"}
    return [text.format(**numbers) for text in SAID[unit]]
