"""What every way to a printer has in common: an address, a condition, and how a delivery can end."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from wms.core.errors import not_accepted
from wms.core.fields import WORDS
from wms.core.models import PrintJob
from wms.core.states import PrinterWay

RAW_PORT, IPP_PORT = 9100, 631
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,190}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\]")
RAW_RULE = ("写成 主机 或 主机:端口，如 10.0.0.21:9100", "like 10.0.0.21 or 10.0.0.21:9100")
IPP_RULE = ("写成 ipp://主机:端口/路径，如 ipp://10.0.0.21/ipp/print", "like ipp://10.0.0.21/ipp/print")
# Reasons of an IPP printer and flags of a ZPL printer that keep paper from coming out, worst first.
TROUBLES: dict[str, str] = {
    "cover-open": "printer.open",
    "door-open": "printer.open",
    "interlock-open": "printer.open",
    "media-jam": "printer.jam",
    "media-empty": "printer.paper_out",
    "media-needed": "printer.paper_out",
    "marker-supply-empty": "printer.ribbon_out",
    "toner-empty": "printer.ribbon_out",
    "paused": "printer.paused",
    "shutdown": "printer.stopped",
    "stopped-partly": "printer.stopped",
}


@dataclass(frozen=True)
class Condition:
    """What a printer tells of itself. `state`: idle, processing, stopped, or empty when it told nothing."""

    state: str = ""
    reasons: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    model: str = ""
    up_seconds: int | None = None

    @property
    def trouble(self) -> str:
        """The code of what keeps it from printing; empty when nothing does."""
        told = {reason.removesuffix("-error").removesuffix("-warning").removesuffix("-report") for reason in self._hard}
        found = next((code for reason, code in TROUBLES.items() if reason in told), "")
        return found or ("printer.stopped" if self.state == "stopped" else "")

    @property
    def _hard(self) -> tuple[str, ...]:
        """A warning or a report lets paper come out."""
        return tuple(reason for reason in self.reasons if not reason.endswith(("-warning", "-report")))

    @property
    def facts(self) -> dict[str, Any]:
        return asdict(self)


class PrinterTrouble(Exception):
    """The printer could not be asked, and nothing was sent; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Delivery:
    """How one try ended. `outcome`:

    printed: it came to a clean end · not_sent: nothing reached the printer, try again · refused: the printer will not
    print it · unclear: bytes may have reached it · under_way: an IPP printer has it and is not done · lost: somebody
    else holds the job by now.
    """

    outcome: str
    code: str = ""
    remote_id: int | None = None


@dataclass(frozen=True)
class Line:
    """What a driver may ask of the queue while it sends: `begin` just before the first byte, `hold_on` on the way."""

    begin: Callable[[], bool]
    hold_on: Callable[[], bool]


class Driver(Protocol):
    def look(self, address: str) -> Condition:
        """Ask the printer for its condition. Raises PrinterTrouble."""
        ...

    def deliver(self, job: PrintJob, pdf: bytes, line: Line) -> Delivery:
        """Send the paper; never a byte of it before `line.begin()` said yes.

        Refuses before that with paper.unreadable what it cannot turn into what the printer takes.
        """
        ...

    def recall(self, job: PrintJob) -> Delivery:
        """What became of a job whose sender did not come back."""
        ...


def clean_address(way: str, text: str) -> str:
    """The address as it is kept. Refuses with NotAccepted what this way cannot reach."""
    given = "".join(text.split())
    if way == PrinterWay.BROWSER:
        return ""
    try:
        return _raw_address(given) if way == PrinterWay.RAW else _ipp_address(given)
    except ValueError:
        raise not_accepted(WORDS["address"], RAW_RULE if way == PrinterWay.RAW else IPP_RULE) from None


def host_and_port(address: str) -> tuple[str, int]:
    parts = urlsplit(f"//{address}")
    return parts.hostname or "", parts.port or RAW_PORT


def _raw_address(given: str) -> str:
    parts = urlsplit(f"//{given}")
    if parts.path or parts.query or parts.username is not None or not HOST.fullmatch(_bare(parts.netloc)):
        raise ValueError
    return f"{_bare(parts.netloc)}:{_port(parts.port, RAW_PORT)}"


def _ipp_address(given: str) -> str:
    parts = urlsplit(given if "://" in given else f"ipp://{given}")
    if parts.scheme not in {"ipp", "ipps"} or parts.username is not None or not HOST.fullmatch(_bare(parts.netloc)):
        raise ValueError
    if not re.fullmatch(r"[A-Za-z0-9._~/%+-]*", parts.path) or parts.query or len(given) > 180:
        raise ValueError
    return f"{parts.scheme}://{_bare(parts.netloc)}:{_port(parts.port, IPP_PORT)}{parts.path or '/ipp/print'}"


def _bare(netloc: str) -> str:
    return re.sub(r":\d*$", "", netloc)


def _port(port: int | None, default: int) -> int:
    if port == 0:
        raise ValueError
    return port or default
