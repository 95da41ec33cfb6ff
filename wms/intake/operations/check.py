"""A worker reads a file and compares it with the world; nothing but the import's own rows is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from wms.core.cause import Cause
from wms.core.refusals import OperationRefused
from wms.core.states import move_to
from wms.core.transactions import run
from wms.intake import limits
from wms.intake.kinds import Checker, Judged, Kind, Problem, Row, Source
from wms.intake.locks import lock_import
from wms.intake.models import Import, ImportProblem
from wms.intake.operations.bring import start_applying
from wms.intake.states import IMPORT_MOVES, ImportState, RowStatus
from wms.intake.store import Good, Keep, RowsFile, rows_path, upload_path

Read = tuple[Row, tuple[Problem, ...]]


class Overtaken(Exception):
    """Somebody else works on this import by now, or it is no longer to be worked on: write nothing more."""


@dataclass
class Tally:
    """What a check has counted so far, the first line of each key, and the first rows as they would be."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    seen: dict[int, tuple[int, int]] = field(default_factory=dict)  # hash of the key: line, hash of the values
    sample: list[dict[str, Any]] = field(default_factory=list)


def check_file(import_id: int, kind: Kind, keep: Keep) -> None:
    """Read, judge and count the whole file, then wait for a person. Started anew after a kill; never doubles."""
    row = run(partial(_begin, import_id))
    tally = Tally()
    rows = RowsFile(rows_path(row.folder, row.check_run))
    try:
        keep()
        table = kind.open(upload_path(row.folder), row.file_name)
        run(partial(_expect, row, table.row_count))
        keep()
        checker = kind.checker(row.warehouse, cause_of_check(row))
        read = table.rows()
        while batch := list(islice(read, kind.check_rows)):
            problems = _judge(kind, checker, batch, tally, rows)
            run(partial(_note, row, tally, problems))
            keep()
    except OperationRefused as refusal:
        rows.close(kind.chunk_rows)
        run(partial(_refuse, row, refusal, tally))
        return
    chunks = rows.close(kind.chunk_rows)
    run(partial(_conclude, row, table, tally, chunks))


def cause_of_check(row: Import) -> Cause:
    return Cause(source="import", person=row.person, reference=f"import:{row.pk}")


def _begin(import_id: int) -> Import:
    row = lock_import(import_id)
    if row.state != ImportState.UPLOADED:
        raise Overtaken
    row.check_run += 1
    row.rows = row.done_rows = 0
    row.save(update_fields=["check_run", "rows", "done_rows"])
    ImportProblem.objects.filter(of=row).delete()
    return row


def _judge(kind: Kind, checker: Checker, batch: Sequence[Read], tally: Tally, rows: RowsFile) -> list[ImportProblem]:
    """Sort a batch into good rows (to the rows file), unchanged ones (counted) and problems (returned)."""
    own = [(row, problems or _twice(kind, row, tally)) for row, problems in batch]
    readable = [row for row, problems in own if not problems]
    judged = dict(zip((row.line for row in readable), checker.judge(readable), strict=True))
    bad: list[ImportProblem] = []
    for row, problems in own:
        verdict = Judged.bad(*problems) if problems else judged[row.line]
        tally.rows += 1
        tally.counts[verdict.status] = tally.counts.get(verdict.status, 0) + 1
        bad += _problem_rows(row.line, verdict.problems)
        if verdict.status in (RowStatus.NEW, RowStatus.CHANGED):
            rows.add(Good(row, verdict.status, verdict.before), kind.group(row.values))
        if verdict.status != RowStatus.BAD and len(tally.sample) < limits.SAMPLE_ROWS:
            shown = {"line": row.line, "status": verdict.status, "values": row.values, "before": verdict.before}
            tally.sample.append(shown)
    return bad


def _twice(kind: Kind, row: Row, tally: Tally) -> tuple[Problem, ...]:
    """A key that the file has named before: the same again, or something else."""
    key, values = hash(kind.key(row.values)), hash(repr(sorted(row.values.items())))
    line, known = tally.seen.setdefault(key, (row.line, values))
    if line == row.line:
        return ()
    return (Problem("", "", "intake.duplicate" if known == values else "intake.conflict", {"line": line}),)


def _problem_rows(line: int, problems: Iterable[Problem]) -> list[ImportProblem]:
    return [
        ImportProblem(line=line, column=p.column, value=str(p.value)[:120], code=p.code, facts=dict(p.facts))
        for p in problems
    ]


def _still_mine(row: Import) -> QuerySet[Import]:
    return Import.objects.filter(pk=row.pk, check_run=row.check_run, state=ImportState.UPLOADED)


def _expect(row: Import, count: int) -> None:
    """What the bar is measured by while the file is read; the check's end sets what there was."""
    if not _still_mine(row).update(rows=count):
        raise Overtaken


def _note(row: Import, tally: Tally, problems: list[ImportProblem]) -> None:
    """Progress and problems of one batch, if the import is still this check's."""
    mine = _still_mine(row)
    if not mine.update(done_rows=tally.rows):
        raise Overtaken
    if mine.filter(wants_cancel=True).exists():
        _end(row, ImportState.CANCELLED)
        return
    for problem in problems:
        problem.of_id, problem.check_run = row.pk, row.check_run
    ImportProblem.objects.bulk_create(problems, batch_size=500)


def _mine(row: Import) -> Import:
    locked = lock_import(row.pk)
    if locked.state != ImportState.UPLOADED or locked.check_run != row.check_run:
        raise Overtaken
    return locked


def _end(row: Import, state: str) -> None:
    locked = _mine(row)
    move_to(locked, state, IMPORT_MOVES)
    locked.finished_at = timezone.now()
    locked.save(update_fields=["state", "finished_at"])


def _refuse(row: Import, refusal: OperationRefused, tally: Tally) -> None:
    """The file as a whole cannot be taken: said on its page, kept as evidence."""
    locked = _mine(row)
    move_to(locked, ImportState.FAILED, IMPORT_MOVES)
    locked.refusal_code, locked.refusal_facts = refusal.code, refusal.facts
    locked.rows = tally.rows
    locked.finished_at = timezone.now()
    locked.save()


def _conclude(row: Import, table: Source, tally: Tally, chunks: list[list[int]]) -> None:
    locked = _mine(row)
    locked.file_format, locked.encoding, locked.separator = table.file_format, table.encoding, table.separator
    locked.rows = locked.done_rows = tally.rows
    locked.new_rows = tally.counts.get(RowStatus.NEW, 0)
    locked.changed_rows = tally.counts.get(RowStatus.CHANGED, 0)
    locked.unchanged_rows = tally.counts.get(RowStatus.UNCHANGED, 0)
    locked.bad_rows = tally.counts.get(RowStatus.BAD, 0)
    locked.sample = tally.sample
    locked.chunks = chunks
    locked.steps_done = 0
    locked.checked_at = timezone.now()
    move_to(locked, ImportState.CHECKED, IMPORT_MOVES)
    locked.save()
    if locked.accepts_itself and not locked.bad_rows and locked.rows_to_write and not locked.wants_cancel:
        start_applying(cause_of_check(locked), locked, takes_good_rows=False)
