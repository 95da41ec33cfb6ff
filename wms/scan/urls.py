"""/rf/… for handhelds and /station/… for benches: the same doors for both."""

from django.urls import path, re_path, register_converter

from wms.scan import diag, entry, pictures, views
from wms.scan.desk import binding, labels


class SurfaceConverter:
    regex = "rf|station"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(SurfaceConverter, "surface")

app_name = "scan"
urlpatterns = [
    path("sw.js", entry.ServiceWorker.as_view(), name="service_worker"),
    re_path(r"^pictures/(?P<name>[0-9a-f]{32}\.webp)$", pictures.picture, name="picture"),
    path("people/badges.pdf", labels.badges, name="badges"),
    path("devices/scanner-sheet.pdf", labels.setup_sheet, name="scanner_sheet"),
    path("stations/labels.pdf", labels.station_sheet, name="station_labels"),
    path("stations/bind/", binding.bind, name="bind_printer"),
    path("rf/diag/", diag.Diag.as_view(), name="diag"),
    path("rf/diag/read", diag.Read.as_view(), name="diag_read"),
    path("enrol/<str:link>/", entry.Enrol.as_view(), name="enrol"),
    path("<surface:surface>/", entry.Menu.as_view(), name="menu"),
    path("<surface:surface>/signin/", entry.SignIn.as_view(), name="signin"),
    path("<surface:surface>/signout/", entry.SignOut.as_view(), name="signout"),
    path("<surface:surface>/ping", entry.Ping.as_view(), name="ping"),
    path("<surface:surface>/<slug:name>/", views.ScreenPage.as_view(), name="screen"),
    path("<surface:surface>/<slug:name>/scan", views.ScanDoor.as_view(), name="scan"),
    path("<surface:surface>/<slug:name>/progress", views.Progress.as_view(), name="progress"),
]
