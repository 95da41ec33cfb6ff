"""The platform's wall clocks: US Pacific with daylight saving for orders, GMT+8 for the envelope's time_stamp.

The Pacific rule is computed here (second Sunday of March to first Sunday of November, 02:00) and not taken from a
time-zone table, so that a client's mistake with its own table shows. In the repeated hour of November the platform
says the same wall-clock text for two different moments, and its filters compare that text: a real trap, kept.
"""

from datetime import UTC, datetime, timedelta

FORMAT = "%Y-%m-%d %H:%M:%S"


def _sunday(year: int, month: int, which: int) -> datetime:
    first = datetime(year, month, 1, tzinfo=UTC)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (which - 1))


def pacific_offset_hours(moment: float) -> int:
    """Hours from UTC to Pacific wall clock at a moment (epoch seconds): -7 in summer, else -8."""
    when = datetime.fromtimestamp(moment, UTC)
    begins = _sunday(when.year, 3, 2) + timedelta(hours=10)
    ends = _sunday(when.year, 11, 1) + timedelta(hours=9)
    return -7 if begins <= when < ends else -8


def pacific(moment: float) -> str:
    """Pacific wall-clock text of a moment in epoch seconds."""
    return (datetime.fromtimestamp(moment, UTC) + timedelta(hours=pacific_offset_hours(moment))).strftime(FORMAT)


def beijing(moment: float) -> str:
    """GMT+8 text of a moment in epoch seconds."""
    return (datetime.fromtimestamp(moment, UTC) + timedelta(hours=8)).strftime(FORMAT)


def is_wall_clock(text: str) -> bool:
    """Is this the platform's `yyyy-MM-dd HH:mm:ss`?"""
    try:
        return datetime.strptime(text, FORMAT).replace(tzinfo=UTC).strftime(FORMAT) == text
    except ValueError:
        return False


def request_moment(text: str) -> float:
    """Epoch seconds of a request's timestamp: epoch milliseconds, ISO with Z, or GMT+8 wall clock; else ValueError."""
    if text.isdigit():
        return int(text) / 1000
    if text.endswith("Z"):
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
    return datetime.strptime(text, FORMAT).replace(tzinfo=UTC).timestamp() - 8 * 3600
