"""Printing by IPP: the printer knows jobs by name, so that a broken send is looked up before anything is repeated."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils import timezone

from wms.core.models import PrintJob
from wms.core.printing import ipp_codec as wire
from wms.core.printing.driver import Condition, Delivery, Line, PrinterTrouble

PRINT_JOB, GET_JOB, GET_JOBS, GET_PRINTER = 0x0002, 0x0009, 0x000A, 0x000B
USER = "zhunjian"
PDF, ZPL = "application/pdf", "application/vnd.zebra-zpl"
STATES = {3: "idle", 4: "processing", 5: "stopped"}
JOB_CANCELLED, JOB_ABORTED, JOB_COMPLETED = 7, 8, 9
BUSY = {0x0502, 0x0505, 0x0506, 0x0507}  # unavailable, temporary, not accepting, busy: the job was not taken
HISTORY = timedelta(seconds=50)  # printers keep finished jobs for at least a minute
FOLLOW_SECONDS, FOLLOW_STEP = 2.0, 0.2
NOT_DONE_AFTER = timedelta(seconds=60)
ASKED = ["printer-state", "printer-state-reasons", "media-ready", "media-default", "printer-make-and-model"]
ASKED += ["printer-up-time", "document-format-supported"]


class IppDriver:
    def look(self, address: str) -> Condition:
        with _Printer(address) as printer:
            return _condition(printer.attributes())

    def deliver(self, job: PrintJob, pdf: bytes, line: Line) -> Delivery:
        with _Printer(_address(job)) as printer:
            try:
                told = printer.attributes()
            except PrinterTrouble as trouble:
                return Delivery("not_sent", trouble.code)
            if trouble_now := _condition(told).trouble:
                return Delivery("not_sent", trouble_now)
            kind, data = _document(job, pdf, told)
            return self._sent(printer, job, kind, data, line)

    def _sent(self, printer: _Printer, job: PrintJob, kind: str, data: bytes, line: Line) -> Delivery:
        if not line.begin():
            return Delivery("lost")
        attributes = [(wire.NAME, "job-name", name_of(job)), (wire.MIME, "document-format", kind)]
        try:
            answer = printer.ask(PRINT_JOB, attributes, data)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return Delivery("not_sent", "printer.refused")
        except (httpx.HTTPError, wire.Garbled):
            return Delivery("under_way", "print.no_answer")
        if not answer.is_ok:
            is_busy = answer.status in BUSY
            return Delivery("not_sent", "printer.busy") if is_busy else Delivery("refused", "print.not_accepted")
        numbers = [group.first("job-id") for group in answer.of(wire.JOB)]
        return self._followed(printer, numbers[0]) if numbers else Delivery("under_way", "print.no_answer")

    def recall(self, job: PrintJob) -> Delivery:
        """By its number when the printer gave one, else by its name among all jobs that the printer knows."""
        since = timezone.now() - (job.sent_at or job.created_at)
        is_late = since > NOT_DONE_AFTER
        with _Printer(_address(job)) as printer:
            try:
                if job.remote_id is not None:
                    found = self._followed(printer, job.remote_id)
                    is_open = found.outcome == "under_way"
                    return Delivery("unclear", found.code or "print.not_done") if is_open and is_late else found
                number = printer.number_of(name_of(job))
                if number is not None:
                    return self._followed(printer, number)
                return self._unknown_there(printer, since)
            except (PrinterTrouble, httpx.HTTPError, wire.Garbled):
                return Delivery("unclear", "print.no_answer") if since > HISTORY else Delivery("under_way")

    def _unknown_there(self, printer: _Printer, since: timedelta) -> Delivery:
        """The printer knows no such job. That proves that it never came, if the request cannot be in its hands any
        more, and if it has neither forgotten nor been restarted since.
        """
        up = _condition(printer.attributes()).up_seconds
        if since > HISTORY or up is None or up <= since.total_seconds():
            return Delivery("unclear", "print.no_answer")
        if since < timedelta(seconds=settings.PRINTER_SEND_SECONDS * 1.5):
            return Delivery("under_way", "print.no_answer")
        return Delivery("not_sent", "print.not_arrived")

    def _followed(self, printer: _Printer, number: int) -> Delivery:
        """Stay with the job for a moment: most labels are out within a second."""
        ends = time.monotonic() + FOLLOW_SECONDS
        while True:
            try:
                state = printer.state_of(number)
                code = _condition(printer.attributes()).trouble if state not in _ENDS else ""
            except (PrinterTrouble, httpx.HTTPError, wire.Garbled):
                return Delivery("under_way", "print.no_answer", number)
            if state in _ENDS:
                return Delivery(*_ENDS[state], remote_id=number)
            if time.monotonic() >= ends or code:
                return Delivery("under_way", code, number)
            time.sleep(FOLLOW_STEP)


_ENDS = {
    JOB_COMPLETED: ("printed", ""),
    JOB_CANCELLED: ("refused", "print.stopped_there"),
    JOB_ABORTED: ("refused", "print.stopped_there"),
}


class _Printer:
    """One printer behind its address, over HTTP."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.uri = address
        self.url = parts._replace(scheme="https" if parts.scheme == "ipps" else "http").geturl()
        wait = httpx.Timeout(settings.PRINTER_SEND_SECONDS, connect=settings.PRINTER_CONNECT_SECONDS)
        self.client = httpx.Client(timeout=wait, trust_env=False, headers={"Content-Type": "application/ipp"})

    def __enter__(self) -> _Printer:
        return self

    def __exit__(self, *what: object) -> None:
        self.client.close()

    def ask(self, operation: int, attributes: list[wire.Attribute], data: bytes = b"") -> wire.Answer:
        """Raises httpx.HTTPError, ipp_codec.Garbled."""
        first = [(wire.URI, "printer-uri", self.uri), (wire.NAME, "requesting-user-name", USER)]
        response = self.client.post(self.url, content=wire.request(operation, [*first, *attributes], data))
        response.raise_for_status()
        return wire.answer(response.content)

    def attributes(self) -> wire.Group:
        """What the printer tells of itself. Raises PrinterTrouble."""
        try:
            answer = self.ask(GET_PRINTER, [(wire.KEYWORD, "requested-attributes", ASKED)])
        except httpx.ConnectTimeout:
            raise PrinterTrouble("printer.silent") from None
        except httpx.ConnectError as error:
            is_name = "Name or service" in str(error) or "getaddrinfo" in str(error)
            raise PrinterTrouble("printer.unknown_host" if is_name else "printer.refused") from None
        except httpx.TimeoutException:
            raise PrinterTrouble("printer.silent") from None
        except (httpx.HTTPError, wire.Garbled):
            raise PrinterTrouble("printer.no_ipp") from None
        groups = answer.of(wire.PRINTER)
        if not answer.is_ok or not groups:
            raise PrinterTrouble("printer.no_ipp")
        return groups[0]

    def number_of(self, name: str) -> int | None:
        """The number of the job of this name, finished or not; None when the printer knows none."""
        for which in ("not-completed", "completed"):
            asked = [
                (wire.KEYWORD, "requested-attributes", ["job-id", "job-name"]),
                (wire.KEYWORD, "which-jobs", which),
            ]
            answer = self.ask(GET_JOBS, asked)
            if not answer.is_ok:
                raise PrinterTrouble("printer.no_ipp")
            for group in answer.of(wire.JOB):
                if group.first("job-name") == name:
                    return int(group.first("job-id"))
        return None

    def state_of(self, number: int) -> int | None:
        asked: list[wire.Attribute] = [(wire.INTEGER, "job-id", number)]
        asked.append((wire.KEYWORD, "requested-attributes", ["job-state"]))
        answer = self.ask(GET_JOB, asked)
        groups = answer.of(wire.JOB)
        return groups[0].first("job-state") if answer.is_ok and groups else None


