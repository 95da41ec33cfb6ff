"""What a walk is, whatever floor it was found on: its stops with the hand of each, its line on the floor."""

from dataclasses import dataclass

from picking.planning.layout import Side

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """One halt of a walk: spot number, place key, the hand at which the place lies when one arrives."""

    spot: int
    place: str
    side: Side


@dataclass(frozen=True, slots=True)
class Walk:
    """A shortest walk: its length in the layout's unit, its stops in order, its line as corner points."""

    length: float
    stops: tuple[Stop, ...]
    line: tuple[Point, ...]


def seen_from(side: Side, climbing: bool) -> Side:
    """Left and right change places for who comes down the aisle."""
    if side is Side.NONE or climbing:
        return side
    return Side.RIGHT if side is Side.LEFT else Side.LEFT


def corners_of(line: list[Point]) -> tuple[Point, ...]:
    """Drop repeated points, and points on a straight line that goes on in the same direction."""
    kept: list[Point] = []
    for point in line:
        if kept and kept[-1] == point:
            continue
        if len(kept) >= 2 and _goes_on(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return tuple(kept)


def _goes_on(one: Point, two: Point, three: Point) -> bool:
    along = (two[0] - one[0], two[1] - one[1])
    then = (three[0] - two[0], three[1] - two[1])
    return along[0] * then[1] == along[1] * then[0] and along[0] * then[0] + along[1] * then[1] > 0
