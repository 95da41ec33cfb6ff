"""Pages about goods and places, labels to print; the screens come through the kit (/rf/receive/ and so on)."""

from django.urls import path

from inventory.desk import balances, counts, labels, movements, places, skus

app_name = "inventory"
urlpatterns = [
    path("places/", places.places, name="places"),
    path("places/new/", places.new_place, name="new_place"),
    path("places/labels/", places.print_places, name="print_places"),
    path("places/block/", places.block_places, name="block_places"),
    path("places/<int:location_id>/", places.edit_place, name="edit_place"),
    path("places/<int:location_id>/block/", places.turn_place, {"how": "block"}, name="block_place"),
    path("places/<int:location_id>/unblock/", places.turn_place, {"how": "unblock"}, name="unblock_place"),
    path("places/<int:location_id>/give-up/", places.turn_place, {"how": "give_up"}, name="give_up_place"),
    path("places/<int:location_id>/reopen/", places.turn_place, {"how": "reopen"}, name="reopen_place"),
    path("stock/balances/", balances.balances, name="balances"),
    path("stock/balances/<int:balance_id>/", balances.balance, name="balance"),
    path("stock/balances/<int:balance_id>/adjust/", balances.adjust, name="adjust"),
    path("stock/balances/<int:balance_id>/condition/", balances.turn, name="turn_stock"),
    path("stock/movements/", movements.movements, name="movements"),
    path("counts/", counts.counts, name="counts"),
    path("counts/new/", counts.new_counts, name="new_counts"),
    path("counts/at/<int:location_id>/", counts.open_at, name="open_count_at"),
    path("counts/<int:count_id>/approve/", counts.approve, name="approve_count"),
    path("counts/<int:count_id>/reject/", counts.reject, {"again": False}, name="reject_count"),
    path("counts/<int:count_id>/recount/", counts.reject, {"again": True}, name="recount"),
    path("skus/", skus.skus, name="skus"),
    path("skus/new/", skus.new_sku, name="new_sku"),
    path("skus/labels/", skus.print_skus, name="print_skus"),
    path("skus/<int:sku_id>/", skus.edit, name="edit_sku"),
    path("skus/<int:sku_id>/barcodes/", skus.add_barcode, name="add_barcode"),
    path("skus/<int:sku_id>/barcodes/<int:barcode_id>/remove/", skus.drop_barcode, name="drop_barcode"),
    path("skus/<int:sku_id>/threshold/", skus.threshold, name="sku_threshold"),
    path("skus/<int:sku_id>/deactivate/", skus.turn, {"is_active": False}, name="deactivate_sku"),
    path("skus/<int:sku_id>/reactivate/", skus.turn, {"is_active": True}, name="reactivate_sku"),
    path("zones/", places.zones, name="zones"),
    path("zones/new/", places.zone, name="new_zone"),
    path("zones/<int:zone_id>/", places.zone, name="zone"),
    path("inventory/labels/locations.pdf", labels.locations, name="location_labels"),
    path("inventory/labels/skus.pdf", labels.skus, name="sku_labels"),
    path("inventory/labels/totes.pdf", labels.handling_units, name="tote_labels"),
]
