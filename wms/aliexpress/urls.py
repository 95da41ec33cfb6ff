"""Addresses of the channel's office pages."""

from django.urls import path

from wms.aliexpress.desk import addresses, connect

app_name = "aliexpress"
urlpatterns = [
    path("aliexpress/shops/", connect.shops, name="shops"),
    path("aliexpress/shops/<int:account_id>/authorise/", connect.authorise, name="authorise"),
    path("aliexpress/shops/<int:account_id>/again/", connect.again, name="again"),
    path("aliexpress/orders/<int:order_id>/address/", addresses.address, name="address"),
    path("aliexpress/callback/", connect.callback, name="callback"),
]
