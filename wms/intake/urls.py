"""Data in: /intake/."""

from django.urls import path, re_path

from wms.intake.desk import pages

app_name = "intake"
urlpatterns = [
    path("intake/", pages.imports, name="imports"),
    path("intake/too-large/", pages.too_large, name="too_large"),
    path("intake/new/<slug:name>/", pages.bring, name="bring"),
    re_path(r"^intake/template/(?P<name>[a-z_]+)\.(?P<form>csv|xlsx)$", pages.template, name="template"),
    path("intake/<int:import_id>/", pages.detail, name="import"),
    path("intake/<int:import_id>/progress/", pages.progress, name="progress"),
    path("intake/<int:import_id>/bad-rows/", pages.problems, name="problems"),
    path("intake/<int:import_id>/accept/", pages.accept, name="accept"),
    path("intake/<int:import_id>/cancel/", pages.cancel, name="cancel"),
    path("intake/<int:import_id>/undo/", pages.undo, name="undo"),
]
