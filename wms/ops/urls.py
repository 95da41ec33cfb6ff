"""Addresses of this app: for load balancers, operators and Prometheus."""

from django.urls import URLPattern, URLResolver, path

from wms.ops import health, sim_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("ops/sim/begin", sim_api.begin),
    path("ops/sim/state", sim_api.state),
]
