"""Words for the codes of waves, both languages: (zh-Hans, English)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from picking.parcels import MOST_PARCELS
from picking.rules import KG_GRAMS, LITRE_MM3
from wms.core.words import Pair

WAVE_STATES: dict[str, Pair] = {
    "draft": ("试算", "Trial"),
    "building": ("生成中", "Building"),
    "released": ("待拣", "Released"),
    "picking": ("拣货中", "Picking"),
    "sorted": ("已拣完", "Picked"),
    "closed": ("已关闭", "Closed"),
    "cancelled": ("已取消", "Cancelled"),
}
ORDER_CLASSES: dict[str, Pair] = {
    "single_unit": ("单品单件", "Single unit"),
    "single_sku": ("单品多件", "Single SKU"),
    "mixed": ("多品", "Mixed"),
}
TOO_LARGE, SPLITS = "order_too_large", "order_splits"
OVER = {
    "units": ("{wanted} 件，最多 {most} 件，多 {more}", "{wanted} units, at most {most}: {more} too many"),
    "lines": ("{wanted} 行，最多 {most} 行，多 {more}", "{wanted} lines, at most {most}: {more} too many"),
    "litres": ("{wanted} 升，最多 {most} 升，多 {more}", "{wanted} litres, at most {most}: {more} too many"),
    "kg": ("{wanted} 公斤，最多 {most} 公斤，多 {more}", "{wanted} kg, at most {most}: {more} too many"),
}
CANNOT_SPLIT = (
    "；拆包也放不下，或要超过 {n} 个包裹",
    "; splitting does not help: a unit is too large, or over {n} parcels",
)
MEASURED: dict[str, tuple[str, int]] = {
    "mm3": ("litres", LITRE_MM3),
    "volume_mm3": ("litres", LITRE_MM3),
    "weight_grams": ("kg", KG_GRAMS),
}


def told_facts(code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What the wording of a reason to stay out of waves is filled with."""
    return {**facts, "over": over(facts)} if code in (TOO_LARGE, SPLITS) else dict(facts)


def over(facts: Mapping[str, Any]) -> list[str]:
    """How much too large, in both languages, and that its rule cannot split it; empty where it was not measured."""
    wanted, most = facts.get("wanted"), facts.get("capacity")
    unit, size = MEASURED.get(str(facts.get("dimension")), (str(facts.get("dimension")), 1))
    if wanted is None or most is None or unit not in OVER:
        return ["", ""]
    told = {"wanted": wanted, "most": most, "more": wanted - most}
    numbers = {name: f"{value / size:.10g}" for name, value in told.items()}
    ends = CANNOT_SPLIT if facts.get("parcels") == 0 else ("", "")
    return [text.format(**numbers) + end.format(n=MOST_PARCELS) for text, end in zip(OVER[unit], ends, strict=True)]
