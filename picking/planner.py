"""Plans waves in a child process, which is started when needed and ends by itself when idle (planning/serve.py).

Django's processes never load numpy and numba; a planner that crashes or hangs costs a wave its shorter walk, nothing
more.
"""

from __future__ import annotations

import atexit
import os
import pickle
import selectors
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings

from picking.planning.serve import HEADER, IDLE_SECONDS, PATIENCE_SECONDS

if TYPE_CHECKING:
    from picking.planning.model import WavePlan, WaveRequest

READ_BYTES = 1 << 20


class PlannerFailed(Exception):
    """The child crashed, refused, or did not answer in time; the text says which."""


class PlannerChild:
    """One child for this process; callers of several threads take turns."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self.idle_seconds, self.patience_seconds = idle_seconds, patience_seconds
        self.lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self.owner = 0

    def plan(self, request: WaveRequest) -> WavePlan:
        """The plan for one wave. Raises PlannerFailed; the child is then gone, and the next call starts another."""
        body = pickle.dumps(request, protocol=pickle.HIGHEST_PROTOCOL)
        with self.lock:
            is_new = self._start_if_gone()
            answer = self._ask(body, request.seconds)
            if answer is None and not is_new:  # it had just ended, idle, when we wrote to it
                self._start_if_gone()
                answer = self._ask(body, request.seconds)
        if answer is None:
            raise PlannerFailed("the planner's process ended without an answer")
        is_plan, content = answer
        if not is_plan:
            raise PlannerFailed(str(content))
        return content  # type: ignore[no-any-return]  the child is our own code

    def end(self) -> None:
        with self.lock:
            self._end()

    def _start_if_gone(self) -> bool:
        if self.process is not None and self.owner == os.getpid() and self.process.poll() is None:
            return False
        self.process = subprocess.Popen(  # noqa: S603  ourselves
            [sys.executable, "-m", "picking.planning.serve", str(self.idle_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=settings.BASE_DIR,
        )
        self.owner = os.getpid()
        return True

    def _ask(self, body: bytes, seconds: float) -> tuple[bool, Any] | None:
        """The child's answer; None when it ended instead."""
        process = self.process
        assert process is not None and process.stdin and process.stdout  # noqa: S101, PT018  as started
        try:
            process.stdin.write(HEADER.pack(len(body)) + body)
            process.stdin.flush()
            head = self._read(HEADER.size, time.monotonic() + seconds + self.patience_seconds)
            content = self._read(HEADER.unpack(head)[0], time.monotonic() + self.patience_seconds)
        except (BrokenPipeError, EOFError):
            self._end()
            return None
        except TimeoutError as late:
            self._end()
            raise PlannerFailed(f"no plan within {seconds + self.patience_seconds:.0f} s") from late
        return pickle.loads(content)  # type: ignore[no-any-return]  # noqa: S301  from our own child

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.process is not None and self.process.stdout  # noqa: S101, PT018  as started
        descriptor, found = self.process.stdout.fileno(), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while len(found) < size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise TimeoutError
                part = os.read(descriptor, min(READ_BYTES, size - len(found)))
                if not part:
                    raise EOFError
                found += part
        return bytes(found)

    def _end(self) -> None:
        if self.process is not None and self.owner == os.getpid():
            self.process.kill()
            self.process.communicate()  # buries it and closes both pipes
        self.process = None


child = PlannerChild()
atexit.register(child.end)
