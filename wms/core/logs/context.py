"""What is going on in this thread: every line that is logged meanwhile carries it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_facts: ContextVar[dict[str, object]] = ContextVar("log_facts")


def facts() -> dict[str, object]:
    """The facts that hold now."""
    return _facts.get({})


@contextmanager
def about(**known: object) -> Iterator[None]:
    """These facts hold inside, beside those that hold outside; what is bound inside ends with it."""
    token = _facts.set({**facts(), **known})
    try:
        yield
    finally:
        _facts.reset(token)


def bind(**known: object) -> None:
    """Learnt on the way: holds until the enclosing `about` ends; outside of any it is not kept.

    Ids and codes only, never a name or a telephone number.
    """
    if _facts.get(None) is not None:
        _facts.set({**facts(), **known})
