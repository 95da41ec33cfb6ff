"""Geometry of the desk's charts: numbers in, SVG attributes out. The templates draw, nothing here makes markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from wms.reports.rates import percent_text
from wms.reports.selectors.errors import TrendDay
from wms.reports.selectors.scans import SkuTally, Tally

SPARK_WIDTH, SPARK_TOP, SPARK_BOTTOM = 100.0, 3.0, 23.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 560.0, 26.0, 176.0


def spark_path(values: Sequence[float | None], target: float) -> str:
    """A line over the days that have a value, in a box of 100 x 26; empty below two days."""
    points = [(index, value) for index, value in enumerate(values) if value is not None]
    if len(points) < 2:
        return ""
    step = SPARK_WIDTH / max(1, len(values) - 1)
    high, low = _range(values, target)
    return "M" + " L".join(f"{index * step:.1f} {_spark_y(value, low, high):.1f}" for index, value in points)


def spark_target(values: Sequence[float | None], target: float) -> str:
    high, low = _range(values, target)
    return f"M0 {_spark_y(target, low, high):.1f}H100" if len([v for v in values if v is not None]) > 1 else ""


def _range(values: Sequence[float | None], target: float) -> tuple[float, float]:
    known = [value for value in values if value is not None]
    return max([*known, target]), min([*known, target])


def _spark_y(value: float, low: float, high: float) -> float:
    if high == low:
        return SPARK_BOTTOM
    return SPARK_BOTTOM - (value - low) / (high - low) * (SPARK_BOTTOM - SPARK_TOP)


@dataclass(frozen=True)
class Bar:
    """One row of the funnel."""

    tally: Tally
    top: int
    text_y: int
    line_y: int
    width: float
    after: float


def funnel(tallies: Sequence[Tally]) -> dict[str, Any]:
    """Bars of wrong scans, each stage with its own base and rate beside it."""
    longest = max((tally.counts.count for tally in tallies), default=0)
    bars = []
    for index, tally in enumerate(tallies):
        top = 26 + 36 * index
        width = round(300 * tally.counts.count / longest, 1) if longest else 0.0
        bars.append(Bar(tally, top, top + 15, top + 29, width, 74 + width))
    return {"bars": bars, "height": 26 + 36 * len(bars)}


def control_chart(days: Sequence[TrendDay], target: float) -> dict[str, Any]:
    """The p chart: points, mean, limits stepped by the day, the target; its axis starts at 0."""
    percents = [day.counts.percent for day in days]
    limits = [day.limit_percent for day in days]
    highest = max([value for value in [*percents, *limits] if value is not None] + [target], default=target)
    step = next((size for size in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if highest / size <= 5), 25)
    top = step * max(1, ceil(highest / step - 1e-9))
    base = sum(day.counts.base for day in days)
    mean = 100 * sum(day.counts.count for day in days) / base if base else None

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)

    width = (RIGHT - LEFT - 10) / max(1, len(days) - 1)
    points = [
        {"x": round(LEFT + 5 + index * width, 1), "y": y(day.counts.percent), "day": day}
        for index, day in enumerate(days)
        if day.counts.percent is not None
    ]
    for point in points:
        right = point["x"] > RIGHT - 120
        point["label_x"], point["anchor"] = point["x"] + (-10 if right else 10), "end" if right else "start"
    return {
        "points": points,
        "line": "M" + " L".join(f"{point['x']} {point['y']}" for point in points) if len(points) > 1 else "",
        "limit": _steps(limits, width, y),
        "limit_y": next((y(limit) for limit in reversed(limits) if limit is not None), None),
        "mean_y": y(mean) if mean is not None else None,
        "target_y": y(target),
        "grid": [{"y": y(step * index), "label": f"{step * index:g}%"} for index in range(round(top / step) + 1)],
        "days": [
            {"x": round(LEFT + 5 + index * width, 1), "label": f"{day.day:%m-%d}"}
            for index, day in enumerate(days)
            if (len(days) - 1 - index) % 7 == 0
        ],
    }


def _steps(limits: Sequence[float | None], width: float, y: Any) -> str:
    """The upper limit as a stair; a day without a base leaves a gap."""
    parts, is_drawing = [], False
    for index, limit in enumerate(limits):
        start = round(max(LEFT, LEFT + 5 + (index - 0.5) * width), 1)
        end = round(min(RIGHT, LEFT + 5 + (index + 0.5) * width), 1)
        if limit is None:
            is_drawing = False
            continue
        parts.append(f"V{y(limit)} H{end}" if is_drawing else f"M{start} {y(limit)} H{end}")
        is_drawing = True
    return " ".join(parts)


def pareto(tallies: Sequence[SkuTally]) -> dict[str, Any]:
    """Columns, most first, the vital few strong; the running share above them."""
    highest = max((tally.counts.count for tally in tallies), default=0)
    columns = []
    for index, tally in enumerate(tallies[:7]):
        height = round(112 * tally.counts.count / highest, 1)
        before = tallies[index - 1].share_percent if index else 0
        columns.append(
            {
                "tally": tally,
                "x": 40 + 76 * index,
                "middle": 64 + 76 * index,
                "y": 150 - height,
                "height": height,
                "label_y": 145 - height,
                "is_vital": before < 75,
                "share_y": round(150 - 1.26 * tally.share_percent, 1),
            }
        )
    vital = [column for column in columns if column["is_vital"]]
    return {
        "columns": columns,
        "line": "M" + " L".join(f"{column['middle']} {column['share_y']}" for column in columns) if columns else "",
        "vital": len(vital),
        "vital_share": percent_text(vital[-1]["tally"].share_percent) if vital else "",
    }
