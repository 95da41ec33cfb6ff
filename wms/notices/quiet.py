"""Quiet hours as wall-clock times of a zone: is it quiet now, and when does it end. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(now: datetime, starts: time | None, ends: time | None, zone: ZoneInfo) -> datetime | None:
    """The moment at which the quiet that holds at `now` ends, in UTC; None when it is not quiet.

    From `starts` up to, not including, `ends` by the clock on the wall; over midnight when `ends` is the earlier one.
    An end that a change of the clocks skips is the moment of the change; of an end that comes twice, the first counts
    while it lies ahead.
    """
    if starts is None or ends is None or starts == ends:
        return None
    local = now.astimezone(zone)
    clock = local.time()
    over_midnight = ends < starts
    is_quiet = (clock >= starts or clock < ends) if over_midnight else (starts <= clock < ends)
    if not is_quiet:
        return None
    day = local.date() + timedelta(days=1) if over_midnight and clock >= starts else local.date()
    return _moment(datetime.combine(day, ends), zone, now)


def _moment(wall: datetime, zone: ZoneInfo, now: datetime) -> datetime:
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if second < first:  # the clocks skip it: both readings surround the change, which is found between them
        return _change(second, first, zone)
    return first if first > now else second


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The whole minute in [low, high] at which the zone's offset changes."""
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + timedelta(minutes=int((high - low).total_seconds() // 120))
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
