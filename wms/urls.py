"""Every address. Each app brings its own; the floor's kit brings /rf/<screen>/ and /station/<screen>/."""

from django.urls import include, path

from wms.ops.admin import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("wms.core.urls")),
    path("", include("wms.intake.urls")),
    path("", include("wms.notices.urls")),
    path("", include("wms.scan.urls")),
    path("", include("wms.reports.urls")),
    path("", include("inventory.urls")),
    path("", include("picking.urls")),
    path("", include("packing.urls")),
    path("", include("wms.aliexpress.urls")),
    path("", include("wms.api.urls")),
    path("", include("wms.ops.urls")),
]
