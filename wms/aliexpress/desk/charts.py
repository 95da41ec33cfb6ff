"""Geometry of the channel's charts: numbers in, SVG attributes out; the templates draw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from wms.aliexpress.models import StockUpdate

LEFT, RIGHT, HEIGHT = 76.0, 532.0, 24.0
ROWS = (("available", "ln", 30), ("reserved", "ln2", 62), ("in_transit", "ln3", 94))


def three_lines(updates: Sequence[StockUpdate]) -> dict[str, Any] | None:
    """Available, reserved and in transit as steps over time; None below two updates. Each line has its own scale."""
    if len(updates) < 2:
        return None
    first, last = updates[0].answered_at, updates[-1].answered_at
    lines = []
    for name, css, base in ROWS:
        values = [getattr(update, name) for update in updates]
        if any(value is None for value in values):
            continue
        lines.append(
            {"name": name, "css": css, "base": base, "last": values[-1], "path": _steps(updates, values, base)}
        )
    return {"lines": lines, "first": first, "last": last}


def _steps(updates: Sequence[StockUpdate], values: Sequence[int], base: int) -> str:
    low, high = min(values), max(values)
    span = max((updates[-1].answered_at - updates[0].answered_at).total_seconds(), 0.001)

    def x(moment: datetime) -> float:
        return LEFT + (RIGHT - LEFT) * (moment - updates[0].answered_at).total_seconds() / span

    def y(value: int) -> float:
        return base - 4 - (HEIGHT - 4) * (value - low) / (high - low) if high > low else base - HEIGHT / 2

    path = f"M{x(updates[0].answered_at):.1f} {y(values[0]):.1f}"
    for update, value in zip(updates[1:], values[1:], strict=True):
        path += f"H{x(update.answered_at):.1f}V{y(value):.1f}"
    return path + f"H{RIGHT}"
