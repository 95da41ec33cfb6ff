"""A made wave of any size: 10,000 locations, trolleys of 12 orders, demand by Zipf over random storage."""

import random
from dataclasses import dataclass
from itertools import accumulate

from picking.planning.batching import BatchOrder, Capacity
from picking.planning.layout import End, Layout, Side, Spot

AISLES = 50
BAYS = 100
AISLE_PITCH = 5.0
BAY = 1.0
END_GAP = 1.0
ORDERS_PER_TROLLEY = 12
ZIPF = 0.8
SINGLE_LINE_SHARE = 0.45
LINES_MEAN = 2.5


@dataclass(frozen=True)
class MadeWave:
    """Layout in metres, orders as they came, and the trolley."""

    layout: Layout
    orders: tuple[BatchOrder, ...]
    capacity: Capacity


def made_layout(cross_aisles: int) -> Layout:
    """50 aisles of 100 bays with places on both sides; middle cross aisles cut the aisles into equal blocks."""
    length = END_GAP * 2 + (BAYS - 1) * BAY
    cross = tuple(length * index / (cross_aisles - 1) for index in range(cross_aisles))
    spots = []
    for aisle in range(AISLES):
        for bay in range(BAYS):
            y = END_GAP + bay * BAY
            block = max(index for index in range(cross_aisles - 1) if cross[index] <= y)
            for side in (Side.LEFT, Side.RIGHT):
                spots.append(Spot(f"{aisle:02d}-{bay:03d}-{side}", aisle, block, y - cross[block], side))
    columns = tuple(aisle * AISLE_PITCH for aisle in range(AISLES))
    depot = End(0, 0)
    return Layout(columns, (True,) * AISLES, cross, tuple(spots), depot, depot)


def made_wave(orders: int, seed: int, cross_aisles: int) -> MadeWave:
    """45 % single-line orders, 2.5 lines on average; the same seed makes the same wave."""
    layout = made_layout(cross_aisles)
    generator = random.Random(f"wave {seed}")
    ranked = list(range(len(layout.spots)))
    generator.shuffle(ranked)
    weights = list(accumulate(1.0 / (rank + 1) ** ZIPF for rank in range(len(ranked))))
    found = []
    for _ in range(orders):
        lines = _lines(generator)
        picks: set[int] = set()
        while len(picks) < lines:
            picks.update(generator.choices(ranked, cum_weights=weights, k=lines - len(picks)))
        found.append(BatchOrder(tuple(sorted(picks)), units=lines))
    return MadeWave(layout, tuple(found), Capacity(orders=ORDERS_PER_TROLLEY))


def _lines(generator: random.Random) -> int:
    """1 for the single-line share; else 2 or more, geometric, so that the mean over all comes out right."""
    if generator.random() < SINGLE_LINE_SHARE:
        return 1
    mean_of_rest = (LINES_MEAN - SINGLE_LINE_SHARE) / (1.0 - SINGLE_LINE_SHARE)
    more = 1.0 / (mean_of_rest - 1.0)
    lines = 2
    while generator.random() > more and lines < BAYS:
        lines += 1
    return lines
