"""Addresses of the manager's pages of waves."""

from django.urls import path

from picking.desk import control, floor_map, floors, holds, manual_orders, parts, previews, routing, rules, walls, waves

app_name = "picking"
urlpatterns = [
    path("waves/", waves.waves, name="waves"),
    path("waves/generate/", waves.generate, name="generate"),
    path("floor-map/", floor_map.floor_map, name="map"),
    path("floor-map/floors/", floors.floors, name="floors"),
    path("floor-map/floors/edit/", floors.floor, name="floor"),
    path("floor-map/connectors/new/", floors.connector, name="new_connector"),
    path("floor-map/connectors/<int:connector_id>/", floors.connector, name="connector"),
    path("floor-map/connectors/<int:connector_id>/remove/", floors.remove, name="remove_connector"),
    path("waves/preview/", previews.preview_page, name="preview"),
    path("waves/rules/", rules.rules, name="rules"),
    path("waves/rules/new/", rules.rule, name="new_rule"),
    path("waves/rules/new/try/", rules.try_rule, name="try_new_rule"),
    path("waves/rules/<int:rule_id>/", rules.rule, name="rule"),
    path("waves/rules/<int:rule_id>/try/", rules.try_rule, name="try_rule"),
    path("waves/rules/<int:rule_id>/switch/", rules.switch, name="switch_rule"),
    path("orders/new/", manual_orders.manual_order, name="manual_order"),
    path("orders/<int:order_id>/reship/", manual_orders.reship_order, name="reship"),
    path("orders/<int:order_id>/hold/", holds.hold, name="hold_order"),
    path("orders/<int:order_id>/release/", holds.release, name="release_order"),
    path("orders/<int:order_id>/ship-part/", parts.ship, name="ship_part"),
    path("orders/<int:order_id>/end-rest/", parts.end, name="end_rest"),
    path("routing/", routing.routing, name="routing"),
    path("routing/<int:shop_id>/", routing.routing_of_shop, name="routing_shop"),
    path("routing/orders/<int:order_id>/", routing.reroute, name="reroute"),
    path("waves/walls/", walls.walls, name="walls"),
    path("waves/walls/new/", walls.new_wall, name="new_wall"),
    path("waves/walls/<int:wall_id>/", walls.wall, name="wall"),
    path("waves/walls/<int:wall_id>/switch/", walls.switch, name="switch_wall"),
    path("waves/walls/<int:wall_id>/labels/", walls.labels, name="wall_labels"),
    path("waves/chosen/hold/", control.act_on_chosen, {"verb": "hold"}, name="hold_waves"),
    path("waves/chosen/let-go/", control.act_on_chosen, {"verb": "let-go"}, name="let_waves_go"),
    path("waves/chosen/first/", control.act_on_chosen, {"verb": "urgent"}, name="put_waves_first"),
    path("waves/<int:wave_id>/", waves.wave, name="wave"),
    path("waves/<int:wave_id>/<slug:verb>/", control.act, name="wave_act"),
]
