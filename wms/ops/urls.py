"""Addresses of this app: for load balancers, operators and Prometheus."""

from django.urls import URLPattern, URLResolver, path

from wms.ops import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
]
