"""Signing in at the desk, one's own page, and the administrator's pages."""

from django.urls import path

from wms.core.desk import me, views_of_lists
from wms.core.desk.house import audit, devices, houses, people, secrets, settings, stations
from wms.core.desk.signin import ChooseLanguage, SignIn, SignOut

app_name = "core"
urlpatterns = [
    path("signin/", SignIn.as_view(), name="signin"),
    path("signout/", SignOut.as_view(), name="signout"),
    path("language/", ChooseLanguage.as_view(), name="language"),
    path("me/", me.me, name="me"),
    path("me/preferences/", me.preferences, name="preferences"),
    path("password/", me.password, name="password"),
    path("password/<str:who>/<str:token>/", me.password_link, name="password_link"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new_person"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/edit/", people.edit, name="edit_person"),
    path("people/<int:person_id>/activity/", people.activity, name="person_activity"),
    path("people/<int:person_id>/roles/", people.grant, name="grant_role"),
    path("people/<int:person_id>/roles/<int:assignment_id>/", people.withdraw, name="withdraw_role"),
    path("people/<int:person_id>/pin/", secrets.pin, name="set_pin"),
    path("people/<int:person_id>/unlock/", secrets.unlock, name="unlock_badge"),
    path("people/<int:person_id>/password/", secrets.password, name="give_password"),
    path("lists/<slug:list_key>/views/", views_of_lists.save, name="save_view"),
    path("lists/views/<int:view_id>/drop/", views_of_lists.drop, name="drop_view"),
    path("devices/", devices.devices, name="devices"),
    path("devices/new/", devices.new_device, name="new_device"),
    path("devices/<int:device_id>/", devices.device, name="device"),
    path("devices/<int:device_id>/edit/", devices.edit, name="edit_device"),
    path("devices/<int:device_id>/link/", devices.link, name="device_link"),
    path("devices/<int:device_id>/unlink/", devices.unlink, name="device_unlink"),
    path("devices/<int:device_id>/revoke/", devices.revoke, name="revoke_device"),
    path("devices/<int:device_id>/restore/", devices.restore, name="restore_device"),
    path("stations/", stations.stations, name="stations"),
    path("stations/new/", stations.new_station, name="new_station"),
    path("stations/<int:station_id>/", stations.station, name="station"),
    path("printers/new/", stations.new_printer, name="new_printer"),
    path("printers/<int:printer_id>/", stations.printer, name="printer"),
    path("warehouses/", houses.houses, name="houses"),
    path("warehouses/new/", houses.new_house, name="new_house"),
    path("warehouses/<int:warehouse_id>/", houses.house, name="house"),
    path("shops/new/", houses.new_shop, name="new_shop"),
    path("shops/<int:shop_id>/", houses.shop, name="shop"),
    path("settings/", settings.settings, name="settings"),
    path("settings/<slug:figure_name>/", settings.figure, name="figure"),
    path("audit/", audit.audit, name="audit"),
]
