"""What a web process counts itself: requests by view, scans by verdict. Rows cannot tell it: they hold no slow answer.

With PROMETHEUS_MULTIPROC_DIR (wms/ops/meter_files.py) all processes of one web server count into files that each of
them can read; without, in memory. Labels come from our own lists only, never from what somebody sends.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram

REGISTRY = CollectorRegistry()
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_seconds = Histogram(
    "zhunjian_request_seconds", "Time to an answer, by view", ["view"], buckets=BUCKETS, registry=REGISTRY
)
_requests = Counter(
    "zhunjian_requests_total", "Answers, by view, method and status", ["view", "method", "status"], registry=REGISTRY
)
_scans = Counter(
    "zhunjian_scans_total", "Scans answered, by screen and verdict", ["screen", "verdict"], registry=REGISTRY
)


def count_request(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """One answered request."""
    view = _view_of(request)
    _seconds.labels(view).observe(seconds)
    method = request.method if request.method in METHODS else "other"
    _requests.labels(view, method, str(response.status_code)).inc()


def count_scan(screen: str, verdict: str) -> None:
    """One answer to a scan; repeats and gaps, which leave no row, count too."""
    _scans.labels(screen, verdict).inc()


def _view_of(request: HttpRequest) -> str:
    """The view's name, not the address: numbers in addresses would make a series each."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "unknown"
