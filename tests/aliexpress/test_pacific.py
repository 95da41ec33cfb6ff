"""The platform's clock: Pacific wall time, the hour that comes twice, and the hour that never comes."""

from datetime import UTC, datetime, timedelta

import pytest

from wms.aliexpress.pacific import earliest_wall_clock, from_beijing, from_pacific, wall_clock

LATER = datetime(2027, 1, 1, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-07-01 12:00:00", utc(2026, 7, 1, 19)),  # daylight saving: seven hours
        ("2026-12-01 12:00:00", utc(2026, 12, 1, 20)),  # winter: eight
        ("2026-03-08 01:59:59", utc(2026, 3, 8, 9, 59, 59)),
        ("2026-03-08 03:00:00", utc(2026, 3, 8, 10)),  # the second after the one above
        ("2026-11-01 00:59:59", utc(2026, 11, 1, 7, 59, 59)),
        ("2026-11-01 02:00:00", utc(2026, 11, 1, 10)),  # after the hour that came twice
    ],
)
def test_a_wall_clock_becomes_a_moment(text: str, moment: datetime) -> None:
    assert from_pacific(text, now=LATER) == moment


def test_in_the_repeated_hour_the_later_moment_is_meant_once_it_has_come() -> None:
    text, first, second = "2026-11-01 01:30:00", utc(2026, 11, 1, 8, 30), utc(2026, 11, 1, 9, 30)

    assert from_pacific(text, now=first) == first
    assert from_pacific(text, now=second - timedelta(seconds=1)) == first
    assert from_pacific(text, now=second) == second
    assert from_pacific(text, now=LATER) == second


def test_both_moments_of_the_repeated_hour_have_the_same_wall_clock() -> None:
    wall = datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001  the platform's filters are naive

    assert wall_clock(utc(2026, 11, 1, 8, 30)) == wall_clock(utc(2026, 11, 1, 9, 30)) == wall


def test_a_filter_over_the_repeated_hour_starts_where_the_clock_was_set_back_to() -> None:
    since, until = utc(2026, 11, 1, 8, 50), utc(2026, 11, 1, 9, 10)  # 01:50 PDT to 01:10 PST

    assert earliest_wall_clock(since, until) == datetime(2026, 11, 1, 1, 0)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("since", "until", "first"),
    [
        (utc(2026, 11, 1, 7, 30), utc(2026, 11, 1, 9, 10), (2026, 11, 1, 0, 30)),  # before the hour: earlier anyway
        (utc(2026, 11, 1, 9, 10), utc(2026, 11, 1, 9, 40), (2026, 11, 1, 1, 10)),  # after it was set back
        (utc(2026, 3, 8, 9, 50), utc(2026, 3, 8, 10, 10), (2026, 3, 8, 1, 50)),  # forward: nothing comes twice
        (utc(2026, 7, 1, 19), utc(2026, 7, 1, 19, 5), (2026, 7, 1, 12, 0)),
    ],
)
def test_else_a_filter_starts_at_its_own_wall_clock(since: datetime, until: datetime, first: tuple[int, ...]) -> None:
    assert earliest_wall_clock(since, until) == datetime(*first)  # type: ignore[arg-type,misc]  # noqa: DTZ001


def test_every_moment_of_the_night_lies_inside_its_filter() -> None:
    since = utc(2026, 11, 1, 8, 40)
    for minutes in range(0, 120, 7):
        until = since + timedelta(minutes=minutes)
        first = earliest_wall_clock(since, until)
        moments = [since + timedelta(minutes=passed) for passed in range(minutes + 1)]
        assert all(wall_clock(moment) >= first for moment in moments)


def test_the_envelope_speaks_beijing_time() -> None:
    assert from_beijing("2026-11-01 00:30:00") == utc(2026, 10, 31, 16, 30)


@pytest.mark.parametrize("text", ["", "2026-11-01", "2026-13-01 00:00:00", "1762000000000", "yesterday"])
def test_what_is_no_wall_clock_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not match|unconverted"):
        from_pacific(text, now=LATER)
