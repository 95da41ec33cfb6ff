"""The ground floor: what every app needs."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "wms.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        import wms.celery  # noqa: F401  makes it current_app, in the web process too
        from wms.core.desk.frame import add_entry
        from wms.core.desk.menu import ENTRIES
        from wms.core.outbox import MESSAGE_LANE, drain_exchanges, drain_messages, exchange_handler, lane_drainer
        from wms.core.printing.handler import PrintHandler
        from wms.core.printing.kinds import HANDLER

        lane_drainer("", drain_exchanges)  # every lane that no one else claims holds Exchange rows
        lane_drainer(MESSAGE_LANE, drain_messages)
        exchange_handler(HANDLER, PrintHandler())
        for entry in ENTRIES:
            add_entry(entry)
