"""Waves planned alone, and the planner on public instances with published best values.

The instances are not part of the project: their folder holds routing/optima.csv with routing/instances/, and under
batching/ a table of best values beside each set's folder (henn-waescher, muter-oncan, bahceci-oncan).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benches.rows import SQLITE, Row, judge, measure

MEGABYTES_MAX = 1024
FASTER = {3: 28, 10: 37, 60: 43}  # seconds -> percent that a wave of 5,000 is to be shorter than first come
GAP_MAX = 1e-6  # lengths are sums of decimal fractions


def waves(*, is_quick: bool) -> Iterator[Row]:
    """Made waves against first come, first served with exact routes; 50,000 orders no worse an order than 5,000."""
    if is_quick:
        yield _wave(_planned(500, seconds=3), seconds=3)
        return
    for seed in (1, 2, 3):
        yield _wave(_planned(5000, seed=seed, seconds=3), seconds=3)
    yield _wave(_planned(5000, seconds=10), seconds=10)
    small = _planned(5000, seconds=60)
    yield _wave(small, seconds=60)
    large = _planned(50_000, seconds=60)
    each, each_small = large["walk"] / large["orders"], small["walk"] / small["orders"]
    measured = f"{each:.1f} against {each_small:.1f} m an order in {large['seconds']:.1f} s, {large['peak_mb']:.0f} MB"
    is_met = each <= each_small and large["peak_mb"] <= MEGABYTES_MAX
    yield judge("wave of 50,000 against the wave of 5,000", measured, "no more in 60 s, ≤ 1 GB", is_met=is_met)


def _planned(orders: int, *, seconds: int, seed: int = 1) -> dict[str, Any]:
    (wave,) = measure(SQLITE, "bench_wave", orders=orders, seed=seed, seconds=seconds)
    return wave


def _wave(wave: dict[str, Any], *, seconds: int) -> Row:
    share = 100 * (wave["walk"] / wave["walk_fcfs_exact"] - 1)
    measured = f"{share:+.1f} % in {wave['seconds']:.1f} s, {wave['peak_mb']:.0f} MB"
    what = f"wave of {wave['orders']:,}, seed {wave['seed']}: walk against first come with exact routes"
    return judge(what, measured, f"≤ −{FASTER[seconds]} % in {seconds} s", is_met=share <= -FASTER[seconds])


@dataclass(frozen=True)
class Sample:
    """Every `step`-th instance of a set from its `first`, by number of orders, and what its gaps may be."""

    folder: str
    orders: range
    first: int
    step: int
    seconds: int
    mean_gap: float  # percent above the best known, at most
    options: tuple[tuple[str, float], ...] = ()


ENTRY_GAP = (("entry_gap", 1.5),)  # what the published values of this set hold with
SAMPLES = (
    Sample("henn-waescher", range(30, 41), 4, 9, 3, 0.1),
    Sample("henn-waescher", range(60, 101), 2, 9, 10, 0.5),
    Sample("henn-waescher", range(60, 101), 4, 9, 60, 0.25),
    Sample("muter-oncan", range(60, 101), 4, 10, 20, 1.5, ENTRY_GAP),
    Sample("muter-oncan", range(60, 101), 8, 15, 60, 1.0, ENTRY_GAP),
)


def instances(folder: Path) -> Iterator[Row]:
    """The planner on the public sets; about twenty minutes. Raises OSError where a set is missing."""
    for column, blocks in (("optimum_one_block", 1), ("optimum_two_blocks", 2)):
        yield _routes(folder / "routing", column, blocks)
    yield _small(folder / "batching")
    for sample in SAMPLES:
        yield _sampled(folder / "batching", sample)


def _routes(folder: Path, column: str, blocks: int) -> Row:
    optima = {row["file"]: float(row[column]) for row in _table(folder / "optima.csv")}
    found = measure(SQLITE, "bench_routes", folder / "instances", blocks=blocks)
    equal = sum(abs(record["walk"] - optima[record["instance"]]) < GAP_MAX for record in found)
    slowest = max(record["microseconds"] for record in found)
    measured = f"{equal} of {len(optima)} optimal, at most {slowest:.1f} µs"
    what = f"Heßler & Irnich routing, {blocks} block{'s' if blocks > 1 else ''}"
    return judge(what, measured, "all optimal, < 50 µs each", is_met=equal == len(optima) and slowest < 50)


def _small(folder: Path) -> Row:
    optima = {row["file"]: float(row["optimum"]) for row in _table(folder / "bahceci-oncan.csv")}
    files = [folder / "bahceci-oncan" / name for name in optima]
    found = measure(SQLITE, "bench_batches", *files, seconds=1)
    equal = sum(abs(record["walk"] - optima[record["instance"]]) < GAP_MAX for record in found)
    slowest = max(record["seconds"] for record in found)
    measured = f"{equal} of {len(optima)} optimal, at most {slowest:.2f} s"
    is_met = equal == len(optima) and slowest < 0.2
    return judge("Bahçeci & Öncan batches of 8 orders", measured, "all optimal, < 0.2 s each", is_met=is_met)


def _sampled(folder: Path, sample: Sample) -> Row:
    fitting = [row for row in _table(folder / f"{sample.folder}.csv") if int(row["orders"]) in sample.orders]
    best = {row["file"]: float(row["best_known"]) for row in fitting[sample.first :: sample.step]}
    files = [folder / sample.folder / name for name in best]
    found = measure(SQLITE, "bench_batches", *files, seconds=sample.seconds, seed=1, **dict(sample.options))
    gaps = [100 * (record["walk"] / best[record["instance"]] - 1) for record in found]
    mean = sum(gaps) / len(gaps)
    measured = f"mean gap {mean:.2f} %, worst {max(gaps):.2f} %, {len(gaps)} of {len(fitting)} files"
    what = f"{sample.folder}, {sample.orders[0]} to {sample.orders[-1]} orders, {sample.seconds} s each"
    return judge(what, measured, f"mean ≤ {sample.mean_gap:g} %", is_met=mean <= sample.mean_gap)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as lines:
        return list(csv.DictReader(lines))
