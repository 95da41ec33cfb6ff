"""The bench (打包台): open an order, scan every unit, print, scan the label off the parcel. docs/floor/pack.md"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inventory.selectors.items import sku_by_code
from packing.errors import (
    NoOrderWaits,
    NothingToPack,
    OrderCancelledAtBench,
    UnitTooMany,
    WrongLabel,
    WrongUnit,
)
from packing.locks import lock_bench_tote, lock_parcel_at
from packing.models import BenchTote, Parcel
from packing.operations.intercept import begin_intercept, intercept_parcel
from packing.operations.missing import declare_missing
from packing.operations.open import open_parcel, set_aside
from packing.operations.refund import take_out_refunded
from packing.operations.singles import (
    call_for_stray,
    declare_tote_empty,
    leave_bench_tote,
    open_bench_tote,
    take_unit,
    tote_of,
)
from packing.operations.verify import join_tote, record_mismatch, undo_unit, verify_unit
from packing.selectors.benches import bench_tote_at, waiting_in
from packing.selectors.parcels import lines_of, parcel_at
from packing.selectors.to_close import label_in_hand
from packing.states import ON_THE_BENCH, MismatchKind, ParcelState
from packing.station import prints, serials
from packing.station.closing import LabelSteps, awaited_call
from packing.station.prints import LabelPrints
from packing.station.serials import SerialScans, verified
from packing.station.view import SECONDS_TO_WAIT, pack_view, unit_view
from picking.locks import lock_order, lock_orders_in_tote
from picking.selectors.shared import is_shared_tote
from wms.core.cause import Cause
from wms.core.models import Station
from wms.core.outbox import drain_exchange
from wms.core.refusals import OperationRefused
from wms.core.states import Role
from wms.scan.barcode import Candidate, ScanText
from wms.scan.screen import Actor, Barcode, Outcome, ScanScreen, Step, View
from wms.scan.work import Work

if TYPE_CHECKING:
    from picking.models import Order

ASKS_PLATFORM = {
    *("pack.unit_taken", "pack.opened", "pack.resumed", "pack.complete", "pack.asked_again"),
    *("pack.label_anew", "pack.refund_out"),
}
CLOSED = {"pack.closed", "pack.tote_done", "pack.tote_left_over"}  # who closes has looked what lies behind the parcel


class PackScreen(LabelSteps, LabelPrints, SerialScans, ScanScreen):
    """open (tote, order or label) -> verify (each unit; serial, where its SKU tracks them) -> label (the platform
    answers) -> close (label scanned).

    A bulk tote: open -> unit (the next order that waits for it) -> label -> close -> unit, until none waits.
    """

    name = "pack"
    surface = "station"
    stage = "pack"
    title = ("打包核对", "Pack and verify")
    icon = "box"
    menu_order = 10
    roles = frozenset({Role.PACKER, Role.MANAGER})
    steps = {
        "open": Step(
            ("handling_unit", "order", "waybill"), ("扫周转箱、订单号或面单", "Scan a tote, an order or a label")
        ),
        "unit": Step(("sku",), ("扫任一件", "Scan any unit"), ("核对", "Verify"), commands=("MISSING", "PARK")),
        "verify": Step(
            ("sku", "handling_unit"),
            ("扫商品", "Scan an item"),
            ("核对", "Verify"),
            commands=("UNDO", "MISSING", "PARK"),
        ),
        "serial": serials.STEP,
        "label": Step((), ("等面单", "Waiting for the label"), ("面单", "Label"), commands=("RETRY", "PARK")),
        "close": Step(
            ("waybill",),
            ("扫贴好的面单", "Scan the label on the parcel"),
            ("封箱", "Close"),
            commands=(*prints.COMMANDS, "RENUMBER", "PARK"),
        ),
        "number": Step(
            ("text",),
            ("扫或输承运商单号", "Scan or type its number"),
            ("面单", "Label"),
            commands=("RETRY", "PARK"),
        ),
        "reprint": Step(
            ("waybill",),
            ("选补打原因", "Why print again"),
            ("封箱", "Close"),
            commands=(*prints.REASON_COMMANDS, "PARK"),
        ),
        "intercept": Step(("handling_unit",), ("扫拦截箱", "Scan the intercept tote"), commands=("PARK",)),
        "return": Step(("handling_unit",), ("扫放退款货的空箱", "Scan an empty tote"), commands=("PARK",)),
    }
    first_step = "open"

    def open_work(self, actor: Actor) -> Work | None:
        """The parcel on the bench; between two, the bulk tote that it works off."""
        if actor.station is None:
            return None
        return parcel_at(actor.station.pk) or bench_tote_at(actor.station.pk)

    def lock(self, actor: Actor) -> Work | None:
        if actor.station is None:
            return None
        return lock_parcel_at(actor.station.pk) or lock_bench_tote(actor.station.pk)

    def step(self, actor: Actor, work: Work | None) -> str:
        if isinstance(work, BenchTote):
            return "unit"
        if not isinstance(work, Parcel):
            return "open"
        if work.is_intercepted or work.order.cancel_requested_at is not None:
            return "intercept"
        if work.order.refund_units:
            return "return"
        asks = "verify" if work.serial_sku_id is None else "serial"
        steps = {ParcelState.OPEN: asks, ParcelState.VERIFIED: "number" if work.awaits_number else "label"}
        return steps.get(ParcelState(work.state), "reprint" if work.asks_reason else "close")

    def view(self, actor: Actor, work: Work | None, step: str) -> View:
        if isinstance(work, BenchTote):
            return unit_view(actor, work)
        return pack_view(actor, work if isinstance(work, Parcel) else None, step)

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        """A parcel that stays on the bench is the row that was locked; behind one that left it a bulk tote may lie."""
        if outcome.work is not None:
            return outcome.work
        if not isinstance(work, Parcel):
            return self.open_work(actor)
        if work.state in ON_THE_BENCH and not work.is_set_aside:
            return work
        if outcome.code in CLOSED:
            return None
        return bench_tote_at(actor.station.pk) if actor.station is not None else None

    def in_hand(self, actor: Actor, work: Work | None, step: str, text: ScanText) -> Candidate | None:
        """The label of the parcel on the bench."""
        if isinstance(work, Parcel) and step in {"close", "reprint"}:
            return label_in_hand(text, work)
        return None

    def settle(self, actor: Actor, code: str, left: Work | None) -> Work | None:
        """Wait shortly for what this bench has asked the platform; else the page asks for progress."""
        if code not in ASKS_PLATFORM:
            return left
        work = self.open_work(actor)
        for _ in range(3):  # a bulk unit asks for both at once, and a waybill's answer asks for its label
            call = awaited_call(work) if isinstance(work, Parcel) else None
            if call is None or not drain_exchange(call, SECONDS_TO_WAIT):
                break
            work = self.open_work(actor)
        return work

    def refused(self, actor: Actor, step: str, refusal: OperationRefused, cause: Cause) -> None:
        """[M33] A wrong unit or label blocks the parcel and calls the manager; [M4] a cancellation stops it."""
        if isinstance(refusal, NoOrderWaits) and actor.station is not None:
            bench = lock_bench_tote(actor.station.pk)
            if bench is not None:
                call_for_stray(cause=cause, work=bench, sku_code=str(refusal.facts["scanned_sku"]))
        if not isinstance(refusal, WrongUnit | UnitTooMany | WrongLabel | OrderCancelledAtBench):
            return
        parcel = self.lock(actor)
        if not isinstance(parcel, Parcel):
            return
        if isinstance(refusal, WrongUnit | UnitTooMany):
            kind = MismatchKind.WRONG if isinstance(refusal, WrongUnit) else MismatchKind.EXTRA
            self._block(cause, parcel, kind, str(refusal.facts["scanned_sku"]))
        elif isinstance(refusal, WrongLabel):
            self._block(cause, parcel, MismatchKind.LABEL, str(refusal.facts["scanned"]))
        elif isinstance(refusal, OrderCancelledAtBench):
            begin_intercept(cause=cause, parcel=parcel)

    def _block(self, cause: Cause, parcel: Parcel, kind: MismatchKind, raw: str) -> None:
        scanned = sku_by_code(raw) if kind != MismatchKind.LABEL else None
        record_mismatch(
            cause=cause,
            parcel=parcel,
            kind=kind,
            scanned_sku_id=scanned.pk if scanned else None,
            raw=raw,
        )

    def on_open(self, actor: Actor, work: None, barcode: Barcode, cause: Cause) -> Outcome:
        label, is_tote = barcode.candidate.label, barcode.kind == "handling_unit"
        order = _lock_order_of(barcode)
        if order is None and is_tote and actor.station is not None and is_shared_tote(barcode.id):
            return self._open_tote(actor.station, barcode, cause)
        if order is None or actor.station is None:
            raise NothingToPack(label=label, state="")
        opened = open_parcel(
            cause=cause,
            order=order,
            station=actor.station,
            person=actor.person,
            label=label,
            tote_id=barcode.id if is_tote else None,
        )
        facts = {"order": order.number, "parcel": opened.parcel.number}
        code = "pack.resumed" if opened.is_resumed else "pack.opened"
        return Outcome(code, facts, ended=True, work=opened.parcel)

    def _open_tote(self, station: Station, barcode: Barcode, cause: Cause) -> Outcome:
        work = open_bench_tote(cause=cause, station=station, tote_id=barcode.id, label=barcode.candidate.label)
        facts = {"tote": barcode.candidate.label, "units": len(waiting_in(work))}
        return Outcome("pack.tote_opened", facts, ended=True, work=work)

    def on_unit(self, actor: Actor, work: BenchTote, barcode: Barcode, cause: Cause) -> Outcome:
        candidate: Any = barcode.candidate
        taken = take_unit(
            cause=cause,
            work=work,
            station=work.station,
            person=actor.person,
            sku=candidate.facts["row"],
            quantity=candidate.pack_quantity,
            label=candidate.label,
            serial=candidate.facts["serial"],
        )
        facts = {"sku": taken.verified.sku, "order": taken.parcel.order.number, "left": taken.waiting}
        code = "pack.unit_taken_serial" if taken.verified.asks_serial else "pack.unit_taken"
        return Outcome(code, facts, ended=True, work=taken.parcel)

    def on_verify(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        candidate: Any = barcode.candidate
        if barcode.kind == "handling_unit":
            return self._join(work, barcode, cause)
        sku, units, serial = candidate.facts["row"], candidate.pack_quantity, candidate.facts["serial"]
        done = verify_unit(cause=cause, parcel=work, sku=sku, quantity=units, label=candidate.label, serial=serial)
        return verified(done, work.order.number)

    def _join(self, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        """The order's further tote."""
        label = barcode.candidate.label
        is_complete = join_tote(cause=cause, parcel=work, tote_id=barcode.id, tote_label=label)
        facts = {"tote": label, "order": work.order.number, "units": sum(line.quantity for line in lines_of(work))}
        return Outcome("pack.complete" if is_complete else "pack.tote_joined", facts, ended=is_complete)

    def on_intercept(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        done = intercept_parcel(cause=cause, parcel=work, tote_id=barcode.id)
        return Outcome("pack.intercepted", {"order": done.order_number, "tote": done.tote}, ended=True)

    def on_return(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        label = barcode.candidate.label
        done = take_out_refunded(cause=cause, parcel=work, tote_id=barcode.id, label=label)
        facts = {"order": done.order_number, "tote": done.tote, "units": done.units}
        return Outcome("pack.refund_out", facts, ended=True)

    def on_command_undo(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        done = undo_unit(cause=cause, parcel=work)
        return Outcome("pack.undone", {"sku": done.sku, "done": done.done, "units": done.units})

    def on_command_missing(self, actor: Actor, work: Work, barcode: Barcode, cause: Cause) -> Outcome:
        if isinstance(work, BenchTote):
            empty = declare_tote_empty(cause=cause, work=work, station=work.station, person=actor.person)
            return Outcome("pack.tote_empty", {"tote": empty.tote, "units": empty.units}, ended=True)
        assert isinstance(work, Parcel)  # noqa: S101  the other work of this screen
        (done,) = declare_missing(cause=cause, parcels=[work])
        return Outcome("pack.missing", {"order": done.order_number, "units": sum(done.units.values())}, ended=True)

    def on_command_park(self, actor: Actor, work: Work, barcode: Barcode, cause: Cause) -> Outcome:
        if isinstance(work, BenchTote):
            tote = tote_of(work)
            leave_bench_tote(cause=cause, work=work)
            return Outcome("pack.tote_left", {"tote": tote.code}, ended=True)
        assert isinstance(work, Parcel)  # noqa: S101  the other work of this screen
        set_aside(cause=cause, parcel=work)
        return Outcome("pack.parked", {"order": work.order.number, "tote": work.tote.code}, ended=True)


def _lock_order_of(barcode: Barcode) -> Order | None:
    """The order behind what was scanned, locked: its own number, the tote that holds it, or its parcel's label."""
    if barcode.kind == "order":
        return lock_order(barcode.id)
    if barcode.kind == "handling_unit":
        orders = lock_orders_in_tote(barcode.id)
        return orders[0] if len(orders) == 1 else None
    return lock_order(int(str(barcode.candidate.facts["order_id"])))
