"""Writing many locked allocations at once: one executemany, never bulk_update."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from inventory.models import Allocation


def write_states(rows: Iterable[Allocation]) -> None:
    """Write state, balance and quantity of locked allocations, in pk order."""
    changed = sorted(rows, key=lambda row: row.pk)
    if not changed:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE inventory_allocation SET state = %s, balance_id = %s, quantity = %s WHERE id = %s",
            [(str(row.state), row.balance_id, row.quantity, row.pk) for row in changed],
        )
