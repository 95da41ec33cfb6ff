"""Data in: files that people bring, checked before anything is written, applied in chunks, taken back."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "wms.intake"
    label = "intake"

    def ready(self) -> None:
        from wms.core.desk.frame import add_entry
        from wms.core.outbox import exchange_handler, lane_drainer
        from wms.core.outbox.excuses import lane_excuse
        from wms.intake.desk.menu import ENTRIES
        from wms.intake.kinds import register_kind
        from wms.intake.operations.bring import HANDLER, LANE
        from wms.intake.people import PeopleTable
        from wms.intake.selectors import busy_lane
        from wms.intake.tasks import hand_on
        from wms.intake.work import ImportWork

        exchange_handler(HANDLER, ImportWork())
        lane_drainer(LANE, hand_on)
        lane_excuse("intake", busy_lane)
        register_kind(PeopleTable())
        for entry in ENTRIES:
            add_entry(entry)
