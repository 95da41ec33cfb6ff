"""Writing many locked allocations at once."""

from __future__ import annotations

from collections.abc import Iterable

from inventory.models import Allocation
from wms.core.rows import update_rows


def write_states(rows: Iterable[Allocation]) -> None:
    """Write state, balance and quantity of locked allocations, in pk order."""
    update_rows(rows, "state", "balance_id", "quantity")