def name_of(job: PrintJob) -> str:
    """The job's name at the printer: what a person reads on its display, and the key by which it is found again."""
    return f"{job.title[:60]} {job.name}"


def _address(job: PrintJob) -> str:
    assert job.printer is not None  # noqa: S101  the handler sends only to a printer
    return job.printer.address


def _condition(told: wire.Group) -> Condition:
    reasons = [text for text in told.attributes.get("printer-state-reasons", []) if text != "none"]
    media: list[Any] = told.attributes.get("media-ready") or told.attributes.get("media-default") or []
    return Condition(
        state=STATES.get(told.first("printer-state", 0), ""),
        reasons=tuple(str(text) for text in reasons[:8]),
        media=tuple(str(text) for text in media[:6]),
        model=str(told.first("printer-make-and-model", ""))[:80],
        up_seconds=told.first("printer-up-time"),
    )


def _document(job: PrintJob, pdf: bytes, told: wire.Group) -> tuple[str, bytes]:
    """PDF, unless the printer speaks ZPL and not PDF; each page as often as it is wanted."""
    from wms.core.paper.raster import repeated  # few processes draw (handler.py)
    from wms.core.paper.zpl import zpl_of

    formats = told.attributes.get("document-format-supported", [])
    if ZPL in formats and PDF not in formats and job.printer is not None:
        return ZPL, zpl_of(pdf, dpi=job.printer.dpi, copies=job.copies)
    return PDF, pdf if job.copies == 1 else repeated(pdf, job.copies)
