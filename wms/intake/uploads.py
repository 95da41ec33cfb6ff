"""A body over its page's limit is refused by the size that it announces, before a byte of it is read or stored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from wms.core.messages import say
from wms.core.refusals import OperationRefused
from wms.intake.errors import FileTooLarge, LengthMissing, RequestTooLarge
from wms.intake.store import MEGABYTE

FORM_BYTES = 200_000  # what a form adds around its file
OWN_DOORS = ("/api/", "/aliexpress/push/")  # they judge the size by themselves and answer machines
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
log = logging.getLogger("wms.request")
GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponseBase]


def takes_file(most_bytes: int | None = None) -> Callable[[View], View]:
    """A view whose form carries a file of so many bytes; None: of UPLOAD_MAX_MEGABYTES, as it stands then.

    Every other page takes no more than a form without a file needs.
    """

    def mark(view: View) -> View:
        view.takes_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


class RefuseLargeUploads:
    """Asked once the page is known and before the CSRF check, which would read the body and spool its files."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        if request.method in WITHOUT_BODY or request.path.startswith(OWN_DOORS):
            return None
        refusal = judge(request, view)
        return refused(request, refusal) if refusal else None


def judge(request: HttpRequest, view: View) -> OperationRefused | None:
    """Why this body is not begun, by its headers alone. One in chunks tells no length: it could be of any size."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not announced and request.META.get("HTTP_TRANSFER_ENCODING"):
        return LengthMissing()
    size = int(announced) if announced.isdecimal() else 0
    if not hasattr(view, "takes_bytes"):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return RequestTooLarge(**_facts(size, most)) if size > most else None
    most = settings.UPLOAD_MAX_MEGABYTES * MEGABYTE if view.takes_bytes is None else view.takes_bytes
    return FileTooLarge(**_facts(size, most)) if size > most + FORM_BYTES else None


def _facts(size: int, most: int) -> dict[str, Any]:
    return {"megabytes": -(-size // MEGABYTE), "limit": f"{round(most / MEGABYTE, 1):g}"}


def refused(request: HttpRequest, refusal: OperationRefused) -> HttpResponse:
    """The answer, and the line of evidence; the connection ends, so that the rest need not be read away."""
    log.warning("body refused", extra={"facts": {"path": request.path, "code": refusal.code, **refusal.facts}})
    said = say(refusal.code, refusal.facts, translation.get_language() or "zh-hans")
    context = {"said": said, "status": refusal.http_status}
    response = render(request, "errors/too_large.html", context, status=refusal.http_status)
    response.headers["Connection"] = "close"
    return response
