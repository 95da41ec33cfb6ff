"""The walk that a plain pick list asks for, to compare with: whole aisles by turns, middle cross aisles ignored."""

from collections.abc import Sequence

from picking.planning.layout import Layout


def s_shape_length(layout: Layout, picks: Sequence[int]) -> float:
    """S-shape walk from a depot on the first cross aisle; in the last of an odd number of aisles one turns back."""
    if not picks:
        return 0.0
    height_of: dict[int, float] = {}
    for number in picks:
        spot = layout.spots[number]
        height = layout.cross_aisles[spot.block] - layout.cross_aisles[0] + spot.offset
        height_of[spot.column] = max(height, height_of.get(spot.column, 0.0))
    columns = sorted(height_of)
    depot = layout.columns[layout.start.column]
    left, right = layout.columns[columns[0]], layout.columns[columns[-1]]
    across = abs(depot - left) + (right - left) + abs(right - depot)
    whole = layout.cross_aisles[-1] - layout.cross_aisles[0]
    aisles = len(columns) - len(columns) % 2
    last = 2.0 * height_of[columns[-1]] if len(columns) % 2 else 0.0
    return across + aisles * whole + last + layout.approach
