"""Wanting a push: the front must show the present state of bindings, however many changed at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from wms.aliexpress.locks import lock_bindings_pushes
from wms.aliexpress.models import StockPush
from wms.aliexpress.states import PushState
from wms.core.batches import in_batches
from wms.core.outbox import wake

CHUNK = 500


@dataclass(frozen=True)
class Wanted:
    """One binding that changed. `since`: when the shelf did [M12]; `nearness`: units left, the fewest go first."""

    account_id: int
    binding_id: int
    product_id: str
    since: datetime
    nearness: int


def want(changed: Iterable[Wanted]) -> None:
    """Each binding once. A parked one stays parked, a leased one goes again later. Locks the rows.

    Three statements for each five hundred, and one more for those that never changed before.
    """
    rows = list(changed)
    for chunk in in_batches(rows, CHUNK):
        _want({row.binding_id: row for row in chunk})
    for account_id in sorted({row.account_id for row in rows}):
        wake(f"aliexpress:{account_id}:stock")


def _want(wanted: Mapping[int, Wanted]) -> None:
    now = timezone.now()
    if StockPush.objects.filter(binding_id__in=wanted).count() < len(wanted):  # the first change of a binding
        StockPush.objects.bulk_create(
            [
                StockPush(account_id=row.account_id, binding_id=key, product_id=row.product_id, wanted=0, next_at=now)
                for key, row in sorted(wanted.items())
            ],
            ignore_conflicts=True,
        )
    _mark({pk: wanted[binding_id] for pk, binding_id in lock_bindings_pushes(wanted)}, now)


def _mark(wanted: Mapping[int, Wanted], now: datetime) -> None:
    """`wanted` by row id; the caller has locked the rows. Both databases name the columns of VALUES column1, …"""
    if not wanted:
        return
    moment = StockPush._meta.get_field("since").get_db_prep_value
    rows = [(pk, moment(row.since, connection), row.nearness) for pk, row in wanted.items()]
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE aliexpress_stockpush SET wanted = wanted + 1, since = COALESCE(since, told.column2),"  # noqa: S608  placeholders
            " nearness = told.column3, next_at = CASE WHEN state = %s THEN next_at ELSE %s END,"
            " state = CASE WHEN state = %s THEN %s ELSE state END"
            f" FROM (VALUES {values}) AS told WHERE aliexpress_stockpush.id = told.column1",
            [
                PushState.LEASED,
                moment(now, connection),
                PushState.IDLE,
                PushState.PENDING,
                *[value for row in rows for value in row],
            ],
        )
