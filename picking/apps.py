"""Who walks where for what."""

from django.apps import AppConfig


class PickingConfig(AppConfig):
    name = "picking"

    def ready(self) -> None:
        from inventory.selectors.channel import register_sales
        from inventory.selectors.demand import register_demand_checker
        from picking.desk.menu import ENTRIES
        from picking.intake import ManualOrderTable
        from picking.operations.promises import DEMAND_TYPE
        from picking.rf import register_all
        from picking.selectors.demands import differences, units_sold
        from picking.subscribers import subscribe_all
        from wms.core.desk.frame import add_entry
        from wms.intake.kinds import register_kind

        subscribe_all()
        register_demand_checker(DEMAND_TYPE, differences)
        register_sales(units_sold)
        register_all()
        register_kind(ManualOrderTable())
        for entry in ENTRIES:
            add_entry(entry)
