"""Shares with their count, their base and their target: what every figure card and every table of rates shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ON_TARGET, NEAR, MISSED, FEW = "ok", "near", "missed", "few"
NEAR_SHARE = 0.8  # of an upper limit; for a lower limit the same share of the room above it


@dataclass(frozen=True)
class Counts:
    """`count` of `base`."""

    count: int = 0
    base: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.count + other.count, self.base + other.base)

    @property
    def percent(self) -> float | None:
        return 100 * self.count / self.base if self.base else None

    @property
    def shown(self) -> str:
        """Two digits below 1 %, one above, none for 0 and 100; a dash without a base."""
        return percent_text(self.percent)


def percent_text(percent: float | None) -> str:
    if percent is None:
        return "–"
    if percent in {0, 100}:
        return str(round(percent))
    if percent < 1:
        return f"{percent:.2f}"
    return f"{min(percent, 99.9):.1f}" if percent < 100 else f"{percent:.0f}"


def limit_text(limit: Decimal) -> str:
    return f"{limit.normalize():f}"


def status(counts: Counts, target: Decimal, *, is_upper_limit: bool, least_base: int = 1) -> str:
    """How counts stand to a target in percent: ok, near, missed, or few when the base says nothing yet."""
    percent, limit = counts.percent, float(target)
    if percent is None or counts.base < least_base:
        return FEW
    if is_upper_limit:
        if percent > limit:
            return MISSED
        return NEAR if counts.count and percent > limit * NEAR_SHARE else ON_TARGET
    if percent < limit:
        return MISSED
    return NEAR if percent < limit + (100 - limit) * (1 - NEAR_SHARE) else ON_TARGET
