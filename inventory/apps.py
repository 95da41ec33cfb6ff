"""What is where: goods, places, the ledger, and the floor screens that move goods between places."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self) -> None:
        from inventory.desk.menu import ENTRIES
        from inventory.intake import TABLES
        from inventory.intake.ways import RACKS
        from inventory.resolvers import register_all
        from inventory.rf.count import CountScreen
        from inventory.rf.lookup import LookupScreen
        from inventory.rf.move import MoveScreen
        from inventory.rf.putaway import PutawayScreen
        from inventory.rf.receive import ReceiveScreen
        from inventory.subscribers import subscribe_all
        from wms.core.desk.frame import add_entry
        from wms.intake.kinds import add_way, register_kind
        from wms.scan.registry import register_screen

        register_all()
        subscribe_all()
        for entry in ENTRIES:
            add_entry(entry)
        for screen in (ReceiveScreen, PutawayScreen, MoveScreen, LookupScreen, CountScreen):
            register_screen(screen)
        for table in TABLES:
            register_kind(table())
        add_way(RACKS)
