"""Every fault of the platform × every kill of ours: a day comes to its end, nothing lost, doubled or different.

Each switch once, each kill once and twelve pairs of both, in one plant, one day after the other; with FAULTS=all, as
`make faults` does, the whole matrix, and an outage of each kind that outlasts five ladders [M14].
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from tests import servers
from tests.faults.day import House
from tests.faults.plant import plant
from tests.faults.switches import BY_NAME, DAYS, OUTAGES, SWITCHES, VICTIMS, Switch
from tests.tools import require

Day = tuple[tuple[Switch, ...], str]


def days() -> list[Day]:
    """The switches of each day, and its victim."""
    if os.environ.get("FAULTS") != "all":
        return [(tuple(BY_NAME[name] for name in names), victim) for names, victim in DAYS]
    pairs: list[Day] = [((switch,), victim) for switch in SWITCHES for victim in VICTIMS]
    return pairs + [((outage,), "") for outage in OUTAGES]


def name_of(day: Day) -> str:
    switches, victim = day
    lasts = ["outage"] if any(switch.cure == "breaker" for switch in switches) else []
    return "-".join([*(switch.name for switch in switches), *lasts, victim or "nobody"])


class Houses:
    """One house for all days; a day that fails leaves it in disorder, and the next one begins in a new one."""

    def __init__(self) -> None:
        self.stack, self.house = ExitStack(), None

    def standing(self) -> House:
        if self.house is None:
            self.house = House(self.stack.enter_context(plant(migrated_database())))
        return self.house

    def clear(self) -> None:
        self.house = None
        self.stack.close()


@pytest.fixture(scope="module")
def houses(django_db_setup: None) -> Iterator[Houses]:
    require("redis-server")
    if servers.postgres_binaries() is None:
        require("initdb")
    made = Houses()
    try:
        yield made
    finally:
        made.clear()


def migrated_database() -> str:
    """The suite's own, where it is PostgreSQL."""
    db = connection.settings_dict
    if connection.vendor != "postgresql":
        return ""
    return f"postgresql://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}"


@pytest.mark.faults
@pytest.mark.parametrize("day", days(), ids=name_of)
def test_a_day_under_switches_and_a_kill_ends_as_it_should(houses: Houses, day: Day) -> None:
    switches, victim = day
    try:
        houses.standing().day(*switches, victim=victim, dies_in=VICTIMS[victim])
    except BaseException:
        houses.clear()
        raise


def test_each_switch_and_each_victim_has_its_day() -> None:
    assert sorted(name for names, _ in DAYS for name in names) == sorted(BY_NAME)
    assert {victim for _, victim in DAYS} == set(VICTIMS)
    assert sum(len(names) for names, victim in DAYS if victim) == 12


@pytest.mark.faults
def test_the_books_agree_with_the_ledger_after_all_of_it(houses: Houses) -> None:
    assert houses.standing().plant.office.ask("ledger") == []
