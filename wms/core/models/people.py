"""People, their roles per warehouse, and the lock on a badge after wrong PINs."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from wms.core.states import Role


class Person(AbstractUser):
    """A member of staff. `badge` is the code on the badge without its check character, like U000123."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=60)
    badge = models.CharField(max_length=12, unique=True, null=True, blank=True)
    pin_hash = models.CharField(max_length=128, blank=True, default="")
    language = models.CharField(max_length=8, default="zh-hans")
    theme = models.CharField(max_length=8, default="light")
    must_change_password = models.BooleanField(default=False)  # an administrator chose it: nothing else opens before
    # Floor tokens issued before this moment are worth nothing: the person was deactivated, or got another badge or PIN.
    tokens_from = models.DateTimeField(null=True, blank=True)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def initial(self) -> str:
        return (self.name or self.username)[:1]


class Assignment(models.Model):
    """One role of one person at one warehouse; without a warehouse it holds for all of them."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="assignments")
    warehouse = models.ForeignKey(
        "core.Warehouse", null=True, blank=True, on_delete=models.CASCADE, related_name="assignments"
    )
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "warehouse", "role"], name="assignment_once"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(warehouse=None), name="assignment_everywhere_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}:{self.role}@{self.warehouse_id or '*'}"


class BadgeLock(models.Model):
    """Wrong PINs of one badge on one device: five lock the pair, never the whole warehouse behind one address."""

    badge = models.CharField(max_length=40)
    device = models.ForeignKey("core.Device", on_delete=models.CASCADE)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["badge", "device"], name="badgelock_pair_once")]

    def __str__(self) -> str:
        return f"{self.badge}@{self.device_id}"
