"""Documents of packing; its screens come through the kit (/station/pack/, /station/handover/)."""

from django.urls import path

from packing.desk import documents, manifests

app_name = "packing"
urlpatterns = [
    path("packing/labels/<int:parcel_id>.pdf", documents.label, name="label"),
    path("packing/manifests/<int:manifest_id>.pdf", documents.manifest_sheet, name="manifest"),
    path("packing/manifests/", manifests.manifests, name="manifests"),
    path("packing/manifests/<int:manifest_id>/", manifests.manifest, name="desk_manifest"),
    path("packing/manifests/<int:manifest_id>/batches/", manifests.commit, name="commit_batches"),
    path("packing/batches/<int:batch_id>.pdf", manifests.batch_paper, name="batch_paper"),
    path("packing/parcels/<int:parcel_id>/number/", manifests.renumber, name="renumber"),
]
