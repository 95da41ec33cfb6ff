"""The ground floor: what every app needs."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "wms.core"
    label = "core"
    verbose_name = "Core"
