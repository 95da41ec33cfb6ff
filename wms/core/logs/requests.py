"""Each request has an id, and one line and one count when it is answered."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from wms.core.logs.context import about
from wms.core.meters import count_request

log = logging.getLogger("wms.request")
HEADER = "X-Request-ID"
_GOOD = re.compile(r"[A-Za-z0-9\-]{8,64}")
PROBES = ("/healthz", "/readyz", "/metrics", "/static/")  # asked all day long: told only at DEBUG

GetResponse = Callable[[HttpRequest], HttpResponse]


def request_id(request: HttpRequest) -> str:
    """The id that the proxy gave, when it looks like one; else a new one. It is told in the answer's header."""
    given = request.headers.get(HEADER, "")
    return given if _GOOD.fullmatch(given) else uuid.uuid4().hex


class RequestLog:
    """Outermost of all: whatever is logged while a request is served carries its id."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began, number = time.perf_counter(), request_id(request)
        with about(request_id=number):
            response = self.get_response(request)
            response.headers[HEADER] = number
            seconds = time.perf_counter() - began
            count_request(request, response, seconds)
            told: dict[str, object] = {
                "method": request.method,
                "path": request.path,
                "status": response.status_code,
                "milliseconds": round(seconds * 1000, 1),
            }
            person = getattr(request, "_cached_user", None)  # only if somebody has asked: this line costs no query
            if getattr(person, "pk", None):
                told["person"] = person.pk  # type: ignore[union-attr]
            log.log(_level(request, response), "answered", extra={"facts": told})
        return response


def _level(request: HttpRequest, response: HttpResponse) -> int:
    if response.status_code >= 500:
        return logging.ERROR
    return logging.DEBUG if request.path.startswith(PROBES) else logging.INFO
