"""/api/v1/: for integrators, by token; the administrator's pages stand under /tokens/ and /api/v1/docs/."""

from django.urls import path
from django.views.generic import RedirectView

from wms.api.desk import docs, tokens
from wms.api.views import events, floor, goods, inbound, orders, serials, stock

app_name = "api"
urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.new_token, name="new_token"),
    path("tokens/<int:token_id>/", tokens.token, name="token"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke_token"),
    path("api/schema/", RedirectView.as_view(pattern_name="api:schema"), name="schema_door"),
    path("api/v1/docs/", docs.docs, name="docs"),
    path("api/v1/schema/", docs.schema_file, name="schema"),
    path("api/v1/skus/", goods.Skus.as_view(), name="skus"),
    path("api/v1/skus/<int:pk>/", goods.OneSku.as_view(), name="one_sku"),
    path("api/v1/skus/<int:pk>/barcodes/", goods.SkuBarcodes.as_view(), name="sku_barcodes"),
    path("api/v1/stock/", stock.Stock.as_view(), name="stock"),
    path("api/v1/stock/places/", stock.PlaceStock.as_view(), name="place_stock"),
    path("api/v1/stock/adjustments/", stock.Adjustments.as_view(), name="adjustments"),
    path("api/v1/serials/", serials.Serials.as_view(), name="serials"),
    path("api/v1/serials/<int:pk>/", serials.OneSerial.as_view(), name="one_serial"),
    path("api/v1/asns/", inbound.Asns.as_view(), name="asns"),
    path("api/v1/asns/<int:pk>/", inbound.OneAsn.as_view(), name="one_asn"),
    path("api/v1/asns/<int:pk>/cancel/", inbound.CancelAsn.as_view(), name="cancel_asn"),
    path("api/v1/orders/", orders.Orders.as_view(), name="orders"),
    path("api/v1/orders/<int:pk>/", orders.OneOrder.as_view(), name="one_order"),
    path("api/v1/orders/<int:pk>/hold/", orders.HoldOrder.as_view(), name="hold_order"),
    path("api/v1/orders/<int:pk>/release/", orders.ReleaseOrder.as_view(), name="release_order"),
    path("api/v1/waves/", floor.Waves.as_view(), name="waves"),
    path("api/v1/waves/<int:pk>/", floor.OneWave.as_view(), name="one_wave"),
    path("api/v1/parcels/", floor.Parcels.as_view(), name="parcels"),
    path("api/v1/parcels/<int:pk>/", floor.OneParcel.as_view(), name="one_parcel"),
    path("api/v1/work-items/", floor.WorkItems.as_view(), name="work_items"),
    path("api/v1/work-items/<int:pk>/", floor.OneWorkItem.as_view(), name="one_work_item"),
    path("api/v1/work-items/<int:pk>/resolve/", floor.ResolveWorkItem.as_view(), name="resolve_work_item"),
    path("api/v1/events/", events.Events.as_view(), name="events"),
    path("api/v1/warehouses/", events.Warehouses.as_view(), name="warehouses"),
    path("api/v1/token/", events.Token.as_view(), name="own_token"),
    path("api/v1/<path:rest>", events.NoSuchAddress.as_view(), name="no_such_address"),
]
