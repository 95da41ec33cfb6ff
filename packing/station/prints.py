"""The bench and its label printer: what it shows of a print, what a person may say or ask, why one prints again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from packing.models import Parcel
from packing.operations.prints import ask_reason, decide_label, reprint_label, retry_label
from packing.operations.readdress import label_anew
from packing.selectors.parcels import live_waybill
from wms.core.cause import Cause
from wms.core.messages import Said, say
from wms.core.models import Printer, PrintJob
from wms.core.printing.kinds import OTHER, REASONS
from wms.core.states import PrintState
from wms.scan.screen import Action, Actor, Barcode, Outcome, Pair

# Own words cannot be scanned or typed at a bench; who has them prints again from the desk's queue.
REASON_WORDS: dict[str, Pair] = {
    "not_printed": ("没打出来", "None came"),
    "unreadable": ("不清楚", "Unreadable"),
    "torn": ("破了或卡纸", "Torn"),
    "lost": ("丢了", "Lost"),
    "wrong_parcel": ("贴错了", "Misplaced"),
}
assert set(REASON_WORDS) | {OTHER} == set(REASONS)  # noqa: S101  each reason of the queue can be chosen at a bench
REASON_OF = {reason.replace("_", "").upper(): reason for reason in REASON_WORDS}
REASON_ACTIONS = tuple(
    Action(str(key), reason.replace("_", "").upper(), words, "printer")
    for key, (reason, words) in enumerate(REASON_WORDS.items(), 1)
)
BACK = Action("Escape", "BACK", ("不补打", "Leave"), "back")
REPRINT = Action("P", "REPRINT", ("补打面单", "Reprint the label"), "printer")
PRINTED = Action("1", "PRINTED", ("打出来了", "It printed"), "check")
AGAIN = Action("2", "AGAIN", ("没有，再打一张", "No, print again"), "printer")
TRY = Action("1", "TRY", ("再试一次", "Try again"), "sync")
HERE = Action("2", "HERE", ("用这台电脑打", "Print from this computer"), "printer")
COMMANDS = tuple(action.command for action in (REPRINT, PRINTED, AGAIN, TRY, HERE))
REASON_COMMANDS = (*REASON_OF, BACK.command)


@dataclass(frozen=True)
class PrintView:
    """What the bench shows of a label's print."""

    job: PrintJob
    said: Said | None  # what is wrong, in the person's language
    is_question: bool  # did it print?
    is_trouble: bool
    is_under_way: bool
    here: bool  # this bench's browser prints it

    @property
    def news(self) -> str:
        """Changes when there is something new to show."""
        return f"{self.job.pk}:{self.job.state}:{self.job.error}"


def print_view(actor: Actor, job: PrintJob) -> PrintView:
    is_question, is_open = job.state == PrintState.UNKNOWN, job.state in {PrintState.QUEUED, PrintState.SENDING}
    has_failed = job.state == PrintState.FAILED
    said = say(job.error, {}, actor.language) if job.error and (is_open or is_question or has_failed) else None
    return PrintView(
        job=job,
        said=said,
        is_question=is_question,
        is_trouble=has_failed or (is_open and bool(job.error)),
        is_under_way=is_open and not job.goes_by_browser,
        here=job.goes_by_browser and actor.station is not None and job.station_id == actor.station.pk,
    )


def print_actions(shown: PrintView | None) -> tuple[Action, ...]:
    """The keys of the closing step: what this print asks of a person, else the reprint."""
    if shown is not None and shown.is_question:
        return (PRINTED, AGAIN)
    if shown is not None and shown.is_trouble and shown.job.state != PrintState.SENDING:
        return (TRY, HERE)
    return () if shown is not None and shown.is_under_way else (REPRINT,)


def printer_of(actor: Actor) -> Printer | None:
    """Where this bench's labels come out."""
    return actor.station.printer if actor.station else None


def printer_trouble(actor: Actor, printer: Printer | None) -> Said | None:
    """What ails the bench's printer, as its last look or send found."""
    return say(printer.trouble, {}, actor.language) if printer is not None and printer.trouble else None


class LabelPrints:
    """The commands about a label's print; a part of PackScreen."""

    def on_command_notprinted(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return _reprinted(work, barcode, cause)

    def on_command_unreadable(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return _reprinted(work, barcode, cause)

    def on_command_torn(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return _reprinted(work, barcode, cause)

    def on_command_lost(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return _reprinted(work, barcode, cause)

    def on_command_wrongparcel(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return _reprinted(work, barcode, cause)

    def on_command_reprint(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        waybill = live_waybill(work)
        if waybill is not None and waybill.outdated_at is not None:  # the same label again would be as wrong
            label_anew(cause=cause, parcel=work, outdated=waybill)
            return Outcome("pack.label_anew", {"order": work.order.number})
        ask_reason(cause=cause, parcel=work, is_asked=True)
        return Outcome("pack.asks_reason", {"order": work.order.number})

    def on_command_back(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        ask_reason(cause=cause, parcel=work, is_asked=False)
        return Outcome("pack.no_reprint", {"order": work.order.number})

    def on_command_printed(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return Outcome("pack.print_settled", _facts(work, decide_label(cause=cause, parcel=work, has_printed=True)))

    def on_command_again(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return Outcome("pack.reprinted", _facts(work, decide_label(cause=cause, parcel=work, has_printed=False)))

    def on_command_try(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return Outcome("pack.printing", _facts(work, retry_label(cause=cause, parcel=work, by_browser=False)))

    def on_command_here(self, actor: Actor, work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
        return Outcome("pack.printing", _facts(work, retry_label(cause=cause, parcel=work, by_browser=True)))


def _reprinted(work: Parcel, barcode: Barcode, cause: Cause) -> Outcome:
    job = reprint_label(cause=cause, parcel=work, reason=REASON_OF[barcode.candidate.label])
    return Outcome("pack.reprinted", _facts(work, job))


def _facts(work: Parcel, job: PrintJob) -> dict[str, Any]:
    return {"order": work.order.number, "waybill": job.title, "n": job.reprint}
