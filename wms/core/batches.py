"""Long lists in pieces: no statement grows with the number of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def in_batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Pieces of at most `size` rows, in order."""
    for first in range(0, len(rows), size):
        yield rows[first : first + size]
