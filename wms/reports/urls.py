"""Addresses of the manager's pages."""

from django.urls import path

from wms.reports.views import chosen, errors, find, orders, stock, today, wave_board, work

app_name = "reports"
urlpatterns = [
    path("", today.today, name="today"),
    path("board/", today.board, name="board"),
    path("errors/", errors.report, name="errors"),
    path("errors/report.csv", errors.report_csv, name="errors_csv"),
    path("errors/scans/", errors.scans, name="scans"),
    path("work/", work.work, name="work"),
    path("work/<int:item_id>/", work.work_item, name="work_item"),
    path("work/<int:item_id>/claim/", work.claim, name="claim"),
    path("work/<int:item_id>/resolve/", work.resolve, name="resolve"),
    path("work/chosen/claim/", chosen.claim_items, name="claim_items"),
    path("work/chosen/resolve/", chosen.resolve_items, name="resolve_items"),
    path("orders/", orders.orders, name="orders"),
    path("orders/chosen/hold/", chosen.hold_orders, name="hold_orders"),
    path("orders/chosen/release/", chosen.release_orders, name="release_orders"),
    path("orders/<int:order_id>/", orders.order, name="order"),
    path("waves/board/", wave_board.wave_board, name="wave_board"),
    path("stock/", stock.stock, name="stock"),
    path("stock/<int:sku_id>/", stock.sku, name="sku"),
    path("stock/movements/<int:movement_id>/", stock.movement, name="movement"),
    path("counts/<int:count_id>/", stock.count, name="count"),
    path("stock/places/<int:location_id>/", stock.place, name="place"),
    path("find/", find.find, name="find"),
]
