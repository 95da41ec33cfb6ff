"""What is where: SKUs, places, the ledger, promises."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "inventory"

    def ready(self) -> None:
        from inventory.resolvers import register_all

        register_all()
