"""What operators run and look at; nobody imports it."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "wms.ops"
    label = "ops"

    def ready(self) -> None:
        """Make Celery's current app ours in every process: a nudge is sent by name, through whatever is current."""
        from wms import celery  # noqa: F401
