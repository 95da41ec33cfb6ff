"""What the tables of master data share: rows that are made or changed, and a journal of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wms.intake.columns import Column, code
from wms.intake.kinds import Row

KEEPERS = frozenset({"manager", "administrator", "operator"})
MANAGERS = frozenset({"manager", "administrator"})
SKU_COLUMN = Column(
    name="sku",
    zh="SKU 编码",
    en="SKU code",
    aliases=("SKU", "商品编码", "货号"),
    parse=code(64),
    is_required=True,
    example="EXAMPLE-BLK",
)


def given(row: Row, names: Sequence[str]) -> dict[str, Any]:
    """The cells of a row that say something."""
    return {name: row.values[name] for name in names if row.values.get(name) is not None}


def different(row: Row, known: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The cells that would change what is there."""
    return {name: value for name, value in given(row, names).items() if known[name] != value}


def journal_of(
    made: Sequence[int], changed: Sequence[tuple[int, Mapping[str, Any]]], before: Mapping[int, Mapping[str, Any]]
) -> dict[str, Any]:
    """JSON-safe: keys of what was made; what was changed from what to what."""
    return {
        "made": list(made),
        "changed": [[pk, {name: before[pk][name] for name in values}, dict(values)] for pk, values in changed],
    }


def before_of(journal: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    return [(pk, before) for pk, before, _ in journal["changed"]]


def written_of(journal: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    return {pk: after for pk, _, after in journal["changed"]}
