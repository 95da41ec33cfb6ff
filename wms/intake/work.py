"""What the outbox calls for an import: some seconds of its work, then the next row of the outbox for the rest."""

from __future__ import annotations

import time

from wms.core.cause import Cause
from wms.core.models import Exchange
from wms.core.outbox import Sent
from wms.core.outbox.held import prolong
from wms.intake.kinds import Kind, kind_named
from wms.intake.models import Import
from wms.intake.operations.apply import apply_next, take_back_next, verify, verify_undo
from wms.intake.operations.bring import set_to_work
from wms.intake.operations.check import Overtaken, check_file
from wms.intake.states import WORKING, ImportState

SLICE_SECONDS = 8.0
MORE = "more"


class Slice:
    """The time of one call: the lease is prolonged at each chunk; one who has lost it stops."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.ends = time.monotonic() + SLICE_SECONDS

    def keep(self) -> None:
        if not prolong(self.exchange):
            raise Overtaken

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends


class ImportWork:
    """PROTOCOLS 3: no transaction is open in `send`; each chunk opens its own. Killed anywhere, it goes on there."""

    deadline_seconds = 1.0

    def throttle_key(self, exchange: Exchange) -> None:
        return None

    def send(self, exchange: Exchange) -> Sent:
        slice_ = Slice(exchange)
        try:
            while is_to_do(exchange.facts["import"]):
                go_on(exchange.facts["import"], slice_)
                if slice_.is_over:
                    return Sent("done", code=MORE)
        except Overtaken:
            return Sent("done", code="overtaken")
        return Sent("done")

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        if sent.outcome == "done" and sent.code == MORE and is_to_do(exchange.facts["import"]):
            row = Import.objects.get(pk=exchange.facts["import"])
            set_to_work(Cause(source="import", person=row.person, reference=f"import:{row.pk}"), row)


def is_to_do(import_id: int) -> bool:
    return Import.objects.filter(pk=import_id, state__in=WORKING).exists()


def go_on(import_id: int, slice_: Slice) -> None:
    """The next stretch: a whole check, or chunks until the slice is over."""
    row = Import.objects.select_related("warehouse").get(pk=import_id)
    kind = kind_named(row.kind)
    if kind is None:
        raise LookupError(f"no kind of import is called {row.kind!r}")
    slice_.keep()
    if row.state == ImportState.UPLOADED:
        check_file(row.pk, kind, slice_.keep)
    elif row.state == ImportState.ACCEPTED and not row.is_verified:
        verify(row, kind, slice_.keep)
    elif row.state == ImportState.UNDOING and not row.is_verified:
        verify_undo(row, kind, slice_.keep)
    else:
        _chunks(row, kind, slice_)


def _chunks(row: Import, kind: Kind, slice_: Slice) -> None:
    step = apply_next if row.state == ImportState.ACCEPTED else take_back_next
    while step(row.pk, kind) and not slice_.is_over:
        slice_.keep()
