"""The workers of a small machine, forked from one process that has loaded everything: they share its memory.

That process does nothing but keep them alive, so that what it has loaded stays as it was and is theirs, too. It has no
thread when it forks.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from wms.ops.processes import die_with_parent, name_process
from wms.ops.supervisor import STOP_SIGNALS, Child, Supervisor


class Forked:
    """A child of our own code, as supervisor.Child keeps one that runs a command."""

    def __init__(self, name: str, run: Callable[[], None]) -> None:
        self.returncode: int | None = None
        parent = os.getpid()
        self.pid = os.fork()
        if self.pid == 0:
            _be_child(name, run, parent)

    def poll(self) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


def _be_child(name: str, run: Callable[[], None], parent: int) -> None:
    """A session of its own, signals as they are by default; ends with its parent, and never returns."""
    code = 1
    try:
        os.setsid()
        die_with_parent(parent)
        name_process(name)
        for number in STOP_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        run()
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        with suppress(OSError):
            traceback.print_exc()
    finally:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        finally:  # also when the disk is full: what follows our fork in the parent's code is not ours
            os._exit(code)


@dataclass
class Crew(Supervisor):
    """A supervisor whose children are forked: `works` has what each of them does, by its name."""

    works: dict[str, Callable[[], None]] = field(default_factory=dict)
    log: Path = field(default_factory=Path)

    def launch(self, child: Child) -> Forked:
        return Forked(child.name, self.works[child.name])

    def take_on(self, name: str) -> None:
        """Keep the worker of this name from now on. It prints where we do."""
        self.keep(Child(name=name, command=[], log=self.log))
