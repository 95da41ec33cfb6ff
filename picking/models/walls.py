"""Put walls (分播墙): their slots, and the batch totes that people sort into them unit by unit."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wms.scan.work import Work


class PutWall(models.Model):
    """One wall. Its size never changes, because its labels are printed; `number` stands in their barcodes."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="put_walls")
    code = models.CharField(max_length=4)
    number = models.PositiveSmallIntegerField(unique=True)
    name_zh = models.CharField(max_length=60, blank=True, default="")
    name_en = models.CharField(max_length=60, blank=True, default="")
    rows = models.PositiveSmallIntegerField()
    columns = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["warehouse_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="putwall_code_once"),
            models.CheckConstraint(condition=models.Q(rows__gt=0, columns__gt=0), name="putwall_size_positive"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def size(self) -> int:
        """Its number of slots."""
        return self.rows * self.columns


class WallSlot(models.Model):
    """One slot of a wall, a place of its own in the books; numbered along the rows, from the top left."""

    wall = models.ForeignKey(PutWall, on_delete=models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField()
    handling_unit = models.OneToOneField("inventory.HandlingUnit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["wall", "number"]
        constraints = [models.UniqueConstraint(fields=["wall", "number"], name="wallslot_number_once")]

    def __str__(self) -> str:
        return f"{self.wall_id}/{self.number}"

    @property
    def row(self) -> int:
        """Counted from the top, from 1."""
        return (self.number - 1) // self.wall.columns + 1

    @property
    def column(self) -> int:
        """Counted from the left, from 1."""
        return (self.number - 1) % self.wall.columns + 1


class WallSort(Work):
    """One batch tote being sorted. Units in hand are still in the tote by the books, until the slot is scanned.

    `person` None: set aside. `task` and `slot` say whose units are in hand, and where they go; `trail` holds the puts
    that may still be taken back, oldest first.
    """

    work_type: ClassVar[str] = "wallsort"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+")
    tote = models.ForeignKey("inventory.HandlingUnit", on_delete=models.PROTECT, related_name="+")
    wall = models.ForeignKey(PutWall, null=True, blank=True, on_delete=models.PROTECT, related_name="sorts")
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey("core.Device", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("picking.PickTask", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    slot = models.ForeignKey("picking.PickSlot", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    in_hand = models.PositiveIntegerField(default=0)
    units_done = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)  # units in the tote that orders waited for when last looked
    trail = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tote"], condition=models.Q(finished_at=None), name="wallsort_tote_open_once"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(finished_at=None), name="wallsort_person_has_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tote_id}"
