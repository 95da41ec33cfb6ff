from django.apps import AppConfig


class AliExpressConfig(AppConfig):
    name = "wms.aliexpress"
    label = "aliexpress"
