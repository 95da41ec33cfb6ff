"""What a person does with a file: bring it, accept it, cancel it, take it back. A worker does the rest."""

from __future__ import annotations

from django.utils import timezone

from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.outbox import enqueue
from wms.core.states import move_to
from wms.intake.errors import HasBadRows, ImportNotReady, NothingToImport
from wms.intake.kinds import Kind
from wms.intake.locks import lock_import
from wms.intake.models import Import
from wms.intake.states import IMPORT_MOVES, ImportState
from wms.intake.store import Kept

LANE = "intake"
HANDLER = "intake.work"


def set_to_work(cause: Cause, row: Import) -> None:
    """The outbox row behind the nudge: a kill between here and the last row loses nothing."""
    enqueue(lane=LANE, handler=HANDLER, subject=f"import:{row.pk}", cause=cause, facts={"import": row.pk})


def bring_file(
    *, cause: Cause, kind: Kind, warehouse: Warehouse, kept: Kept, name: str, accepts_itself: bool = False
) -> Import:
    """A file lies on the disk: let a worker read and check it. Nothing is written to the business tables yet.

    `accepts_itself`: the person has seen what it does (the rack generator's picture); a file without a bad row is
    applied at once.
    """
    row = Import.objects.create(
        kind=kind.name,
        warehouse=warehouse,
        person=cause.person,
        file_name=name[:200],
        folder=kept.folder,
        file_bytes=kept.size,
        digest=kept.digest,
        accepts_itself=accepts_itself,
    )
    set_to_work(cause, row)
    return row


def accept_import(*, cause: Cause, import_id: int, takes_good_rows: bool = False) -> Import:
    """A person has seen the preview and wants it in.

    Refuses with ImportNotReady, NothingToImport, HasBadRows (unless the good rows alone are wanted). Locks the import.
    """
    row = lock_import(import_id)
    if row.state != ImportState.CHECKED:
        raise ImportNotReady(state=row.state)
    if row.rows_to_write == 0:
        raise NothingToImport(bad=row.bad_rows)
    if row.bad_rows and not takes_good_rows:
        raise HasBadRows(bad=row.bad_rows)
    start_applying(cause, row, takes_good_rows=takes_good_rows)
    return row


def start_applying(cause: Cause, row: Import, *, takes_good_rows: bool) -> None:
    """The import is locked and checked."""
    move_to(row, ImportState.ACCEPTED, IMPORT_MOVES)
    row.takes_good_rows = takes_good_rows
    row.accepted_by = cause.person
    row.accepted_at = timezone.now()
    row.is_verified = False
    row.wants_cancel = False
    row.differences = []
    row.done_rows = 0
    row.save()
    set_to_work(cause, row)


def cancel_import(*, cause: Cause, import_id: int) -> Import:
    """Stop it: at once while nobody works on it, else at the worker's next chunk, which takes back what is in.

    Refuses with ImportNotReady. Locks the import.
    """
    row = lock_import(import_id)
    if row.state == ImportState.CHECKED:
        move_to(row, ImportState.CANCELLED, IMPORT_MOVES)
        row.finished_at = timezone.now()
    elif row.state in (ImportState.UPLOADED, ImportState.ACCEPTED):
        row.wants_cancel = True
    else:
        raise ImportNotReady(state=row.state)
    row.save()
    return row


def undo_import(*, cause: Cause, import_id: int) -> Import:
    """Take an applied import back, chunk by chunk, unless something has built on it.

    Refuses with ImportNotReady. Locks the import.
    """
    row = lock_import(import_id)
    if row.state != ImportState.APPLIED:
        raise ImportNotReady(state=row.state)
    move_to(row, ImportState.UNDOING, IMPORT_MOVES)
    row.undone_by = cause.person
    row.refusal_code, row.refusal_facts = "", {}
    row.is_verified = False
    row.done_rows = 0
    row.save()
    set_to_work(cause, row)
    return row
