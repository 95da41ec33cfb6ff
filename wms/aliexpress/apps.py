"""The channel: shops at the platform, their orders, stock and waybills."""

from django.apps import AppConfig


class AliExpressConfig(AppConfig):
    name = "wms.aliexpress"
    label = "aliexpress"

    def ready(self) -> None:
        from wms.aliexpress.subscribers import on_binding_changed, on_stock_changed
        from wms.aliexpress.tasks import drain_lane
        from wms.core.outbox import lane_drainer, subscribe

        subscribe("stock.changed", "aliexpress.stock_push", on_stock_changed)
        subscribe("binding.changed", "aliexpress.stock_push", on_binding_changed)
        lane_drainer("aliexpress:", drain_lane)
