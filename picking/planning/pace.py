"""A time model of picking (walk, find, scan, put away), learned from scans, and what it foresees of a queue.

Pure: scans in, seconds out. Medians carry it, so that a coffee break or a lost handheld does not.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

LEAST_SAMPLES = 60
LONGEST_SECONDS = 240.0
SLOWEST_MM, FASTEST_MM = 300.0, 2500.0
PAIRS = 400
PICKERS_MOST = 40


class Kind(StrEnum):
    """What a scan ended: putting a tote into its slot, reaching a place, taking a unit, confirming the tote."""

    SLOT = "slot"
    PLACE = "place"
    UNIT = "unit"
    TOTE = "tote"


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds since the scan before; for a place the millimetres from the place before, where both are measured."""

    kind: Kind
    seconds: float
    walk_mm: int | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds for each part of a walk. `samples` = 0 where these are the default figures."""

    mm_a_second: float = 1100.0
    find_seconds: float = 7.0
    unit_seconds: float = 3.0
    tote_seconds: float = 3.5
    slot_seconds: float = 5.0
    begin_seconds: float = 45.0
    mm_a_stop: float = 6000.0
    samples: int = 0

    def seconds(self, *, stops: int, units: int, tasks: int, slots: int = 0, walk_mm: int | None = None) -> float:
        """A walk over `stops` places for `tasks` (slot and place), with `slots` totes still to be put in."""
        way = self.mm_a_stop * stops if walk_mm is None else float(walk_mm)
        begin = self.begin_seconds + self.slot_seconds * slots if slots else 0.0
        hands = self.find_seconds * stops + self.unit_seconds * units + self.tote_seconds * tasks
        return begin + way / self.mm_a_second + hands


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is left of one list. `is_begun`: somebody walks it now."""

    wave: int
    seconds: float
    is_begun: bool = False


def learn(samples: Sequence[Sample], default: Pace | None = None) -> Pace:
    """The default figures, each replaced by what enough scans of its kind say."""
    pace = default or Pace()
    kept = [sample for sample in samples if 0 < sample.seconds <= LONGEST_SECONDS]
    by_kind = {kind: [sample for sample in kept if sample.kind == kind] for kind in Kind}
    pace = replace(
        pace,
        slot_seconds=_median(by_kind[Kind.SLOT], pace.slot_seconds),
        unit_seconds=_median(by_kind[Kind.UNIT], pace.unit_seconds),
        tote_seconds=_median(by_kind[Kind.TOTE], pace.tote_seconds),
    )
    measured = [(float(s.walk_mm), s.seconds) for s in by_kind[Kind.PLACE] if s.walk_mm is not None]
    if len(measured) >= LEAST_SAMPLES:
        speed = _speed(measured, pace.mm_a_second)
        find = median(seconds - way / speed for way, seconds in measured)
        walked = [way for way, _ in measured if way > 0]
        stop = median(walked) if walked else pace.mm_a_stop
        pace = replace(pace, mm_a_second=speed, find_seconds=max(1.0, find), mm_a_stop=stop)
    is_learned = any(len(rows) >= LEAST_SAMPLES for rows in by_kind.values())
    return replace(pace, samples=len(kept) if is_learned else 0)


def _median(rows: Sequence[Sample], default: float) -> float:
    return median(row.seconds for row in rows) if len(rows) >= LEAST_SAMPLES else default


def _speed(measured: Sequence[tuple[float, float]], default: float) -> float:
    """Millimetres a second: the median slope over pairs of walks of clearly different length (Theil and Sen)."""
    step = max(1, len(measured) // PAIRS)
    rows = sorted(measured)[::step]
    half = len(rows) // 2
    slopes = [
        (far[1] - near[1]) / (far[0] - near[0])
        for near, far in zip(rows[:half], rows[half:], strict=False)
        if far[0] - near[0] > 1000
    ]
    if len(slopes) < LEAST_SAMPLES // 4 or median(slopes) <= 0:
        return default
    return min(FASTEST_MM, max(SLOWEST_MM, 1 / median(slopes)))


def foresee(ahead: Sequence[Ahead], pickers: int) -> dict[int, float]:
    """Seconds until each wave's last list is done. `ahead` in the order in which lists are given out.

    Who walks now takes the next list when his ends; `pickers` in all, never fewer than those who walk.
    """
    ends: dict[int, float] = {}
    free: list[float] = []
    for each in ahead:
        if each.is_begun:
            free.append(each.seconds)
            ends[each.wave] = max(ends.get(each.wave, 0.0), each.seconds)
    free += [0.0] * max(pickers - len(free), 0 if free else 1)
    heapq.heapify(free)
    for each in ahead:
        if not each.is_begun:
            end = heapq.heappop(free) + each.seconds
            heapq.heappush(free, end)
            ends[each.wave] = max(ends.get(each.wave, 0.0), end)
    return ends


def pickers_needed(ahead: Sequence[Ahead], wave: int, within: float, pickers: int) -> int | None:
    """How many more pickers would end this wave in time; 0 when it is in time, None when no number would do."""
    for extra in range(PICKERS_MOST):
        if foresee(ahead, pickers + extra).get(wave, 0.0) <= within:
            return extra
    return None


def pickers_for(walks: Iterable[float], within: float) -> int:
    """How many people could walk all of these in the time that is left; at least one, at most one a walk."""
    seconds = sorted(walks, reverse=True)
    ahead = [Ahead(0, each) for each in seconds]
    for count in range(1, len(seconds)):
        if foresee(ahead, count)[0] <= within:
            return count
    return max(1, len(seconds))
