"""The platform's push door: raw bytes in, one verdict out, answered at once (the platform repeats what is not 200)."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from wms.aliexpress.models import PushVerdict
from wms.aliexpress.operations.pushes import MAX_BYTES, receive_push, refuse_large
from wms.core.transactions import run


@csrf_exempt
@require_POST
def push(request: HttpRequest) -> HttpResponse:
    """200 for everything that is genuinely signed, 401 for what is not, 411 and 413 for what is no message."""
    sender = request.META.get("REMOTE_ADDR") or None
    length = request.headers.get("Content-Length", "")
    if not length.isdigit():
        return HttpResponse(status=411)
    if int(length) > MAX_BYTES:
        run(partial(refuse_large, length=int(length), sender=sender))
        return HttpResponse(status=413)
    signature = request.headers.get("Authorization", "")
    verdict = run(partial(receive_push, body=request.body, signature=signature, sender=sender))
    return HttpResponse(status=401 if verdict == PushVerdict.FORGED else 200)
