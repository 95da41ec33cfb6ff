"""Is it right, and has it left."""

from django.apps import AppConfig


class PackingConfig(AppConfig):
    name = "packing"

    def ready(self) -> None:
        from packing.desk.menu import ENTRIES
        from packing.manual import CREATE, LABEL, LOOK, ManualCarrier, ManualLabel, ManualLook, ManualWaybill
        from packing.operations.refund import on_refunded
        from packing.paper import batch_paper, waybill_paper
        from packing.ports import register_carrier
        from packing.resolvers import resolve_order, resolve_waybill
        from packing.station.handover import HandoverScreen
        from packing.station.pack import PackScreen
        from wms.core.desk.frame import add_entry
        from wms.core.models import Shop
        from wms.core.outbox import exchange_handler, subscribe
        from wms.core.printing.kinds import BATCH, WAYBILL, paper_maker
        from wms.scan.registry import register_screen
        from wms.scan.resolvers import register

        register_carrier(Shop.Channel.MANUAL, ManualCarrier())
        exchange_handler(LOOK, ManualLook())
        exchange_handler(CREATE, ManualWaybill())
        exchange_handler(LABEL, ManualLabel())
        paper_maker(WAYBILL, waybill_paper)
        paper_maker(BATCH, batch_paper)
        subscribe("order.refunded", "packing.refund", on_refunded)
        register("order", resolve_order)
        register("waybill", resolve_waybill)
        register_screen(PackScreen)
        register_screen(HandoverScreen)
        for entry in ENTRIES:
            add_entry(entry)
