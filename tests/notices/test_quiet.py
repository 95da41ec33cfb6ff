"""Quiet hours by the clock on the wall: over midnight, and when the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from wms.notices.quiet import quiet_until

SHANGHAI, NEW_YORK = ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-11-01 13:59", None),  # 21:59
        ("2026-11-01 14:00", "2026-11-01 23:00"),  # 22:00: until 07:00 tomorrow
        ("2026-11-01 17:00", "2026-11-01 23:00"),  # 01:00, after midnight
        ("2026-11-01 22:59", "2026-11-01 23:00"),
        ("2026-11-01 23:00", None),  # 07:00: its end is no longer quiet
    ],
)
def test_quiet_over_midnight(now: str, ends: str | None) -> None:
    found = quiet_until(at(now), time(22), time(7), SHANGHAI)
    assert found == (at(ends) if ends else None)


def test_quiet_within_a_day() -> None:
    assert quiet_until(at("2026-11-01 04:30"), time(12), time(13), SHANGHAI) == at("2026-11-01 05:00")
    assert quiet_until(at("2026-11-01 05:00"), time(12), time(13), SHANGHAI) is None


@pytest.mark.parametrize(("starts", "ends"), [(None, None), (time(8), None), (None, time(8)), (time(8), time(8))])
def test_half_a_pair_or_an_empty_one_is_never_quiet(starts: time | None, ends: time | None) -> None:
    assert quiet_until(at("2026-11-01 00:30"), starts, ends, SHANGHAI) is None


def test_the_night_in_which_an_hour_is_skipped_ends_at_the_change() -> None:
    """On 8 March 2026 New York's clocks go from 02:00 to 03:00: there is no 02:30."""
    assert quiet_until(at("2026-03-08 05:00"), time(22), time(2, 30), NEW_YORK) == at("2026-03-08 07:00")
    assert quiet_until(at("2026-03-08 07:00"), time(22), time(2, 30), NEW_YORK) is None
    assert quiet_until(at("2026-03-08 05:00"), time(22), time(7), NEW_YORK) == at("2026-03-08 11:00")  # EDT


def test_the_night_in_which_an_hour_comes_twice() -> None:
    """On 1 November 2026 01:30 comes at 05:30 and at 06:30 UTC."""
    assert quiet_until(at("2026-11-01 04:00"), time(22), time(1, 30), NEW_YORK) == at("2026-11-01 05:30")
    assert quiet_until(at("2026-11-01 06:10"), time(22), time(1, 30), NEW_YORK) == at("2026-11-01 06:30")
    assert quiet_until(at("2026-11-01 04:00"), time(22), time(7), NEW_YORK) == at("2026-11-01 12:00")  # EST
