"""Addresses of this app: for load balancers, operators and Prometheus."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from wms.ops import health, sim_api
from wms.ops.demo import page

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("ops/sim/begin", sim_api.begin),
    path("ops/sim/state", sim_api.state),
]

if settings.DEMO:
    urlpatterns.append(path("demo/labels/", page.labels, name="demo_labels"))
