"""A read whose SQL is made once in a process: the ORM takes longer to write it than a database to answer it.

    one_by_token = Prepared(lambda token: Device.objects.filter(token_hash=token), token=str)
    one_by_token(token="…")  ->  [device]

    who = Together(one_by_token, roles_of)
    devices, assignments = who(token="…", person=7)  ->  both in one statement

    held = InTurn(orders_of_walk, the_walk)
    orders, walks = held(walk=3)  ->  the walk is locked when all orders are, in one statement

Only statements are kept, never rows. What is built must not depend on the values but for their places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

FIRST_MARK = 7_700_000_000_001  # whole numbers that no row has, to find each parameter's place by
Kind = type[int] | type[str]
Row = TypeVar("Row")


class ParameterLost(Exception):
    """A bug: a parameter does not stand in the statement, or what was built depends on its value."""


@dataclass(frozen=True)
class Statement:
    """`holes` are the places of `parameters` that a name fills; `read` makes rows of what the database answers, each of
    `width` columns.
    """

    sql: str
    parameters: tuple[Any, ...]
    holes: tuple[tuple[int, str], ...]
    read: Callable[[Sequence[Sequence[Any]]], list[Any]]
    width: int

    def filled(self, values: Mapping[str, int | str]) -> list[Any]:
        parameters = list(self.parameters)
        for place, name in self.holes:
            parameters[place] = values[name]
        return parameters


class Prepared(Generic[Row]):
    """`build` gives the queryset for values by name; `kinds` says of each name whether it is a whole number or text.

    Rows are the queryset's own: models with what they select_related(), or tuples of a values_list().
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **kinds: Kind) -> None:
        self._build, self._kinds = build, kinds
        self._statements: dict[str, Statement] = {}

    def __call__(self, **values: int | str) -> list[Row]:
        statement = self.statement()
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(values))
            return statement.read(cursor.fetchall())

    def behind(self, condition: str) -> Prepared[Row]:
        """The same read of those rows for which an SQL condition holds."""
        return Prepared(lambda **given: self._build(**given).extra(where=[condition]), **self._kinds)  # noqa: S610  ours

    def statement(self) -> Statement:
        """What runs on the present database, made the first time."""
        made = self._statements.get(connection.vendor)
        if made is None:
            made = self._statements[connection.vendor] = self._make()
        return made

    def _make(self) -> Statement:
        marks = {
            name: FIRST_MARK + number if kind is int else f"\x01{name}"
            for number, (name, kind) in enumerate(self._kinds.items())
        }
        queryset = self._build(**marks)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        names = {mark: name for name, mark in marks.items()}
        holes = tuple((place, names[value]) for place, value in enumerate(parameters) if _is_mark(value, names))
        if {name for _, name in holes} != set(marks):
            raise ParameterLost(sql)
        return Statement(sql, tuple(parameters), holes, _reader(queryset, compiler), len(compiler.select))


class Together:
    """Several reads in one statement, for a handful of rows each: the database answers with every pair of them.

    None of the reads may lock. The order within each is lost.
    """

    def __init__(self, *parts: Prepared[Any]) -> None:
        self._parts = parts
        self._sql: dict[str, str] = {}

    def __call__(self, **values: int | str) -> list[list[Any]]:
        """The rows of each part."""
        statements = [part.statement() for part in self._parts]
        sql = self._sql.get(connection.vendor)
        if sql is None:
            sql = self._sql[connection.vendor] = self._joined([made.sql for made in statements])
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for made in statements for value in made.filled(values)])
            found = cursor.fetchall()
        parts, begin = [], 0
        for made in statements:
            cut = dict.fromkeys(tuple(row[begin : begin + made.width]) for row in found)
            parts.append(made.read([row for row in cut if any(value is not None for value in row)]))
            begin += made.width
        return parts

    def _joined(self, parts: Sequence[str]) -> str:
        joins = " ".join(f"LEFT JOIN ({sql}) part{n} ON 1 = 1" for n, sql in enumerate(parts))
        columns = ", ".join(f"part{n}.*" for n in range(len(parts)))
        return f"SELECT {columns} FROM (SELECT 1) one {joins}"  # noqa: S608  ours


class InTurn(Together):
    """Two locks in one statement: a row of `then` is locked only when all those of `first` are, which it may name as
    the table `part0`. Each of the rows is as it is under its lock.

    Which rows `then` looks at was settled before the wait for those of `first`: it must not miss one that whoever held
    them has added. The order within each is lost.
    """

    def __init__(self, first: Prepared[Any], then: Prepared[Any]) -> None:
        super().__init__(first, then.behind("(SELECT COUNT(*) FROM part0) >= 0"))

    def _joined(self, parts: Sequence[str]) -> str:
        """Each part's rows beside nothing, where Together has every pair."""
        first, then = parts
        return (
            f"WITH part0 AS MATERIALIZED ({first}), part1 AS MATERIALIZED ({then}) "  # noqa: S608  ours
            "SELECT part0.*, part1.* FROM (SELECT 0 AS turn UNION ALL SELECT 1) turns "
            "LEFT JOIN part0 ON turn = 0 LEFT JOIN part1 ON turn = 1"
        )


def _is_mark(value: Any, names: dict[Any, str]) -> bool:
    return isinstance(value, int | str) and value in names


def _reader(queryset: QuerySet[Any, Any], compiler: Any) -> Callable[[Sequence[Sequence[Any]]], list[Any]]:
    """What django.db.models.query.ModelIterable does with the rows of one execution, for many."""
    width = compiler.col_count
    columns = [expression for expression, *_ in compiler.select[:width]]
    converters = [(place, *pair) for place, pair in compiler.get_converters(columns).items()]

    def converted(rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
        for row in rows:
            values = list(row[:width])
            for place, functions, expression in converters:
                for function in functions:
                    values[place] = function(values[place], expression, connection)
            yield values

    if queryset._iterable_class is not ModelIterable:  # type: ignore[attr-defined]
        return lambda rows: [tuple(values) for values in converted(rows)]
    shape = compiler.klass_info
    model, places = shape["model"], shape["select_fields"]
    first, last = places[0], places[-1] + 1
    names = [column.target.attname for column in columns[first:last]]
    related = get_related_populators(shape, compiler.select, connection.alias)

    def models(rows: Sequence[Sequence[Any]]) -> list[Any]:
        found = []
        for values in converted(rows):
            row = model.from_db(connection.alias, names, values[first:last])
            for relation in related:
                relation.populate(values, row)
            found.append(row)
        return found

    return models
