"""What the desk's doors share: who causes a change, how a refusal is told, what must not be kept by a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from wms.core.cause import Cause
from wms.core.messages import Said, say
from wms.core.refusals import OperationRefused
from wms.core.transactions import run

T = TypeVar("T")


def cause_of(request: HttpRequest, reference: str) -> Cause:
    return Cause(source="desk", person=request.user, reference=reference)  # type: ignore[arg-type]


def attempt(work: Callable[[], T]) -> tuple[T | None, OperationRefused | None]:
    """The result of one operation in a unit of work, or its refusal."""
    try:
        return run(work), None
    except OperationRefused as refusal:
        return None, refusal


def said_of(refusal: OperationRefused) -> Said:
    """The refusal in the page's language."""
    return say(refusal.code, refusal.facts, translation.get_language() or "zh-hans")


def tell(request: HttpRequest, refusal: OperationRefused) -> None:
    """The refusal on the next page that the person sees."""
    said = said_of(refusal)
    messages.error(request, " · ".join(part for part in (said.title, said.note, said.act) if part))


def act(request: HttpRequest, work: Callable[[], object], done: str, back: str) -> HttpResponse:
    """Do it, say how it ended, and go back to where the person was."""
    _result, refusal = attempt(work)
    if refusal:
        tell(request, refusal)
    elif done:
        messages.success(request, done)
    return HttpResponseRedirect(back)


def no_store(response: HttpResponse) -> HttpResponse:
    """For pages that show a secret once."""
    response.headers["Cache-Control"] = "no-store"
    return response
