"""Raw printing (直连打印): ZPL over TCP 9100. No job, no name, no answer: what was sent can never be looked up.

A label counts as printed after a clean end only: all bytes acknowledged and the line closed by both, or left open with
nothing on the way. Whatever breaks after the first byte is unclear.
"""

from __future__ import annotations

import array
import fcntl
import socket
import sys
import termios
import time

from django.conf import settings

from wms.core.models import PrintJob
from wms.core.printing.driver import Condition, Delivery, Line, PrinterTrouble, host_and_port

STATUS = b"~HS"  # asks a ZPL printer for its state; it prints nothing
CHUNK = 16 * 1024
STATUS_SECONDS = 0.7  # printers that answer ~HS at all do so at once
END_SECONDS = 2.0
STATUS_LINES = 3
FLAGS = ((0, 1, "media-empty"), (0, 2, "paused"), (1, 2, "cover-open"), (1, 3, "marker-supply-empty"))


class RawDriver:
    def look(self, address: str) -> Condition:
        with connected(address) as line:
            return status_of(line)

    def deliver(self, job: PrintJob, pdf: bytes, line: Line) -> Delivery:
        from wms.core.paper.zpl import zpl_of  # few processes draw (handler.py)

        assert job.printer is not None  # noqa: S101  the handler sends only to a printer
        data = zpl_of(pdf, dpi=job.printer.dpi, copies=job.copies)
        try:
            with connected(job.printer.address) as wire:
                if trouble := status_of(wire).trouble:
                    return Delivery("not_sent", trouble)
                return _sent(wire, data, line)
        except PrinterTrouble as trouble:
            return Delivery("not_sent", trouble.code)

    def recall(self, job: PrintJob) -> Delivery:
        return Delivery("unclear", "print.sender_lost")


def connected(address: str) -> socket.socket:
    """An open line. Raises PrinterTrouble; nothing was sent then."""
    try:
        return socket.create_connection(host_and_port(address), timeout=settings.PRINTER_CONNECT_SECONDS)
    except TimeoutError:
        raise PrinterTrouble("printer.silent") from None
    except socket.gaierror:
        raise PrinterTrouble("printer.unknown_host") from None
    except ConnectionRefusedError:
        raise PrinterTrouble("printer.refused") from None
    except OSError:
        raise PrinterTrouble("printer.unreachable") from None


def status_of(wire: socket.socket) -> Condition:
    """What ~HS tells; an empty Condition when the printer keeps silent. Raises PrinterTrouble when it hangs up."""
    told = b""
    wire.settimeout(STATUS_SECONDS)
    try:
        wire.sendall(STATUS)
        while told.count(b"\x03") < STATUS_LINES and len(told) < CHUNK:
            piece = wire.recv(1024)
            if not piece:
                raise PrinterTrouble("printer.hung_up")
            told += piece
    except TimeoutError:
        return read_status(told)
    except OSError:
        raise PrinterTrouble("printer.hung_up") from None
    return read_status(told)


def read_status(told: bytes) -> Condition:
    """The flags of a ~HS answer: three lines between STX and ETX, fields between commas."""
    lines = [line.split(b"\x03")[0].split(b",") for line in told.split(b"\x02")[1:]]
    if len(lines) < STATUS_LINES - 1:
        return Condition()
    raised = tuple(
        reason for line, field, reason in FLAGS if len(lines[line]) > field and lines[line][field].strip() == b"1"
    )
    return Condition(state="stopped" if raised else "idle", reasons=raised)


def _sent(wire: socket.socket, data: bytes, line: Line) -> Delivery:
    if not line.begin():
        return Delivery("lost")
    try:
        wire.settimeout(settings.PRINTER_SEND_SECONDS)
        held = time.monotonic()
        for start in range(0, len(data), CHUNK):
            wire.sendall(data[start : start + CHUNK])
            if time.monotonic() - held > 1:
                held = time.monotonic()
                line.hold_on()
        wire.shutdown(socket.SHUT_WR)
        return Delivery("printed") if _ended_well(wire) else Delivery("unclear", "print.stalled")
    except TimeoutError:
        return Delivery("unclear", "print.stalled")
    except OSError:
        return Delivery("unclear", "print.cut_off")


def _ended_well(wire: socket.socket) -> bool:
    """The printer hung up too, or it has everything and only keeps its end open."""
    ends = time.monotonic() + END_SECONDS
    while (left := ends - time.monotonic()) > 0:
        wire.settimeout(left)
        try:
            if not wire.recv(1024):
                return True
        except TimeoutError:
            break
    return _on_the_way(wire) == 0


def _on_the_way(wire: socket.socket) -> int:
    """Bytes that the other side has not acknowledged; where the system cannot tell, as if there were some."""
    if not sys.platform.startswith("linux"):
        return 1
    count = array.array("i", [0])
    fcntl.ioctl(wire.fileno(), termios.TIOCOUTQ, count)
    return count[0]
