"""Which rows a unit of work locks, and which of them too late: each lock's statement is asked again for its rows.

An UPDATE of handling units or manifests locks them, too: it is asked before it runs. Of two locks in one statement
(InTurn) the first is asked again, then the second. PostgreSQL only: SQLite's statements do not say that they lock.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

ORDER = [
    "picking_order",
    "picking_wave",
    "picking_picklist",
    "picking_picktask",
    "picking_putback",
    "inventory_inboundreceipt",
    "inventory_stockcount",
    "inventory_movetask",
    "packing_manifest",
    "packing_parcel",
    "packing_parcelline",
    "inventory_handlingunit",
    "inventory_location",
    "inventory_skustock",
    "inventory_allocation",
    "inventory_stockbalance",
    "inventory_serialnumber",
]
LOCK = re.compile(r" FOR (?:NO KEY )?UPDATE(?: OF (?P<of>[\w\", ]+?))?(?: SKIP LOCKED| NOWAIT)?\s*$")
IN_TURN = re.compile(
    r"^WITH part0 AS MATERIALIZED \((?P<first>.*)\), part1 AS MATERIALIZED \((?P<then>.*)\) SELECT part0", re.DOTALL
)
UPDATE = re.compile(
    r'^UPDATE "(?P<table>inventory_handlingunit|packing_manifest)" SET (?P<set>.*?) WHERE (?P<where>.*)$'
)
TABLE, FROM = re.compile(r'"(\w+)"'), re.compile(r'(?:FROM|JOIN) "(\w+)"')
Row = tuple[int, int]  # rank of the table, pk


def apart(sql: str) -> list[str]:
    """The one statement, or the two locks that are in turn in it."""
    turns = IN_TURN.match(sql)
    return [turns["first"], turns["then"]] if turns else [sql]


class Watch:
    """`too_late` = (row, a row that was held before it and comes after it in the one order)."""

    def __init__(self) -> None:
        self.held: set[Row] = set()
        self.too_late: list[tuple[str, str]] = []

    def follow(self, execute: Callable[..., Any], sql: str, params: Any, *more: Any) -> Any:
        if update := UPDATE.search(sql):
            given = params[update["set"].count("%s") :]
            self._enter(update["table"], f' FROM "{update["table"]}" WHERE {update["where"]}', given)
        done = execute(sql, params, *more)
        first, *then = apart(sql)
        self._locked(first, params[: first.count("%s")] if then else params)
        for second in then:
            self._locked(second, params, above=f"WITH part0 AS ({LOCK.sub('', first)}) ")
        return done

    def _locked(self, sql: str, params: Any, above: str = "") -> None:
        if found := LOCK.search(sql):
            for table in TABLE.findall(found["of"]) if found["of"] else FROM.findall(sql):
                if table in ORDER:
                    self._enter(table, sql[sql.index(" FROM ") : found.start()], params, above)

    def _enter(self, table: str, rows_from: str, params: Any, above: str = "") -> None:
        rows = f'{above}SELECT "{table}"."id"{rows_from}'
        with connection.connection.cursor() as cursor:  # the driver's: not one of the queries that a scan may cost
            cursor.execute(rows, params)
            fresh = {(ORDER.index(table), pk) for (pk,) in cursor.fetchall() if pk is not None} - self.held
        if fresh and self.held and max(self.held) > min(fresh):
            self.too_late.append((_name(min(fresh)), _name(max(self.held))))
        self.held |= fresh


def _name(row: Row) -> str:
    return f"{ORDER[row[0]]} {row[1]}"


@contextmanager
def lock_watch() -> Iterator[Watch]:
    watch = Watch()
    with connection.execute_wrapper(watch.follow):
        yield watch
