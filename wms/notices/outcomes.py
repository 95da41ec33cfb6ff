"""What came of one message, whoever carried it."""

from __future__ import annotations

from dataclasses import dataclass

from wms.notices.states import TellingState

SENT, FAILED, UNCLEAR = TellingState.SENT, TellingState.FAILED, TellingState.UNCLEAR
RETRY = "retry"
ERROR_LIMIT = 300


@dataclass(frozen=True)
class Outcome:
    """`state`: sent, failed (never again), unclear (may have arrived), or "retry" (has surely not arrived).

    `error` is for people, without any secret; `answer` is what the other side said. `needs_person`: trying again
    helps only when somebody has changed something, so that people are told at the first try.
    """

    state: str
    error: str = ""
    retry_after_seconds: float | None = None
    answer: str = ""
    needs_person: bool = False


def failed(error: str, answer: str = "") -> Outcome:
    return Outcome(FAILED, error[:ERROR_LIMIT], answer=answer[:ERROR_LIMIT])


def retry(error: str, seconds: float | None = None, answer: str = "", *, needs_person: bool = False) -> Outcome:
    return Outcome(RETRY, error[:ERROR_LIMIT], seconds, answer[:ERROR_LIMIT], needs_person)


def unclear(error: str) -> Outcome:
    return Outcome(UNCLEAR, error[:ERROR_LIMIT])
