"""The ground floor's one row lock: who may do what is decided one change after another, before any other lock."""

from __future__ import annotations

from wms.core.models import Warehouse


def lock_rights() -> list[Warehouse]:
    """All warehouses, in the order of their keys: two administrators cannot dismiss each other at the same time.

    The lock is the weak one: rows that refer to a warehouse are still written meanwhile.
    """
    return list(Warehouse.objects.select_for_update(no_key=True).order_by("pk"))
