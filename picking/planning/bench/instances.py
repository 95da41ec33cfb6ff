"""Reads the public instance format (LAYOUT, ARTICLE_SECTION, SKU_SECTION, ORDER_SECTION) into layouts and orders."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from picking.planning.errors import BadInstance
from picking.planning.layout import CROSS_AISLES_MAX, End, Layout, Side, Spot

LAYOUT_BLOCKS = {"single-block": 1, "two-block": 2}


@dataclass(frozen=True)
class InstanceOrder:
    """One order of a file: spot numbers of its articles (ascending, each once) and its weight."""

    picks: tuple[int, ...]
    weight: int
    articles: int


@dataclass(frozen=True)
class Instance:
    """One file: `capacity` is the trolley's weight, None in pure routing files."""

    name: str
    layout: Layout
    orders: tuple[InstanceOrder, ...]
    capacity: int | None

    @property
    def picks(self) -> tuple[int, ...]:
        """All spots of the file's orders, each once."""
        return tuple(sorted({pick for order in self.orders for pick in order.picks}))


@dataclass
class _Raw:
    head: dict[str, str]
    weights: dict[int, int]
    places: dict[int, tuple[int, int, Side]]
    orders: list[list[tuple[int, int]]]


def read_instance(path: Path, *, blocks: int | None = None, entry_gap: float | None = None) -> Instance:
    """Read one file; `blocks` and `entry_gap` override what the file says about blocks and aisle ends.

    Refuses with BadInstance(file, problem).
    """
    try:
        return _instance(path, _parse(path.read_text(encoding="utf-8", errors="replace")), blocks, entry_gap)
    except (KeyError, ValueError, IndexError, StopIteration) as problem:
        raise BadInstance(file=path.name, problem=f"{type(problem).__name__}: {problem}") from problem


def _parse(text: str) -> _Raw:
    raw = _Raw({}, {}, {}, [])
    section = "HEAD"
    for line in (line.strip() for line in text.splitlines()):
        if not line or line == "EOF":
            continue
        if line.endswith("_SECTION"):
            section = line
        elif line.startswith("ID "):
            _row(raw, section, line.split())
        else:
            name, _, value = line.partition(":")
            if name.strip() == "NUM_ARTICLES_IN_ORDER" or (
                section == "ORDER_SECTION" and name.strip() == "NUM_ARTICLES"
            ):
                raw.orders.append([])
            raw.head.setdefault(name.strip(), value.strip())
    return raw


def _row(raw: _Raw, section: str, words: list[str]) -> None:
    values = dict(zip(words[0::2], words[1::2], strict=True))
    article = int(values["ID"])
    if section == "ARTICLE_SECTION":
        raw.weights[article] = int(values.get("WEIGHT", "1"))
    elif section == "SKU_SECTION":
        side = Side(values.get("LEFT_RIGHT_HAND_SIDE", ""))
        raw.places[article] = (int(values["AISLE"]), int(values["CELL"]), side)
    else:
        raw.orders[-1].append((article, int(values["QUANTITY"])))


def _cross_aisles(head: dict[str, str], blocks: int, top: float, bottom: float) -> list[float]:
    """Heights of the cross aisles; every block has its own two aisle ends, cell 0 lies at the top."""
    cells, cell = int(head["NUM_CELLS"]), float(head["DISTANCE_CELL_TO_CELL"])
    heights = [0.0]
    for count in _cells_by_block(cells, blocks):
        heights.append(heights[-1] + bottom + top + (count - 1) * cell)
    return heights


def _cells_by_block(cells: int, blocks: int) -> list[int]:
    """Cells of each block from the bottom. The split from the top is at cells // blocks."""
    cuts = [block * cells // blocks for block in range(blocks + 1)]
    return [cuts[at + 1] - cuts[at] for at in reversed(range(blocks))]


def _instance(path: Path, raw: _Raw, blocks: int | None, entry_gap: float | None) -> Instance:
    head = raw.head
    blocks = blocks or LAYOUT_BLOCKS[head["LAYOUT"]]
    if not 1 <= blocks < CROSS_AISLES_MAX:
        raise ValueError(f"blocks {blocks}")
    top = float(head["DISTANCE_TOP_TO_CELL"]) if entry_gap is None else entry_gap
    bottom = float(head["DISTANCE_BOTTOM_TO_CELL"]) if entry_gap is None else entry_gap
    cross = _cross_aisles(head, blocks, top, bottom)
    pitch = float(head["DISTANCE_AISLE_TO_AISLE"])
    aisles = int(head["NUM_AISLES"])
    spots = sorted(_spots(raw, blocks, bottom), key=lambda spot: (spot.column, spot.block, spot.offset, int(spot.key)))
    end = End(
        int(head["DEPOT_AISLE"]),
        blocks if head["DEPOT_LOCATION"] == "top" else 0,
        float(head.get("DISTANCE_TOP_OR_BOTTOM_TO_DEPOT", "0")),
    )
    columns = tuple(aisle * pitch for aisle in range(aisles))
    layout = Layout(columns, (True,) * aisles, tuple(cross), tuple(spots), end, end)
    capacity = int(head["PICKER_CAPACITY"]) if "PICKER_CAPACITY" in head else None
    return Instance(path.name, layout, tuple(_orders(raw, layout)), capacity)


def _spots(raw: _Raw, blocks: int, bottom: float) -> Iterator[Spot]:
    cells = int(raw.head["NUM_CELLS"])
    cell_length = float(raw.head["DISTANCE_CELL_TO_CELL"])
    counts = _cells_by_block(cells, blocks)
    for article, (aisle, cell, side) in raw.places.items():
        from_bottom = cells - 1 - cell
        if not (0 <= from_bottom < cells and 0 <= aisle < int(raw.head["NUM_AISLES"])):
            raise ValueError(f"article {article} lies outside: aisle {aisle}, cell {cell}")
        block = 0
        while from_bottom >= counts[block]:
            from_bottom -= counts[block]
            block += 1
        yield Spot(str(article), aisle, block, bottom + from_bottom * cell_length, side)


def _orders(raw: _Raw, layout: Layout) -> Iterator[InstanceOrder]:
    for rows in raw.orders:
        picks = tuple(sorted({layout.number[str(article)] for article, _ in rows}))
        weight = sum(quantity * raw.weights[article] for article, quantity in rows)
        yield InstanceOrder(picks, weight, sum(quantity for _, quantity in rows))
