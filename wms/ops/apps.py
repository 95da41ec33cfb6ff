"""What operators run and look at; nobody imports it."""

from django.apps import AppConfig
from django.conf import settings


class OpsConfig(AppConfig):
    name = "wms.ops"
    label = "ops"

    def ready(self) -> None:
        """Make Celery's current app ours in every process: a nudge is sent by name, through whatever is current.

        The demo has a page of its own in the menu.
        """
        from wms import celery  # noqa: F401

        if settings.DEMO:
            from wms.core.desk.frame import add_entry
            from wms.ops.demo.page import ENTRY

            add_entry(ENTRY)
