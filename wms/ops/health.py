"""Alive, ready, deep and metrics: what a load balancer, an operator and Prometheus ask."""

from __future__ import annotations

import uuid
from ipaddress import ip_address

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from wms.core.models import Throttle
from wms.core.transactions import unit_of_work
from wms.ops import dials

_seen_migrated: set[str] = set()  # migrations never go back while a process lives: looked at once


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """This process answers. Says nothing of the database, so that its trouble never ends web processes."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Database writable and migrated; with ?deep=1 also: does every lane move? 503 when not.

    deep is for people and for workers, never wired to traffic: a silent platform must not empty the load balancer.
    """
    facts: dict[str, object] = {"database": _trouble_of_database()}
    if request.GET.get("deep") == "1" and not facts["database"]:
        stuck = [age for age in dials.lane_ages() if age.is_stuck]
        facts["stuck_lanes"] = [{"lane": age.lane, "seconds": round(age.seconds, 1)} for age in stuck]
    is_ready = not any(facts.values())
    return JsonResponse({"ready": is_ready, **facts}, status=200 if is_ready else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text. With METRICS_TOKEN a bearer must show it; without, only this machine itself may ask."""
    if not _may_read_metrics(request):
        return JsonResponse({"code": "metrics.forbidden"}, status=403)
    from wms.ops.exposition import CONTENT_TYPE, exposition

    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


class _TakenBack(Exception):
    """Ends the trial write."""


def _trouble_of_database() -> str:
    """Empty when a row can be written and every migration has run; else a word for the operator."""
    try:
        if not _is_migrated_once():
            return "migrations missing"
        with unit_of_work():
            now = timezone.now()
            Throttle.objects.create(key=f"readyz-{uuid.uuid4()}", next_at=now, stock_next_at=now)
            raise _TakenBack
    except _TakenBack:
        return ""
    except DatabaseError as error:
        return type(error).__name__


def _is_migrated_once() -> bool:
    name = str(connection.settings_dict["NAME"])
    if name not in _seen_migrated and dials.is_migrated():
        _seen_migrated.add(name)
    return name in _seen_migrated


def _may_read_metrics(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    if request.headers.get("X-Forwarded-For"):
        return False  # through a proxy everybody comes from loopback
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
