from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "wms.ops"
    label = "ops"
