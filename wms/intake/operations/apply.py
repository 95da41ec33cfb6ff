"""A worker writes an accepted import, chunk by chunk, or takes it back: each step and its trace in one transaction."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils import timezone

from wms.core import audit
from wms.core.cause import Cause
from wms.core.refusals import OperationRefused
from wms.core.states import move_to
from wms.core.transactions import run
from wms.intake import limits
from wms.intake.errors import WorldChanged
from wms.intake.kinds import Judged, Kind
from wms.intake.locks import lock_import
from wms.intake.models import Import, ImportStep
from wms.intake.operations.bring import set_to_work
from wms.intake.operations.check import Overtaken
from wms.intake.states import IMPORT_MOVES, ImportState
from wms.intake.store import Good, Keep, read_all, read_chunk, rows_path


def cause_of(row: Import) -> Cause:
    person = row.undone_by if row.state == ImportState.UNDOING else row.accepted_by
    return Cause(source="import", person=person, reference=f"import:{row.pk}")


def verify(row: Import, kind: Kind, keep: Keep) -> None:
    """Before the first chunk: is everything as it was when the person looked? Else the file is checked anew."""
    checker = kind.checker(row.warehouse, cause_of(row))
    found: list[dict[str, Any]] = []
    for batch in read_all(rows_path(row.folder, row.check_run), limits.CHECK_ROWS):
        found += differences(batch, checker.judge([good.row for good in batch]))
        keep()
    run(partial(_note_verdict, row.pk, found))


def differences(rows: list[Good], judged: list[Judged]) -> list[dict[str, Any]]:
    """The rows that would not do any more what the preview has shown, JSON-safe."""
    return [
        {
            "line": good.row.line,
            "was": good.status,
            "now": now.status,
            "code": now.problems[0].code if now.problems else "",
            "facts": dict(now.problems[0].facts) if now.problems else {},
        }
        for good, now in zip(rows, judged, strict=True)
        if (good.status, dict(good.before)) != (now.status, dict(now.before))
    ]


def _note_verdict(import_id: int, found: list[dict[str, Any]]) -> None:
    row = lock_import(import_id)
    if row.state != ImportState.ACCEPTED or row.steps_done:
        raise Overtaken
    if not found:
        row.is_verified = True
        row.save(update_fields=["is_verified"])
        return
    move_to(row, ImportState.UPLOADED, IMPORT_MOVES)
    row.accepts_itself = False
    row.differences = found[: limits.SHOWN_DIFFERENCES]
    row.save()
    set_to_work(cause_of(row), row)


def apply_next(import_id: int, kind: Kind) -> bool:
    """Write the next chunk. False: that was the last one, or it goes the way back from here."""
    try:
        return run(partial(_apply_chunk, import_id, kind))
    except OperationRefused as refusal:
        run(partial(_turn_back, import_id, refusal))
        return False


def _apply_chunk(import_id: int, kind: Kind) -> bool:
    row = lock_import(import_id)
    if row.state != ImportState.ACCEPTED:
        raise Overtaken
    if row.wants_cancel:
        _revert(row, ImportState.CANCELLED)
        return False
    if row.steps_done == len(row.chunks):
        _finish(row)
        return False
    rows = read_chunk(rows_path(row.folder, row.check_run), row.chunks[row.steps_done])
    wanted = [good.row for good in rows]
    kind.lock(row.warehouse, wanted)
    found = differences(rows, kind.checker(row.warehouse, cause_of(row)).judge(wanted))
    if found:
        row.differences = found[: limits.SHOWN_DIFFERENCES]
        row.refusal_code, row.refusal_facts = WorldChanged.code, {"count": len(found)}
        _revert(row, ImportState.FAILED)
        return False
    journal = kind.apply(cause=cause_of(row), warehouse=row.warehouse, rows=wanted)
    ImportStep.objects.create(of=row, number=row.steps_done, rows=len(rows), journal=journal)
    row.steps_done += 1
    row.done_rows += len(rows)
    row.save(update_fields=["steps_done", "done_rows"])
    return True


def _finish(row: Import) -> None:
    move_to(row, ImportState.APPLIED, IMPORT_MOVES)
    row.finished_at = timezone.now()
    row.save()
    _audit(row, "import.applied")


def _turn_back(import_id: int, refusal: OperationRefused) -> None:
    """A chunk was refused after all: all or nothing, so what is in goes out again."""
    row = lock_import(import_id)
    if row.state != ImportState.ACCEPTED:
        raise Overtaken
    row.refusal_code, row.refusal_facts = refusal.code, refusal.facts
    _revert(row, ImportState.FAILED)


def _revert(row: Import, ends_as: str) -> None:
    move_to(row, ImportState.REVERTING, IMPORT_MOVES)
    row.ends_as = ends_as
    row.save()


def verify_undo(row: Import, kind: Kind, keep: Keep) -> None:
    """Before the first chunk goes out: has anything built on any of them? Then all of them stay."""
    steps = ImportStep.objects.filter(of=row, undone_at=None).order_by("-number")
    try:
        for journal in steps.values_list("journal", flat=True).iterator(chunk_size=10):
            kind.check_undo(warehouse=row.warehouse, journal=journal)
            keep()
    except OperationRefused as refusal:
        run(partial(_give_up, row.pk, refusal))
        return
    Import.objects.filter(pk=row.pk, state=ImportState.UNDOING).update(is_verified=True)


def take_back_next(import_id: int, kind: Kind) -> bool:
    """Take the newest chunk back. False: nothing is left of it, or something has built on it."""
    try:
        return run(partial(_take_back, import_id, kind))
    except OperationRefused as refusal:
        run(partial(_give_up, import_id, refusal))
        return False


def _take_back(import_id: int, kind: Kind) -> bool:
    row = lock_import(import_id)
    if row.state not in (ImportState.REVERTING, ImportState.UNDOING):
        raise Overtaken
    step = ImportStep.objects.filter(of=row, undone_at=None).order_by("-number").first()
    if step is None:
        _finish_way_back(row)
        return False
    kind.undo(cause=cause_of(row), warehouse=row.warehouse, journal=step.journal)
    step.undone_at = timezone.now()
    step.save(update_fields=["undone_at"])
    row.done_rows = row.done_rows + step.rows if row.state == ImportState.UNDOING else row.done_rows - step.rows
    row.save(update_fields=["done_rows"])
    return True


def _finish_way_back(row: Import) -> None:
    now = timezone.now()
    if row.state == ImportState.UNDOING:
        move_to(row, ImportState.UNDONE, IMPORT_MOVES)
        row.undone_at = now
        _audit(row, "import.undone")
    else:
        move_to(row, row.ends_as, IMPORT_MOVES)
        row.finished_at = now
    row.save()


def _give_up(import_id: int, refusal: OperationRefused) -> None:
    """Something has built on the rest: it stays, and the page says what prevents."""
    row = lock_import(import_id)
    if row.state == ImportState.UNDOING:
        move_to(row, ImportState.APPLIED, IMPORT_MOVES)
    elif row.state == ImportState.REVERTING:
        move_to(row, row.ends_as, IMPORT_MOVES)
        row.finished_at = timezone.now()
    else:
        raise Overtaken
    row.refusal_code, row.refusal_facts = refusal.code, refusal.facts
    row.save()


def _audit(row: Import, action: str) -> None:
    audit.record(
        cause=cause_of(row),
        action=action,
        subject=f"import:{row.pk}",
        warehouse=row.warehouse,
        after={"kind": row.kind, "file": row.file_name, "new": row.new_rows, "changed": row.changed_rows},
    )
