"""Every fault of the platform × every kill of ours: a day comes to its end, nothing lost, doubled or different.

CI runs each switch once and each kill once, in one plant, one after the other. FAULTS=all is the whole matrix.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.faults.day import House
from tests.faults.plant import plant
from tests.faults.switches import BY_NAME, DAYS, SWITCHES, VICTIMS
from tests.tools import require

pytestmark = [pytest.mark.faults, pytest.mark.slow]

PAIRS = [((switch.name,), victim) for switch in SWITCHES for victim in VICTIMS]
CASES = PAIRS if os.environ.get("FAULTS") == "all" else DAYS


@pytest.fixture(scope="module")
def house(django_db_setup: None) -> Iterator[House]:
    for program in ("initdb", "redis-server"):
        require(program)
    with plant(migrated_database()) as running:
        yield House(running)


def migrated_database() -> str:
    """The suite's own, where it is PostgreSQL."""
    db = connection.settings_dict
    if connection.vendor != "postgresql":
        return ""
    return f"postgresql://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}"


@pytest.mark.parametrize(
    ("names", "victim"), CASES, ids=["-".join([*names, victim or "nobody"]) for names, victim in CASES]
)
def test_a_day_under_switches_and_a_kill_ends_as_it_should(house: House, names: tuple[str, ...], victim: str) -> None:
    house.day(*(BY_NAME[name] for name in names), victim=victim, dies_in=VICTIMS[victim])


def test_each_switch_and_each_victim_has_its_day() -> None:
    assert sorted(name for names, _ in DAYS for name in names) == sorted(BY_NAME)
    assert {victim for _, victim in DAYS} == set(VICTIMS)


def test_the_books_agree_with_the_ledger_after_all_of_it(house: House) -> None:
    assert house.plant.office.ask("ledger") == []
