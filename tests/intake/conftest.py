"""Files of all sorts, a warehouse to bring them to, and the worker's part done at once."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.test import Client

from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.core.cause import Cause
from wms.core.models import Assignment, Person, Warehouse
from wms.core.outbox import drain_exchanges
from wms.core.states import Role
from wms.core.transactions import run
from wms.intake.kinds import kind_named
from wms.intake.models import Import, ImportProblem
from wms.intake.operations.bring import LANE, accept_import, bring_file, undo_import
from wms.intake.store import keep


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def house(db: None) -> Warehouse:
    return StockedWarehouseFactory(code="SZ", name_zh="深圳仓", name_en="Shenzhen")


@pytest.fixture
def manager(house: Warehouse) -> Person:
    person = PersonFactory(name="周敏")
    Assignment.objects.create(person=person, warehouse=house, role=Role.MANAGER)
    return person


@pytest.fixture
def desk(manager: Person, client: Client) -> Client:
    client.force_login(manager)
    return client


def csv_bytes(rows: Sequence[Sequence[Any]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(separator.join(str(cell) for cell in row) for row in rows).encode(encoding)


def xlsx_bytes(rows: Sequence[Sequence[Any]], act: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook; `act(book, sheet)` may do to it what people do."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    if act:
        act(book, sheet)
    book.close()
    return buffer.getvalue()


class Desk:
    """What a person and the worker do together with a file."""

    def __init__(self, warehouse: Warehouse, person: Person) -> None:
        self.warehouse = warehouse
        self.person = person
        self.cause = Cause(source="desk", person=person, reference="test")

    def bring(self, kind: str, content: bytes | Sequence[Sequence[Any]], name: str = "file.csv") -> Import:
        """Upload and check."""
        if not isinstance(content, bytes):
            content = csv_bytes(content)
        kept = keep([content])
        table = kind_named(kind)
        act = partial(bring_file, cause=self.cause, kind=table, warehouse=self.warehouse, kept=kept, name=name)
        return self.after_work(run(act))

    def accept(self, row: Import, *, good_rows: bool = False) -> Import:
        run(partial(accept_import, cause=self.cause, import_id=row.pk, takes_good_rows=good_rows))
        return self.after_work(row)

    def apply(self, kind: str, content: bytes | Sequence[Sequence[Any]]) -> Import:
        row = self.bring(kind, content)
        assert (row.state, problems(row)) == ("checked", [])
        row = self.accept(row)
        assert (row.state, row.refusal_code) == ("applied", "")
        return row

    def undo(self, row: Import) -> Import:
        run(partial(undo_import, cause=self.cause, import_id=row.pk))
        return self.after_work(row)

    def after_work(self, row: Import) -> Import:
        drain_exchanges(LANE, 60)
        row.refresh_from_db()
        return row


@pytest.fixture
def at_desk(house: Warehouse, manager: Person) -> Desk:
    return Desk(house, manager)


def problems(row: Import) -> list[tuple[int, str, str]]:
    """(line, column, code) of each."""
    found = ImportProblem.objects.filter(of=row, check_run=row.check_run).order_by("line", "pk")
    return list(found.values_list("line", "column", "code"))


def counts(row: Import) -> tuple[int, int, int, int]:
    """new, changed, unchanged, bad"""
    return row.new_rows, row.changed_rows, row.unchanged_rows, row.bad_rows
