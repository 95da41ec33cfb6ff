"""What one picker walks with one trolley: the list, the trolley's slots, the tasks in order, what was scanned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from picking.states import PickEventKind, PickListState, PutBackState, ShortReason, TaskState
from wms.core.models import CausedRow
from wms.scan.work import Work


class PickList(Work):
    """One walk. Cart, totes, person and device are set as they are scanned; the screen's step is read from its rows."""

    work_type: ClassVar[str] = "picklist"

    wave = models.ForeignKey("picking.Wave", on_delete=models.PROTECT, related_name="pick_lists", db_index=False)
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="pick_lists", db_index=False)
    number = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=PickListState, default=PickListState.OPEN)
    is_bulk = models.BooleanField(default=False)  # the sums of all its orders go into one tote, to be told apart later
    is_wall = models.BooleanField(default=False)  # at a put wall: its orders have more than one unit
    wall = models.ForeignKey(
        "picking.PutWall", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # where its first tote was brought: no order is split over two walls
    zone = models.ForeignKey(
        "inventory.Zone", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # where it is picked now; None: it is walked whole, not passed on from zone to zone
    laid_place = models.ForeignKey(
        "inventory.Location", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # the pass point that its totes were last laid at,
    laid_at = models.DateTimeField(null=True, blank=True)  # and when
    walked_seconds = models.PositiveIntegerField(default=0, db_default=0)  # in the zones before this one
    priority = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    cart = models.ForeignKey(
        "inventory.HandlingUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey("core.Device", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reserved_for = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField(null=True, blank=True)  # too long ago, and anybody may have it
    walk_mm = models.PositiveBigIntegerField(null=True, blank=True)
    at_location = models.ForeignKey(
        "inventory.Location", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )  # where the picker has last proved to stand
    trail = models.JSONField(default=list, blank=True)  # the right scans that may still be taken back, oldest first
    is_ready = models.BooleanField(default=False)  # every slot that needs one has its tote
    is_asking_short = models.BooleanField(default=False)  # the choice sheet of a short pick is open
    short_reason = models.CharField(max_length=24, choices=ShortReason, blank=True, default="")  # told, not yet decided
    wrong_code = models.CharField(max_length=60, blank=True, default="")  # what the last scans were refused with,
    wrong_scans = models.PositiveSmallIntegerField(default=0)  # and how often in a row
    is_changing_tote = models.BooleanField(default=False)  # the present slot's tote is full: a fresh one is asked for
    tasks_total = models.PositiveIntegerField(default=0)
    tasks_done = models.PositiveIntegerField(default=0)
    assigned_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["warehouse", "number"], name="picklist_number_once"),
            models.UniqueConstraint(
                fields=["cart"], condition=models.Q(state="picking"), name="picklist_cart_in_one_walk"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="picking"), name="picklist_person_in_one_walk"
            ),
        ]
        indexes = [
            models.Index(fields=["warehouse", "state", "priority", "due_at"], name="picklist_queue"),
            models.Index(fields=["wave", "state"], name="picklist_wave"),
        ]

    def __str__(self) -> str:
        return self.number


class PickSlot(models.Model):
    """One slot of the trolley: one order, one tote. `released_at` is set when the tote no longer holds the order.

    In a bulk list every order has its slot too, but all of them share a tote. At a put wall the order gets one more,
    into which its tasks move over unit by unit.
    """

    pick_list = models.ForeignKey(PickList, on_delete=models.CASCADE, related_name="slots")
    position = models.PositiveSmallIntegerField()
    order = models.ForeignKey("picking.Order", on_delete=models.CASCADE, related_name="slots")
    handling_unit = models.ForeignKey(
        "inventory.HandlingUnit", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_shared = models.BooleanField(default=False)  # a bulk list's: its tote holds units of other orders as well
    is_late = models.BooleanField(default=False)  # its order joined the list after it was made
    is_wall = models.BooleanField(default=False)  # a put wall's slot: the order's goods are sorted into it
    is_tote_known = models.BooleanField(default=False)  # it holds goods of the order from an earlier walk
    is_tote_confirmed = models.BooleanField(default=False)  # scanned into this slot; a known tote too
    missing_at = models.DateTimeField(null=True, blank=True)  # its tote was not at the pass point; nobody gets the list
    full_at = models.DateTimeField(null=True, blank=True)  # the order goes on in another slot row, with a fresh tote
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pick_list", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["pick_list", "position"],
                condition=models.Q(full_at=None, is_wall=False),
                name="pickslot_position_once",
            ),
            models.UniqueConstraint(
                fields=["pick_list", "order"],
                condition=models.Q(full_at=None, is_wall=False),
                name="pickslot_order_once_a_list",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=models.Q(released_at=None, is_wall=True), name="pickslot_order_at_one_wall"
            ),
            models.UniqueConstraint(
                fields=["handling_unit"],
                condition=models.Q(released_at=None, is_shared=False),
                name="pickslot_tote_in_one_slot",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pick_list_id}/{self.position}"


class PickTask(models.Model):
    """Fetch `quantity` units of one order item from one place into one slot's tote. One allocation stands behind it."""

    pick_list = models.ForeignKey(PickList, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    slot = models.ForeignKey(PickSlot, on_delete=models.CASCADE, related_name="tasks")
    order = models.ForeignKey("picking.Order", on_delete=models.CASCADE, related_name="tasks", db_index=False)
    order_item = models.ForeignKey("picking.OrderItem", on_delete=models.CASCADE, related_name="tasks")
    # No foreign key: the rows of a wave are many, and each would have the database look its allocation up.
    allocation_id = models.BigIntegerField(db_index=True)
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.ForeignKey("inventory.Sku", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.OPEN)
    is_located = models.BooleanField(default=False)  # its place was proved by a scan before it was picked
    scanned = models.PositiveIntegerField(default=0)
    picked = models.PositiveIntegerField(default=0)
    skips = models.PositiveSmallIntegerField(default=0)
    short_units = models.PositiveIntegerField(default=0)
    short_reason = models.CharField(max_length=24, choices=ShortReason, blank=True, default="")
    is_held = models.BooleanField(default=False)  # short, and the picker chose not to walk elsewhere for it
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pick_list", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["allocation_id"], condition=models.Q(state="open"), name="picktask_allocation_open_once"
            ),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="picktask_quantity_positive"),
            models.CheckConstraint(
                condition=models.Q(scanned__lte=models.F("quantity")), name="picktask_scanned_within_quantity"
            ),
            models.CheckConstraint(
                condition=models.Q(picked__lte=models.F("quantity")), name="picktask_picked_within_quantity"
            ),
        ]
        indexes = [
            models.Index(fields=["pick_list", "state", "sequence"], name="picktask_walk"),
            models.Index(fields=["order", "state"], name="picktask_order"),
            models.Index(fields=["location", "state"], name="picktask_location"),
        ]

    def __str__(self) -> str:
        return f"{self.pick_list_id}#{self.sequence}"


