from django.db import models

from wms.scan.work import Work


class Tally(Work):
    """One person's count on a warehouse's only table."""

    work_type = "tally"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.CASCADE)
    counted = models.PositiveIntegerField(default=0)
    goal = models.PositiveIntegerField(default=3)
    is_open = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.counted}/{self.goal}"
