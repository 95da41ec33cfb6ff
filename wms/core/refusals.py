"""Refusals are data: a code, named facts, an HTTP status. Their wording stands in messages.py."""

from __future__ import annotations

from typing import Any, ClassVar


class OperationRefused(Exception):
    """An operation says no and has changed nothing.

    Subclasses set `code` ("stock.not_enough": namespace = app or noun), `fields` (the facts
    that they carry, all JSON-safe) and, where it is not a conflict, `http_status`.
    """

    code: ClassVar[str] = ""
    http_status: ClassVar[int] = 409
    fields: ClassVar[tuple[str, ...]] = ()
    is_wrong_scan: ClassVar[bool] = False  # a wrong scan stopped at its stage: counts in the error rate

    def __init__(self, **facts: Any) -> None:
        unknown = set(facts) - set(self.fields)
        missing = set(self.fields) - set(facts)
        if unknown or missing:
            raise TypeError(f"{type(self).__name__}: unknown facts {sorted(unknown)}, missing facts {sorted(missing)}")
        self.facts: dict[str, Any] = facts
        super().__init__(f"{self.code} {facts}")


class InvalidInput(OperationRefused):
    """A value from outside has the wrong shape; `field` names it, `problem` is a short code."""

    code = "input.invalid"
    http_status = 400
    fields = ("field", "problem")


def all_refusals() -> list[type[OperationRefused]]:
    """Every refusal class that is loaded, for the tests that walk them."""
    found: list[type[OperationRefused]] = []
    queue: list[type[OperationRefused]] = [OperationRefused]
    while queue:
        for child in queue.pop().__subclasses__():
            found.append(child)
            queue.append(child)
    return found
