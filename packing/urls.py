"""Documents of packing; its screens come through the kit (/station/pack/, /station/handover/)."""

from django.urls import path

from packing.desk import documents

app_name = "packing"
urlpatterns = [
    path("packing/labels/<int:parcel_id>.pdf", documents.label, name="label"),
    path("packing/manifests/<int:manifest_id>.pdf", documents.manifest_sheet, name="manifest"),
]
