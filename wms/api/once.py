"""A write happens once for each Idempotency-Key: the answer is kept in the transaction of its effect, and repeated.

Two requests with one key meet at the unique index: the second waits for the first to commit, then finds its answer; if
the first rolled back, nothing is there, and the second does the work. Refusals of a room are answers, too, and kept;
what is malformed, not there or not allowed has done nothing and leaves its key free.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import IntegrityError, connection
from django.http import HttpResponse
from django.utils import timezone, translation
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from wms.api.errors import KeyMissing, KeyReused
from wms.api.models import ApiToken, KeptAnswer
from wms.api.problems import MEDIA_TYPE, details
from wms.core.refusals import OperationRefused
from wms.core.transactions import run, unit_of_work

HEADER, KEY_LIMIT = "Idempotency-Key", 255
UNIQUE = ("UNIQUE constraint", "duplicate key value")
KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True)
class Done:
    """What a write answers: `data` is JSON as the shapes made it."""

    status: int
    data: Any
    headers: dict[str, str] = field(default_factory=dict)


def once(request: Request, work: Callable[[], Done]) -> HttpResponse:
    """Do it, or answer what the same request was answered before.

    Refuses with KeyMissing, KeyReused (the key came with another method, address or body). `work` runs in a unit of
    work and may run again on a deadlock.
    """
    key = request.headers.get(HEADER, "")
    if not KEY.fullmatch(key):
        raise KeyMissing(limit=KEY_LIMIT)
    token: ApiToken = request.auth  # type: ignore[assignment]
    first = partial(_once, token, key, _fingerprint(request), work)
    try:
        return run(first)
    except IntegrityError as error:  # somebody took the same number a moment ago: looked at anew, it is a refusal
        if not any(sign in str(error) for sign in UNIQUE):
            raise
        return run(first)


def _once(token: ApiToken, key: str, fingerprint: str, work: Callable[[], Done]) -> HttpResponse:
    if not _claim(token, key, fingerprint):
        kept = KeptAnswer.objects.get(token=token, key=key)
        if kept.fingerprint != fingerprint:
            raise KeyReused(key=key)
        return _answer(kept, is_repeat=True)
    try:
        with unit_of_work():
            done = work()
    except OperationRefused as refusal:
        done = Done(refusal.http_status, details(refusal), {"Content-Type": MEDIA_TYPE})
    kept = KeptAnswer.objects.get(token=token, key=key)
    spoken = {"Content-Type": "application/json", "Content-Language": translation.get_language() or "zh-hans"}
    kept.status, kept.headers = done.status, {**spoken, **done.headers}
    kept.body = JSONRenderer().render(done.data).decode()
    kept.save(update_fields=["status", "headers", "body"])
    return _answer(kept, is_repeat=False)


def _claim(token: ApiToken, key: str, fingerprint: str) -> bool:
    """True for the first. Raw SQL: the ORM's ignore_conflicts hides other errors and the row count."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO api_keptanswer (token_id, key, fingerprint, status, headers, body, created_at)"
            " VALUES (%s, %s, %s, 0, '{}', '', %s) ON CONFLICT (token_id, key) DO NOTHING",
            [token.pk, key, fingerprint, now],
        )
        return cursor.rowcount == 1


def _answer(kept: KeptAnswer, *, is_repeat: bool) -> HttpResponse:
    response = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    if is_repeat:
        response["Idempotent-Replayed"] = "true"
    return response


def _fingerprint(request: Request) -> str:
    plain = request._request
    parts = [(plain.method or "").encode(), plain.get_full_path().encode(), plain.body]
    return hashlib.sha256(b"\x1f".join(parts)).hexdigest()
