"""The platform's wall clocks against the time-zone table, hour by hour around both changes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from wms.aliexpress.sandbox import clock

PACIFIC = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize("year", range(2025, 2036))
def test_pacific_agrees_with_the_time_zone_table_each_half_hour_of_the_changing_days(year):
    for month, days in ((3, range(7, 16)), (11, range(1, 9)), (7, (1,)), (1, (1,))):
        for day in days:
            for half_hour in range(48):
                moment = datetime(year, month, day, half_hour // 2, half_hour % 2 * 30, tzinfo=UTC)
                expected = moment.astimezone(PACIFIC).strftime("%Y-%m-%d %H:%M:%S")
                assert clock.pacific(moment.timestamp()) == expected


def test_november_says_the_same_wall_clock_twice():
    first = datetime(2026, 11, 1, 8, 30, tzinfo=UTC).timestamp()
    assert clock.pacific(first) == clock.pacific(first + 3600) == "2026-11-01 01:30:00"
    assert clock.pacific(first + 7200) == "2026-11-01 02:30:00"


def test_march_leaves_an_hour_out():
    before = datetime(2026, 3, 8, 9, 59, 59, tzinfo=UTC).timestamp()
    assert clock.pacific(before) == "2026-03-08 01:59:59"
    assert clock.pacific(before + 1) == "2026-03-08 03:00:00"


def test_time_stamp_is_gmt_plus_8():
    assert clock.beijing(datetime(2026, 11, 23, 20, 0, tzinfo=UTC).timestamp()) == "2026-11-24 04:00:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1762000000000", 1762000000.0),
        ("2017-11-11T12:00:00Z", datetime(2017, 11, 11, 12, tzinfo=UTC).timestamp()),
        ("2026-11-01 12:00:00", datetime(2026, 11, 1, 4, tzinfo=UTC).timestamp()),
    ],
)
def test_request_timestamp_is_read_in_its_three_forms(text, expected):
    assert clock.request_moment(text) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01 00:00:00"])
def test_other_timestamps_are_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        clock.request_moment(text)


def test_wall_clock_must_be_whole():
    assert clock.is_wall_clock("2026-11-01 00:00:00")
    assert not clock.is_wall_clock("2026-11-01")
    assert not clock.is_wall_clock("2026-2-30 00:00:00")
