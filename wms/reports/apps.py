"""Reads everything, writes nothing of others."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "wms.reports"
    label = "reports"

    def ready(self) -> None:
        from wms.reports import shell

        shell.furnish()
