"""A transaction that nobody waits for beyond the database may leave the disk to a later one; only that one does."""

from __future__ import annotations

import pytest
from django.db import connection

from wms.core.transactions import flush_later, run


def _setting() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        return str(cursor.fetchone()[0])


def _written_lazily() -> str:
    flush_later()
    return _setting()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_only_the_transaction_that_says_so_does_not_wait_for_the_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO on")
    assert run(_setting) == "on"
    assert run(_written_lazily) == "off"
    assert run(_setting) == "on"


@pytest.mark.django_db(transaction=True)
def test_it_can_be_said_on_every_database() -> None:
    run(flush_later)
