"""The print queue's side of the outbox: one Exchange carries one job, and ends in what became of the paper."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings

from wms.core.models import Exchange, PrintJob
from wms.core.operations.print_ends import begin_sending, record_delivery
from wms.core.outbox import Sent
from wms.core.outbox.held import prolong
from wms.core.paper.words import word
from wms.core.printing.driver import Delivery, Driver, Line
from wms.core.printing.ipp import IppDriver
from wms.core.printing.kinds import maker_of
from wms.core.printing.raw import RawDriver
from wms.core.refusals import OperationRefused
from wms.core.states import PrinterWay, PrintState
from wms.core.transactions import run

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 1.5
DRIVERS: dict[str, Driver] = {PrinterWay.RAW: RawDriver(), PrinterWay.IPP: IppDriver()}
LEFT = Delivery("left")  # cancelled, or sent elsewhere, before its turn came


class PrintHandler:
    """Serial by printer. A job found `sending` had a sender who did not come back: it is recalled, never sent again."""

    @property
    def deadline_seconds(self) -> float:
        """Of connecting and asking; with the first byte the lease begins anew."""
        return settings.PRINTER_CONNECT_SECONDS * 2 + 1

    def throttle_key(self, exchange: Exchange) -> str | None:
        return None

    def send(self, exchange: Exchange) -> Sent:
        job = PrintJob.objects.select_related("printer", "warehouse").filter(exchange=exchange.pk).first()
        printer = job.printer if job else None
        if job is None or printer is None or printer.way not in DRIVERS:
            return _told(LEFT, exchange)
        if job.state == PrintState.SENDING:
            return _told(DRIVERS[printer.way].recall(job), exchange)
        if job.state != PrintState.QUEUED:
            return _told(LEFT, exchange)
        line = Line(begin=partial(_begin, exchange, job), hold_on=partial(prolong, exchange))
        try:
            return _told(DRIVERS[printer.way].deliver(job, paper_of(job), line), exchange)
        except OperationRefused as refusal:  # nothing was begun: a paper that cannot be drawn holds up no other
            log.warning("%s cannot be drawn: %s", job, refusal)
            return _told(Delivery("refused", "print.no_paper"), exchange)

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        if isinstance(sent.answer, Delivery) and sent.answer is not LEFT:
            record_delivery(
                exchange_id=exchange.pk,
                delivery=sent.answer,
                is_last=sent.outcome == "done",
            )


def paper_of(job: PrintJob) -> bytes:
    """The PDF of a job, a reprint's with its mark. Refuses with what its maker refuses with, and paper.unreadable."""
    # Here, since every process loads this module and few draw: the PDF libraries take 30 MB and half a second.
    from wms.core.paper.mark import marked

    maker = maker_of(job.kind)
    pdf = bytes(job.content) if job.content is not None else maker(job) if maker else b""
    return marked(pdf, mark_of(job)) if job.reprint else pdf


def mark_of(job: PrintJob) -> str:
    """In both languages: whoever holds the paper may read either."""
    return " ".join(dict.fromkeys(word("reprint", language, n=job.reprint) for language in ("zh-hans", "en")))


def _begin(exchange: Exchange, job: PrintJob) -> bool:
    """From here on bytes may reach the printer; false when somebody else holds the call, or the job was cancelled."""
    return run(partial(begin_sending, job_id=job.pk, exchange=exchange))


def _told(delivery: Delivery, exchange: Exchange) -> Sent:
    """The outbox tries again what never reached the printer, as long as its ladder is, and looks again what is on its
    way; all else is over, and for people to see in the queue.
    """
    if delivery.outcome == "not_sent" and exchange.attempts < len(settings.OUTBOX_RETRY_LADDER_SECONDS):
        return Sent("retry", code=delivery.code, answer=delivery)
    if delivery.outcome == "under_way":
        rest = min(LOOK_AGAIN_SECONDS * max(exchange.attempts, 1), 10.0)
        return Sent("retry", code=delivery.code, retry_after_seconds=rest, answer=delivery)
    if delivery.outcome == "lost":
        return Sent("retry", code="print.lost", answer=None)
    return Sent("done", code=delivery.code or delivery.outcome, answer=delivery)