class PickEvent(CausedRow):
    """A right scan that was taken back: the counter-event to the one in ScanEvent. Append-only."""

    pick_list = models.ForeignKey(PickList, on_delete=models.CASCADE, related_name="events", db_index=False)
    task = models.ForeignKey(PickTask, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    slot = models.ForeignKey(PickSlot, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=PickEventKind)
    quantity = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["pick_list", "id"], name="pickevent_list")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pick_list_id}"


class PutBack(Work):
    """Cancelled goods in a tote that go back to a shelf [M4]: scan tote, item, location until the tote is empty."""

    work_type: ClassVar[str] = "putback"

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="put_backs")
    handling_unit = models.ForeignKey("inventory.HandlingUnit", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(
        "picking.Order", null=True, blank=True, on_delete=models.CASCADE, related_name="put_backs"
    )
    state = models.CharField(max_length=8, choices=PutBackState, default=PutBackState.OPEN)
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    device = models.ForeignKey("core.Device", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("inventory.Sku", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("inventory.Lot", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    in_hand = models.PositiveIntegerField(default=0)
    units_done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["handling_unit"], condition=~models.Q(state="done"), name="putback_tote_open_once"
            ),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="working"), name="putback_person_has_one"
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "state"], name="putback_queue")]

    def __str__(self) -> str:
        return f"{self.handling_unit_id} {self.state}"
