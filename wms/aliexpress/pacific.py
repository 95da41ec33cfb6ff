"""The platform's order times: US Pacific wall clock, whose hour from 01:00 to 02:00 comes twice in November."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
BEIJING = ZoneInfo("Asia/Shanghai")
FORMAT = "%Y-%m-%d %H:%M:%S"


def from_pacific(text: str, *, now: datetime) -> datetime:
    """The moment (UTC) that a wall-clock text means when it is read at `now`. Raises ValueError for anything else.

    In the repeated hour the text means two moments: the later one, unless that is still to come. So a moment never
    lies after `now` and is never earlier than the true one, and what is read later is never taken for older.
    """
    wall = datetime.strptime(text, FORMAT)  # noqa: DTZ007  the zone is the platform's, and is added here
    early = wall.replace(tzinfo=PACIFIC, fold=0).astimezone(UTC)
    late = wall.replace(tzinfo=PACIFIC, fold=1).astimezone(UTC)
    return late if early < late <= now else early


def from_beijing(text: str) -> datetime:
    """The moment of an envelope's GMT+8 time_stamp. Raises ValueError."""
    return datetime.strptime(text, FORMAT).replace(tzinfo=BEIJING).astimezone(UTC)


def wall_clock(moment: datetime) -> datetime:
    """The naive Pacific wall clock of a moment, as the platform's filters compare it, to the second."""
    return moment.astimezone(PACIFIC).replace(tzinfo=None, microsecond=0)


def earliest_wall_clock(since: datetime, until: datetime) -> datetime:
    """The smallest wall clock that any moment from `since` to `until` has.

    That is the one of `since`, but for an interval in which the clocks went back: then a filter from `since` on would
    leave out what happened right after.
    """
    first = wall_clock(since)
    before, after = _hours_from_utc(since), _hours_from_utc(until)
    if after >= before:
        return first
    low, high = since, until  # the offset falls between them
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _hours_from_utc(middle) == before else (low, middle)
    return min(first, wall_clock(high))


def _hours_from_utc(moment: datetime) -> float:
    offset = moment.astimezone(PACIFIC).utcoffset() or timedelta()
    return offset.total_seconds() / 3600
