"""A real IPP printer for the tests: Debian's ippeveprinter, which needs Avahi, which needs a message bus of its own."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from tests.servers import free_port

PROGRAMS = ("ippeveprinter", "avahi-daemon", "dbus-daemon")
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth><policy context="default">
<allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
<allow send_requested_reply="true"/><allow receive_type="method_call"/><allow receive_type="signal"/>
<allow receive_requested_reply="true"/><allow receive_type="error"/></policy></busconfig>"""
AVAHI = "[server]\nuse-ipv4=yes\nuse-ipv6=no\nallow-interfaces=lo\n[publish]\npublish-addresses=no\n"
ENGINE = '#!/bin/sh\nexit "$(cat "{folder}/ends")"\n'  # the printer's insides
WITHIN_SECONDS = 20.0


class IppPrinter:
    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.address = folder, f"ipp://localhost:{port}/ipp/print"
        self.ends(0)

    def ends(self, status: int) -> None:
        """How each job ends from now on; 0: printed, else aborted."""
        (self.folder / "ends").write_text(str(status))

    @property
    def papers(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.folder / "spool").glob("*.pdf"))]


@contextmanager
def ipp_printer(folder: Path) -> Iterator[IppPrinter]:
    """The printer, once it answers; with it end the bus and Avahi, where this machine had none."""
    (folder / "spool").mkdir()
    engine = folder / "engine"
    engine.write_text(ENGINE.format(folder=folder))
    engine.chmod(0o755)
    port = free_port()
    printer = IppPrinter(folder, port)
    with ExitStack() as stack:
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": _bus(stack, folder)}
        command = ["ippeveprinter", "--no-web-forms", "-p", str(port), "-n", "localhost", "-k", "-c", str(engine)]
        command += ["-f", "application/pdf,application/octet-stream", "-d", str(folder / "spool"), "Test printer"]
        _begun(stack, command, environment, folder / "printer.log")
        _until_it_answers(port, folder)
        yield printer


def _bus(stack: ExitStack, folder: Path) -> str:
    """The machine's own bus when Avahi lives on it; else one of ours."""
    system = Path("/run/dbus/system_bus_socket")
    if _is_running("/run/avahi-daemon/pid") and system.exists():
        return f"unix:path={system}"
    (folder / "bus.conf").write_text(BUS.format(path=folder / "bus"))
    (folder / "avahi.conf").write_text(AVAHI)
    address = f"unix:path={folder / 'bus'}"
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": address}
    bus = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--nopidfile"]
    _begun(stack, bus, environment, folder / "bus.log")
    _until((folder / "bus").exists)
    avahi = ["avahi-daemon", "-f", str(folder / "avahi.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits"]
    _begun(stack, avahi, environment, folder / "avahi.log")
    _until(lambda: "startup complete" in (folder / "avahi.log").read_text())
    return address


def _begun(stack: ExitStack, command: list[str], environment: dict[str, str], log: Path) -> None:
    process = subprocess.Popen(
        command, env=environment, stdout=stack.enter_context(log.open("w")), stderr=subprocess.STDOUT
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)


def _is_running(pid_file: str) -> bool:
    try:
        os.kill(int(Path(pid_file).read_text()), 0)
    except (OSError, ValueError):
        return False
    return True


def _until_it_answers(port: int, folder: Path) -> None:
    def answers() -> bool:
        try:
            return httpx.get(f"http://localhost:{port}/", timeout=1, trust_env=False).status_code > 0
        except httpx.HTTPError:
            return False

    _until(answers, lambda: (folder / "printer.log").read_text()[-800:])


def _until(true, why=lambda: "") -> None:
    ends = time.monotonic() + WITHIN_SECONDS
    while not true():
        assert time.monotonic() < ends, why()
        time.sleep(0.05)
