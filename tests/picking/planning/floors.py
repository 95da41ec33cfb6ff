"""Made floors and orders for planning tests."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime

from hypothesis import strategies as st

from picking.planning import Candidate, Line, Trolley, WaveRequest, WaveRule
from picking.planning.batching import BatchOrder
from picking.planning.graph import AnyLayout
from picking.planning.layout import Depot, End, FloorPlan, Layout, Place, Spot, build_layout

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def floor(
    columns: Sequence[float],
    cross_aisles: Sequence[float],
    spots: Sequence[tuple[int, int, float]],
    start: End | None = None,
    end: End | None = None,
    is_aisle: Sequence[bool] | None = None,
) -> Layout:
    """A layout from bare numbers; spots are (column, block, offset)."""
    start = start or End(0, 0)
    ordered = tuple(Spot(str(at), *spot) for at, spot in enumerate(sorted(spots)))
    aisles = tuple(is_aisle or (True,) * len(columns))
    return Layout(tuple(columns), aisles, tuple(cross_aisles), ordered, start, end or start)


@st.composite
def floors(draw: st.DrawFn, spots_max: int = 8, cross_aisles_max: int = 4, *, open_walk: bool = False) -> Layout:
    """Any small floor: uneven aisles and blocks, depot anywhere on a cross aisle, also between two aisles."""
    columns = sorted(draw(st.sets(st.integers(0, 30), min_size=2, max_size=6)))
    cross = sorted(draw(st.sets(st.integers(0, 40), min_size=2, max_size=cross_aisles_max)))
    is_aisle = [True, *(draw(st.sampled_from([True, True, True, False])) for _ in columns[1:])]
    aisles = [at for at, aisle in enumerate(is_aisle) if aisle]
    found = []
    for _ in range(draw(st.integers(1, spots_max))):
        block = draw(st.integers(0, len(cross) - 2))
        offset = draw(st.integers(0, cross[block + 1] - cross[block]))
        found.append((draw(st.sampled_from(aisles)), block, float(offset)))
    ends = [
        End(draw(st.integers(0, len(columns) - 1)), draw(st.integers(0, len(cross) - 1)), draw(st.integers(0, 3)))
        for _ in range(2 if open_walk else 1)
    ]
    return floor([float(x) for x in columns], [float(y) for y in cross], found, ends[0], ends[-1], is_aisle)


def random_orders(layout: AnyLayout, count: int, seed: int, groups: int = 1) -> list[BatchOrder]:
    """Orders of one to five spots with loads in every dimension."""
    generator = random.Random(seed)
    found = []
    for _ in range(count):
        picks = generator.sample(range(len(layout.spots)), generator.randint(1, min(5, len(layout.spots))))
        units = generator.randint(len(picks), 2 * len(picks))
        found.append(
            BatchOrder(
                tuple(sorted(picks)),
                units,
                units * 900,
                units * generator.randint(50, 400),
                generator.randrange(groups),
            )
        )
    return found


def warehouse(aisles: int = 6, bays: int = 20) -> Layout:
    """A floor built from places as inventory knows them, in millimetres, with a middle cross aisle."""
    places = [
        Place(f"A{aisle:02d}-{bay:02d}", aisle=f"A{aisle:02d}", x_mm=aisle * 3000, y_mm=bay * 1000)
        for aisle in range(aisles)
        for bay in range(1, bays + 1)
    ]
    middle = (bays + 1) * 500
    plan = FloorPlan(start=Depot(0, -2000), cross_aisles_mm=(0, middle, (bays + 1) * 1000))
    return build_layout(places, plan)


def candidate(key: str, *lines: tuple[str, int], **more: object) -> Candidate:
    """An order with lines (place, units); each place holds one SKU."""
    made = tuple(
        Line(f"{key}/{at}", f"SKU-{place}", place, units, units * 1000, units * 100)
        for at, (place, units) in enumerate(lines)
    )
    return Candidate(key, made, **more)  # type: ignore[arg-type]


def wave_request(layout: AnyLayout, count: int, seed: int, **more: object) -> WaveRequest:
    """A request of mixed candidates with a fixed number of moves."""
    generator = random.Random(seed)
    keys = [spot.key for spot in layout.spots]
    candidates = []
    for number in range(count):
        lines = [(place, generator.randint(1, 2)) for place in generator.sample(keys, generator.choice((1, 1, 2, 3)))]
        candidates.append(candidate(f"O{number:04d}", *lines, carrier=generator.choice(("YANWEN", "4PX"))))
    settings: dict[str, object] = {"moves": 4000, "rule": WaveRule(), "trolley": Trolley(slots=6, units_max=20)}
    return WaveRequest(layout, tuple(candidates), NOW, **{**settings, **more})  # type: ignore[arg-type]
