"""The planner in a process of its own: requests come by stdin, plans go by stdout; it ends when idle or left alone.

`python -m picking.planning.serve`, started by picking.planner. No Django, no settings: 250 MB of arrays and compiled
kernels live here for as long as waves are planned, and a crash takes nothing else along.
"""

from __future__ import annotations

import os
import pickle
import resource
import select
import signal
import struct
import sys
import traceback
from typing import BinaryIO

from picking.planning import plan_wave
from picking.planning.model import WaveRequest

HEADER = struct.Struct("!Q")  # length of what follows, in bytes
IDLE_SECONDS = 20.0
PATIENCE_SECONDS = 90  # beyond a request's budget: loading, at worst compiling the kernels, reading and writing out
MEMORY_BYTES = 2 << 30


def main(idle_seconds: float) -> None:
    """Answer requests until none came for so long, or stdin has ended. Each answer is (True, plan) or (False, why)."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    while select.select([sys.stdin], [], [], idle_seconds)[0]:
        request = _read(sys.stdin.buffer)
        if request is None:
            return
        signal.alarm(int(request.seconds) + PATIENCE_SECONDS)  # also ends us when nobody waits any more
        body = pickle.dumps(_answer(request), protocol=pickle.HIGHEST_PROTOCOL)
        signal.alarm(0)
        answers.write(HEADER.pack(len(body)) + body)
        answers.flush()


def _read(stream: BinaryIO) -> WaveRequest | None:
    head = stream.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    request = pickle.loads(stream.read(HEADER.unpack(head)[0]))  # noqa: S301  from our parent, by a pipe of its own
    return request if isinstance(request, WaveRequest) else None


def _answer(request: WaveRequest) -> tuple[bool, object]:
    try:
        return True, plan_wave(request)
    except Exception:
        return False, traceback.format_exc()


if __name__ == "__main__":
    main(float(sys.argv[1]))
