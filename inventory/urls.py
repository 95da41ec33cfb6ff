"""Labels to print; the screens come through the kit (/rf/receive/ and so on)."""

from django.urls import path

from inventory.desk import labels

app_name = "inventory"
urlpatterns = [
    path("inventory/labels/locations.pdf", labels.locations, name="location_labels"),
    path("inventory/labels/skus.pdf", labels.skus, name="sku_labels"),
    path("inventory/labels/totes.pdf", labels.handling_units, name="tote_labels"),
]
