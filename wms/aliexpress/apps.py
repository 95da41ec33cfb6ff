"""The channel: shops at the platform, their orders, stock and waybills."""

from django.apps import AppConfig


class AliExpressConfig(AppConfig):
    name = "wms.aliexpress"
    label = "aliexpress"

    def ready(self) -> None:
        from packing.ports import register_carrier, register_first_mile
        from picking.ports import register_address_book
        from wms.aliexpress.carrier import AliExpressCarrier, on_cancelled, on_handed_over, on_renumbered
        from wms.aliexpress.desk.menu import ENTRIES
        from wms.aliexpress.first_mile import AliExpressFirstMile, on_manifest_closed
        from wms.aliexpress.gateway import use_gateway
        from wms.aliexpress.handlers import HANDLERS
        from wms.aliexpress.live import LiveGateway
        from wms.aliexpress.selectors.addresses import address_in_clear
        from wms.aliexpress.selectors.held_lanes import held_lanes
        from wms.aliexpress.selectors.profiles import NAMES
        from wms.aliexpress.subscribers import on_binding_changed, on_stock_changed
        from wms.aliexpress.tasks import drain_lane, due_lanes
        from wms.core.desk.frame import add_entry
        from wms.core.desk.house.audit_words import value_words
        from wms.core.models import Shop
        from wms.core.outbox import exchange_handler, lane_drainer, lane_source, subscribe, subscribe_to_many
        from wms.core.outbox.excuses import lane_excuse

        subscribe_to_many("stock.changed", "aliexpress.stock_push", on_stock_changed)
        subscribe_to_many("binding.changed", "aliexpress.stock_push", on_binding_changed)
        lane_drainer("aliexpress:", drain_lane)
        lane_source("aliexpress", due_lanes)
        lane_excuse("aliexpress", held_lanes)
        subscribe("parcel.handed_over", "aliexpress.declare_shipment", on_handed_over)
        subscribe("parcel.renumbered", "aliexpress.modify_shipment", on_renumbered)
        subscribe("order.cancelled", "aliexpress.close_order", on_cancelled)
        subscribe("manifest.closed", "aliexpress.commit_batches", on_manifest_closed)
        register_first_mile(Shop.Channel.ALIEXPRESS, AliExpressFirstMile())
        register_carrier(Shop.Channel.ALIEXPRESS, AliExpressCarrier())
        register_address_book(address_in_clear)
        use_gateway(LiveGateway)
        value_words("profile", NAMES)
        for entry in ENTRIES:
            add_entry(entry)
        for name, handler in HANDLERS.items():
            exchange_handler(name, handler())
