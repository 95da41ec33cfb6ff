"""What a floor's places do not tell by themselves: where walks begin, one-way aisles, how floors are joined."""

from __future__ import annotations

from django.db import models

from inventory.states import ConnectorKind


class FloorPlan(models.Model):
    """How one floor of a warehouse is walked. A floor without one is walked as its places' coordinates say.

    Millimetres, like the places. `cross_aisles_mm` are y; empty: where the bays leave a gap. `one_way` is aisle → up
    or down; `ways` are [x, y, other x, other y, one way?], and where there are any, one walks along them only.
    """

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    floor = models.CharField(max_length=8, blank=True, default="")
    cross_aisles_mm = models.JSONField(default=list, blank=True)
    one_way = models.JSONField(default=dict, blank=True)
    ways = models.JSONField(default=list, blank=True)
    start_x_mm = models.IntegerField(null=True, blank=True)
    start_y_mm = models.IntegerField(null=True, blank=True)
    end_x_mm = models.IntegerField(null=True, blank=True)
    end_y_mm = models.IntegerField(null=True, blank=True)
    wall_left_mm = models.IntegerField(null=True, blank=True)  # no place lies beyond the walls; empty: not known
    wall_right_mm = models.IntegerField(null=True, blank=True)
    wall_front_mm = models.IntegerField(null=True, blank=True)
    wall_back_mm = models.IntegerField(null=True, blank=True)

    class Meta:
        ordering = ["warehouse_id", "floor"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "floor"], name="floorplan_floor_once")]

    def __str__(self) -> str:
        return self.floor


class FloorConnector(models.Model):
    """A lift, stair or ramp: what taking it costs is known in seconds or in millimetres, not both."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    kind = models.CharField(max_length=8, choices=ConnectorKind, default=ConnectorKind.LIFT)
    floor = models.CharField(max_length=8, blank=True, default="")
    x_mm = models.IntegerField()
    y_mm = models.IntegerField()
    other_floor = models.CharField(max_length=8, blank=True, default="")
    other_x_mm = models.IntegerField()
    other_y_mm = models.IntegerField()
    seconds = models.PositiveIntegerField(null=True, blank=True)
    length_mm = models.PositiveIntegerField(null=True, blank=True)
    is_one_way = models.BooleanField(default=False)

    class Meta:
        ordering = ["warehouse_id", "name"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "name"], name="floorconnector_name_once"),
            models.CheckConstraint(
                condition=models.Q(seconds=None, length_mm__isnull=False)
                | models.Q(seconds__isnull=False, length_mm=None),
                name="floorconnector_one_cost",
            ),
        ]

    def __str__(self) -> str:
        return self.name
