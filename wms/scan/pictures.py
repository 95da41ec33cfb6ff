"""Serves pictures of goods to whoever is signed in or holds an enrolled device; named by content, kept by browsers."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from wms.core.pictures import path_of
from wms.core.refusals import OperationRefused
from wms.scan.session import device_of

A_YEAR = 31_536_000


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """403 for a stranger; 404 for a picture that is not there. The address lets nothing but names of ours through."""
    if not request.user.is_authenticated:
        try:
            device_of(request)
        except OperationRefused as refusal:
            raise PermissionDenied from refusal
    path = path_of(name)
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/webp")
    response.headers["Cache-Control"] = f"private, max-age={A_YEAR}, immutable"
    return response
