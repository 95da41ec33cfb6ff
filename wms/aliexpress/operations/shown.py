"""What the front has taken of a push, written into its rows: two statements, however many SKUs it carried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from wms.aliexpress.gateway import PushAnswer, PushItem
from wms.aliexpress.models import StockPush
from wms.aliexpress.states import PushState
from wms.core.batches import in_batches

CHUNK = 500
MAX_ROUNDS = 3
SLOW_ROUND_SECONDS = 60.0


def show(rows: Sequence[StockPush], items: Mapping[int, PushItem], answer: PushAnswer) -> None:
    """Taken. Confirmed at once, but for those that an earlier write without an answer may still overtake.

    The caller has locked the rows; `items` by binding id.
    """
    alike: dict[tuple[bool, bool], list[StockPush]] = {}
    for row in rows:
        alike.setdefault((row.is_suspect, row.suspect_rounds >= MAX_ROUNDS), []).append(row)
    for (is_suspect, is_stubborn), group in alike.items():
        taken = _taken(answer, is_suspect=is_suspect, is_stubborn=is_stubborn)
        for chunk in in_batches(group, CHUNK):
            StockPush.objects.filter(pk__in=[row.pk for row in chunk]).update(**taken)
            _write_figures({row.pk: items[row.binding_id] for row in chunk})


def _taken(answer: PushAnswer, *, is_suspect: bool, is_stubborn: bool) -> dict[str, Any]:
    now = timezone.now()
    rest = SLOW_ROUND_SECONDS if is_suspect and is_stubborn else 0.0
    taken: dict[str, Any] = {
        "state": Case(When(Q(wanted__gt=F("sent")), then=Value(PushState.PENDING)), default=Value(PushState.IDLE)),
        "next_at": now + timedelta(seconds=rest),
        "lease_until": None,
        "lease_token": None,
        "sending_since": None,
        "check_at": now + timedelta(seconds=2 * settings.ALIEXPRESS_DEADLINE_SECONDS) if is_suspect else None,
    }
    if not is_suspect:
        taken |= {"confirmed": F("sent"), "confirmed_at": answer.answered_at}
    if not is_stubborn:
        taken["last_code"] = ""
    return taken


def _write_figures(shown: Mapping[int, PushItem]) -> None:
    """`shown` by row id. Both databases name the columns of VALUES column1, column2, …"""
    rows = [(pk, i.available, i.reserved, i.in_transit, i.threshold, i.version) for pk, i in shown.items()]
    values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE aliexpress_stockpush SET shown_available = told.column2, shown_reserved = told.column3,"  # noqa: S608  placeholders
            " shown_in_transit = told.column4, shown_threshold = told.column5, shown_version = told.column6"
            f" FROM (VALUES {values}) AS told WHERE aliexpress_stockpush.id = told.column1",
            [value for row in rows for value in row],
        )
