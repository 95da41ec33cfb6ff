"""An upload over the limit is refused by the size that it announces, before a byte of it is read or stored."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from wms.core.messages import say
from wms.intake.errors import FileTooLarge
from wms.intake.store import MEGABYTE

FORM_BYTES = 200_000  # what a form adds around its file
PAGES = "/intake/"
GetResponse = Callable[[HttpRequest], HttpResponse]


class RefuseLargeUploads:
    """Stands before whatever would read the body (the CSRF check does)."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path.startswith(PAGES):
            announced = request.META.get("CONTENT_LENGTH") or "0"
            size = int(announced) if announced.isdigit() else 0
            if size > settings.UPLOAD_MAX_MEGABYTES * MEGABYTE + FORM_BYTES:
                return too_large(request, -(-size // MEGABYTE))
        return self.get_response(request)


def too_large(request: HttpRequest, megabytes: int | str = "?") -> HttpResponse:
    """Also what nginx shows in its own place, which does not know how large it was."""
    facts = {"megabytes": megabytes, "limit": settings.UPLOAD_MAX_MEGABYTES}
    said = say(FileTooLarge.code, facts, translation.get_language() or "zh-hans")
    response = render(request, "errors/too_large.html", {"said": said}, status=FileTooLarge.http_status)
    response.headers["Connection"] = "close"
    return response
