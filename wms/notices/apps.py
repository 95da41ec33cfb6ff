"""Notices: registered with the outbox, the sweep and the desk's frame."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "wms.notices"
    label = "notices"

    def ready(self) -> None:
        from wms.core.desk.frame import add_entry, add_own_dial
        from wms.core.outbox import exchange_handler, lane_drainer, lane_source
        from wms.notices.deliver import MessageSender
        from wms.notices.desk.menu import ENTRIES
        from wms.notices.operations.send_off import HANDLER
        from wms.notices.rounds import LANE, drain, due_lanes
        from wms.notices.selectors import bell

        exchange_handler(HANDLER, MessageSender())
        lane_drainer(LANE, drain)
        lane_source(LANE, due_lanes)
        add_own_dial("bell", bell)
        for entry in ENTRIES:
            add_entry(entry)
