"""What integrators call: tokens, one versioned API over every room, the feed of events."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "wms.api"
    label = "api"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from wms.api import openapi  # noqa: F401  tells the schema how integrators prove themselves
        from wms.api.desk.menu import ENTRIES
        from wms.api.feed import listen_again
        from wms.core.desk.frame import add_entry

        post_migrate.connect(listen_again, sender=self)
        for entry in ENTRIES:
            add_entry(entry)
