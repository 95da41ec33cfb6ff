"""[M41] The alarm of waves finished too late on several days running: the platform then limits new orders."""

from __future__ import annotations

from datetime import datetime
from itertools import takewhile

from picking.selectors.on_time import Day, on_time_record
from wms.core.cause import Cause
from wms.core.figures import figure
from wms.core.models import Warehouse
from wms.core.work_items import close_work_items, raise_work_item

LATE_DAYS = "wave.late_days"
LOOKED_BACK = 15


def watch_late_days(*, cause: Cause, warehouse: Warehouse, now: datetime) -> list[Day]:
    """Raise the alarm when each of the last `wave_alarm_days` days with waves ended below the limit, else close it.

    Days on which no wave was due neither count nor break the row; today counts when it is over. Returns the row of
    late days, the latest first.
    """
    limit = float(figure("wave_alarm_percent", warehouse=warehouse))
    over = on_time_record(warehouse, now, LOOKED_BACK)[:-1]
    worked = [day for day in reversed(over) if day.percent is not None]
    late = list(takewhile(lambda day: (day.percent or 0) < limit, worked))
    if len(late) < int(figure("wave_alarm_days", warehouse=warehouse)):
        close_work_items(kind=LATE_DAYS, subject_type="warehouse", subject_id=warehouse.pk, resolution="on time")
        return late
    raise_work_item(
        cause=cause,
        kind=LATE_DAYS,
        warehouse_id=warehouse.pk,
        subject_type="warehouse",
        subject_id=warehouse.pk,
        subject_label=warehouse.code,
        facts={"count": len(late), "limit": f"{limit:g}", "record": " · ".join(_told(day) for day in late[:7])},
        is_urgent=True,
    )
    return late


def _told(day: Day) -> str:
    return f"{day.on:%m-%d} {day.percent:.1f}% ({day.in_time}/{day.due})"
