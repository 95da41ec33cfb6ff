"""A PDF that the desk shows, with the wishes of its address: resolution, size, copies."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from wms.core.messages import say
from wms.core.refusals import InvalidInput, OperationRefused

RESOLUTIONS = (203, 300, 600)
Sizes = tuple[tuple[float, float], ...]


def printed(made: Callable[[str], bytes], name: str) -> HttpResponse:
    """The PDF, or why there is none, as text in the page's language."""
    language = translation.get_language() or "zh-hans"
    try:
        content = made(language)
    except OperationRefused as refusal:
        said = say(refusal.code, refusal.facts, language)
        text = "\n".join(part for part in (said.title, said.note, said.act) if part)
        return HttpResponse(text, content_type="text/plain; charset=utf-8", status=refusal.http_status)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def dpi_of(request: HttpRequest) -> int:
    return number_of(request, "dpi", 203, RESOLUTIONS)


def number_of(request: HttpRequest, field: str, default: int, allowed: tuple[int, ...] | range) -> int:
    """A number of the address. Refuses with InvalidInput what is none, or not allowed."""
    text = request.GET.get(field, str(default))
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) not in allowed:
        raise InvalidInput(field=field, problem="not_allowed")
    return int(text)


def size_of(request: HttpRequest, sizes: Sizes) -> tuple[float, float]:
    """A size of the address, like 100x50 (mm). Refuses with InvalidInput one that this label does not come in."""
    names = {f"{width:g}x{height:g}": (width, height) for width, height in sizes}
    name = request.GET.get("size", next(iter(names)))
    if name not in names:
        raise InvalidInput(field="size", problem="not_allowed")
    return names[name]
