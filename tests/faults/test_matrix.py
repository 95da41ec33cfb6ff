"""Every fault of the platform × every kill of ours: a day comes to its end, nothing lost, doubled or different.

Each switch once, each kill once and twelve pairs of both, in one plant, one day after the other; with FAULTS=all, as
`make faults` does, the whole matrix.
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
from tests.faults.switches import BY_NAME, DAYS, SWITCHES, VICTIMS
from tests.tools import require

PAIRS = [((switch.name,), victim) for switch in SWITCHES for victim in VICTIMS]
CASES = PAIRS if os.environ.get("FAULTS") == "all" else DAYS


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
@pytest.mark.parametrize(
    ("names", "victim"), CASES, ids=["-".join([*names, victim or "nobody"]) for names, victim in CASES]
)
def test_a_day_under_switches_and_a_kill_ends_as_it_should(houses: Houses, names: tuple[str, ...], victim: str) -> None:
    try:
        houses.standing().day(*(BY_NAME[name] for name in names), victim=victim, dies_in=VICTIMS[victim])
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
