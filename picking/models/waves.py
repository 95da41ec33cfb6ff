"""Waves: the rules that make them, the waves themselves, and why an order was left out of them."""

from __future__ import annotations

from django.db import models

from picking.states import AbortWay, OrderClass, PickMode, WaveState
from wms.core.models import CausedRow


def all_classes() -> list[str]:
    return list(OrderClass.values)


class WaveRule(models.Model):
    """When and of what a wave is made [M30]. An empty filter lets everything through; classes are never mixed."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="wave_rules")
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    rank = models.PositiveSmallIntegerField(default=10)
    shops = models.ManyToManyField("core.Shop", blank=True, related_name="+")
    carriers = models.JSONField(default=list, blank=True)
    classes = models.JSONField(default=all_classes)
    cut_off_at = models.TimeField(null=True, blank=True)  # in the warehouse's zone; later orders go to the next day's
    is_choice_first = models.BooleanField(default=True)
    is_carrier_apart = models.BooleanField(default=False)
    is_bulk = models.BooleanField(default=False)  # single units are summed up into one tote, told apart at the bench
    zones = models.ManyToManyField("inventory.Zone", blank=True, related_name="+")  # all goods lie in these
    tags = models.JSONField(default=list, blank=True)  # of OrderTag; an order has every one of them
    weight_from_grams = models.PositiveIntegerField(null=True, blank=True)
    weight_to_grams = models.PositiveIntegerField(null=True, blank=True)
    volume_from_cm3 = models.PositiveIntegerField(null=True, blank=True)
    volume_to_cm3 = models.PositiveIntegerField(null=True, blank=True)
    max_orders = models.PositiveIntegerField(default=120)
    max_lines = models.PositiveIntegerField(null=True, blank=True)
    max_units = models.PositiveIntegerField(null=True, blank=True)
    max_volume_litres = models.PositiveIntegerField(null=True, blank=True)
    min_orders = models.PositiveIntegerField(default=1)
    trolley_type = models.ForeignKey(
        "picking.TrolleyType", null=True, blank=True, on_delete=models.PROTECT, related_name="rules"
    )  # its numbers then stand for the three below
    trolley_slots = models.PositiveSmallIntegerField(default=8)
    trolley_volume_litres = models.PositiveIntegerField(null=True, blank=True)
    trolley_weight_kg = models.PositiveIntegerField(null=True, blank=True)
    pick_mode = models.CharField(max_length=8, choices=PickMode, default=PickMode.CLUSTER)
    is_urgent = models.BooleanField(default=False)  # its waves are given out before others
    is_held_first = models.BooleanField(default=False)  # its waves wait for a person to release them
    weekdays = models.JSONField(default=list, blank=True)  # 0 = Monday; empty: every day
    hours_from = models.TimeField(null=True, blank=True)  # in the warehouse's zone; past midnight when from > until
    hours_until = models.TimeField(null=True, blank=True)
    schedule_seconds = models.PositiveIntegerField(default=300)  # 0: not by the clock
    threshold_orders = models.PositiveIntegerField(null=True, blank=True)
    threshold_units = models.PositiveIntegerField(null=True, blank=True)
    joins_late = models.BooleanField(default=False)  # orders that come later join lists that are not full or far
    splits_large = models.BooleanField(default=False, db_default=False)  # what no cart holds goes in several parcels
    on_get_work = models.BooleanField(default=False)  # when a picker asked for work and there was none
    last_run_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["warehouse", "rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(max_orders__gt=0), name="waverule_max_orders_positive"),
            models.CheckConstraint(
                condition=models.Q(trolley_slots__gte=1, trolley_slots__lte=24), name="waverule_trolley_slots_range"
            ),
        ]

    def __str__(self) -> str:
        return self.name_zh


class Wave(CausedRow):
    """Orders that are walked together. While `building` it is leased and no picker sees its lists (DESIGN 8)."""

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="waves")
    number = models.CharField(max_length=24)
    rule = models.ForeignKey(WaveRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="waves")
    order_class = models.CharField(max_length=12, choices=OrderClass)
    carrier = models.CharField(max_length=60, blank=True, default="")
    is_bulk = models.BooleanField(default=False)
    is_wall = models.BooleanField(default=False)  # picked in bulk, sorted at a put wall
    is_passed = models.BooleanField(default=False, db_default=False)  # its totes go on from zone to zone
    state = models.CharField(max_length=12, choices=WaveState, default=WaveState.DRAFT)
    priority = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)  # a person has put it before every other wave
    held_at = models.DateTimeField(null=True, blank=True)  # no list of it is given out since then
    abort_way = models.CharField(max_length=8, choices=AbortWay, blank=True, default="")
    is_aborting = models.BooleanField(default=False)  # its lists are being sent back, one transaction each
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    build_attempts = models.PositiveSmallIntegerField(default=0)
    trolley_type = models.ForeignKey(
        "picking.TrolleyType", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # its lists are walked with such carts only
    trolley_slots = models.PositiveSmallIntegerField(default=8)
    order_count = models.PositiveIntegerField(default=0)
    plan_method = models.CharField(max_length=16, blank=True, default="")
    plan_note = models.CharField(max_length=200, blank=True, default="")
    plan_seconds = models.FloatField(default=0)
    walk_mm = models.PositiveBigIntegerField(null=True, blank=True)
    first_come_mm = models.PositiveBigIntegerField(null=True, blank=True)  # its orders first come, first on a cart
    left_out = models.JSONField(default=dict, blank=True)  # reason code -> number of orders
    created_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "number"], name="wave_number_once")]
        indexes = [models.Index(fields=["warehouse", "state", "due_at"], name="wave_board")]

    def __str__(self) -> str:
        return self.number


class LeftOut(models.Model):
    """Why an order is not in a wave now: the last answer only, replaced each time that somebody asks."""

    order = models.OneToOneField("picking.Order", on_delete=models.CASCADE, related_name="left_out")
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.CASCADE, related_name="+")
    wave = models.ForeignKey(Wave, null=True, blank=True, on_delete=models.SET_NULL, related_name="left_out_orders")
    rule = models.ForeignKey(WaveRule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["warehouse", "code"], name="leftout_board")]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.code}"
