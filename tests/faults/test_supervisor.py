"""`manage.py up` under fire: what is killed comes back, and what ends leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.servers import free_port
from wms.ops import warm
from wms.ops.supervisor import answers

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[2]
MANAGE = [sys.executable, str(ROOT / "manage.py")]
SECONDS = 120  # a hang, not a measure
ONE_WAREHOUSE = (
    "from wms.core.models import Warehouse; Warehouse.objects.create(code='T', name_zh='测', name_en='Test')"
)


def environment(data_dir: Path, port: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    demo = {"DEMO": "1", "ORDERS_PER_MINUTE": "0", "DJANGO_SETTINGS_MODULE": "wms.settings"}
    return {**kept, **demo, "DATA_DIR": str(data_dir), "PORT": str(port)}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated DATA_DIR that is not empty, so that no demo data is made."""
    data_dir = tmp_path_factory.mktemp("furnished") / "data"
    for command in (["migrate", "--verbosity", "0"], ["shell", "--verbosity", "0", "-c", ONE_WAREHOUSE]):
        subprocess.run([*MANAGE, *command], env=environment(data_dir, 0), check=True, cwd=ROOT)
    mark = warm.mark_of(data_dir / warm.FOLDER_NAME)  # no wave is planned here: nothing needs compiling
    mark.parent.mkdir()
    mark.touch()
    return data_dir


class Up:
    """One running supervisor and the family below it."""

    def __init__(self, furnished: Path, folder: Path) -> None:
        self.data_dir = folder / "data"
        shutil.copytree(furnished, self.data_dir)
        self.port = free_port()
        self.output = folder / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*MANAGE, "up"],
                env=environment(self.data_dir, self.port),
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.me = psutil.Process(self.process.pid)
        wait_until(lambda: all(self.find(kind) for kind in KINDS), self.told)

    def told(self) -> str:
        return self.output.read_text() + "".join(log.read_text() for log in (self.data_dir / "logs").glob("*.log"))

    def family(self) -> list[psutil.Process]:
        return [child for child in self.me.children(recursive=True) if not is_gone(child)]

    def find(self, kind: str) -> psutil.Process | None:
        return next((child for child in self.family() if KINDS[kind](child, self.me)), None)

    def end(self) -> None:
        for process in [self.me, *self.family()] if self.me.is_running() else []:
            process.kill()
        self.process.wait(10)


def _is(word: str, *, below: bool) -> Callable[[psutil.Process, psutil.Process], bool]:
    def matches(process: psutil.Process, top: psutil.Process) -> bool:
        try:
            return word in " ".join(process.cmdline()) and (process.ppid() != top.pid) is below
        except psutil.NoSuchProcess:
            return False

    return matches


def _called(name: str) -> Callable[[psutil.Process, psutil.Process], bool]:
    def matches(process: psutil.Process, top: psutil.Process) -> bool:
        try:
            return process.name() == name
        except psutil.NoSuchProcess:
            return False

    return matches


KINDS = {
    "web": _is("granian", below=False),
    "web's worker": _is("granian", below=True),
    "workers": _is("manage.py workers", below=False),
    "exchanges": _called("exchanges"),
    "waves": _called("waves"),
    "sandbox": _is("wms.aliexpress.sandbox", below=False),
}


def wait_until(is_true: Callable[[], object], told: Callable[[], str], seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(scope="module")
def running(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    up = Up(furnished, tmp_path_factory.mktemp("running"))
    yield up
    up.end()


@pytest.fixture
def fresh(furnished: Path, tmp_path: Path) -> Iterator[Up]:
    up = Up(furnished, tmp_path)
    yield up
    up.end()


def second_start(data_dir: Path, port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*MANAGE, "up"],
        env=environment(data_dir, port),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        cwd=ROOT,
        check=False,
    )


def test_it_says_where_it_listens(running: Up) -> None:
    assert f"http://127.0.0.1:{running.port}/" in running.output.read_text()
    assert answers("127.0.0.1", running.port)


def test_a_second_start_on_the_same_data_is_refused(running: Up) -> None:
    second = second_start(running.data_dir, free_port())
    assert second.returncode == 1
    assert f"already running (pid {running.process.pid})" in second.stderr
    assert answers("127.0.0.1", running.port)


def test_a_port_that_was_asked_for_and_is_taken_is_refused(running: Up, tmp_path: Path) -> None:
    second = second_start(tmp_path / "other", running.port)
    assert second.returncode == 1
    assert f"PORT={running.port} is taken" in second.stderr


@pytest.mark.parametrize(
    "kinds",
    [["web", "workers", "sandbox"], ["web's worker", "exchanges", "waves"]],
    ids=["parents", "workers"],
)
def test_what_is_killed_comes_back(running: Up, kinds: list[str]) -> None:
    wait_until(lambda: all(running.find(kind) for kind in KINDS), running.told)
    killed = [running.find(kind) for kind in kinds]
    for process in killed:
        assert process is not None
        process.kill()
    wait_until(lambda: all(is_gone(process) for process in killed if process), running.told)
    wait_until(lambda: all(running.find(kind) for kind in KINDS), running.told)
    wait_until(lambda: answers("127.0.0.1", running.port), running.told)
    assert running.process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_ends_quickly_and_leaves_no_process(fresh: Up, number: signal.Signals) -> None:
    family = fresh.family()
    assert len(family) >= len(KINDS)
    os.killpg(fresh.process.pid, number)
    assert fresh.process.wait(SECONDS) == 0
    assert [process for process in family if not is_gone(process)] == []
    assert not answers("127.0.0.1", fresh.port)


def test_when_the_supervisor_itself_is_killed_no_process_is_left(fresh: Up) -> None:
    family = fresh.family()
    fresh.process.kill()
    wait_until(lambda: all(is_gone(process) for process in family), lambda: str([p for p in family if not is_gone(p)]))
    again = Up(fresh.data_dir, fresh.data_dir.parent / "again")  # a copy of what the killed one left
    try:
        assert answers("127.0.0.1", again.port)
    finally:
        again.end()
