"""Addresses of the manager's pages of waves."""

from django.urls import path

from picking.desk import control, waves

app_name = "picking"
urlpatterns = [
    path("waves/", waves.waves, name="waves"),
    path("waves/generate/", waves.generate, name="generate"),
    path("waves/<int:wave_id>/", waves.wave, name="wave"),
    path("waves/<int:wave_id>/<slug:verb>/", control.act, name="wave_act"),
]
