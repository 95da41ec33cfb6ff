"""Throw-away PostgreSQL and Redis on free loopback ports, for the suite and for the tests that kill them."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOST = "127.0.0.1"
START_SECONDS = 20


class ServerMissing(Exception):
    """The machine has no such server; the message names it."""


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_root() -> bool:
    return os.geteuid() == 0


def postgres_binaries() -> Path | None:
    """The newest folder that holds initdb and pg_ctl."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def redis_binary() -> str | None:
    return shutil.which("redis-server")


class Postgres:
    """One cluster in a folder of its own. Trust authentication: it listens on loopback and lives for a test run."""

    def __init__(self, folder: Path, *, is_durable: bool = False, options: str = "", is_made: bool = False) -> None:
        """`options` go to the server as they are; `is_made`: the folder holds a cluster already."""
        self.is_durable, self.options = is_durable, options
        binaries = postgres_binaries()
        if binaries is None:
            raise ServerMissing("PostgreSQL (initdb, pg_ctl)")
        self.binaries = binaries
        self.folder = folder
        self.port = free_port()
        self.as_owner: list[str] = []
        if is_root():  # PostgreSQL refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self.as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        if is_made:
            return
        self._call(
            "initdb",
            "-D",
            str(folder / "data"),
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )

    @property
    def url(self) -> str:
        return f"postgresql://postgres@{HOST}:{self.port}/postgres"

    def start(self) -> None:
        """Durability is off, since a test's data need not survive a power cut; a bench measures with it. So is the
        cleaning up at moments of its own, which changes plans and the order of unsorted rows from run to run.
        """
        options = f"-p {self.port} -k {self.folder} -c listen_addresses={HOST} -c max_connections=200 {self.options}"
        if not self.is_durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off"
        self._control("-w", "-t", str(START_SECONDS), "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        """mode "immediate" is a crash: the next start recovers."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._control("-m", mode, "-t", str(START_SECONDS), "stop")

    def _control(self, *arguments: str) -> None:
        self._call("pg_ctl", "-D", str(self.folder / "data"), "-s", *arguments)

    def _call(self, program: str, *arguments: str) -> None:
        # The working folder must be one that the owner may read; output to a pipe would be held open by the server.
        command = [*self.as_owner, str(self.binaries / program), *arguments]
        with tempfile.TemporaryFile() as output:
            code = subprocess.run(command, cwd="/", stdout=output, stderr=output, check=False).returncode
            if code:
                output.seek(0)
                raise RuntimeError(f"{program} ended with {code}: {output.read().decode(errors='replace')[-2000:]}")


class Redis:
    """One server without persistence: what it loses is nudges and cached sessions."""

    def __init__(self, folder: Path) -> None:
        binary = redis_binary()
        if binary is None:
            raise ServerMissing("Redis (redis-server)")
        self.command = [binary, "--bind", HOST, "--save", "", "--appendonly", "no", "--dir", str(folder)]
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://{HOST}:{self.port}/0"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self.command, "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop(signal.SIGKILL)
                raise RuntimeError("redis-server did not start")
            time.sleep(0.02)

    def stop(self, number: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(START_SECONDS)
            self.process = None

    def _answers(self) -> bool:
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def postgres(*, is_durable: bool = False) -> Iterator[Postgres]:
    """A running server with an empty database; gone afterwards. Raises ServerMissing."""
    folder = Path(tempfile.mkdtemp(prefix="zhunjian-pg-"))
    try:
        server = Postgres(folder, is_durable=is_durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[Redis]:
    """A running server; gone afterwards. Raises ServerMissing."""
    folder = Path(tempfile.mkdtemp(prefix="zhunjian-redis-"))
    try:
        server = Redis(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
