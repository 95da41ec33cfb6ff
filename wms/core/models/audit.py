"""What administrators changed, and the figures that they set for a warehouse or a shop."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wms.core.models.base import CausedRow


class AuditEntry(CausedRow):
    """Who changed what, from which value to which. Append-only."""

    warehouse = models.ForeignKey("core.Warehouse", null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "created_at"], name="audit_subject"),
            models.Index(fields=["created_at"], name="audit_day"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


class FigureOverride(models.Model):
    """A figure of figures.py set otherwise for one warehouse or one shop."""

    name = models.CharField(max_length=60)
    warehouse = models.ForeignKey("core.Warehouse", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    shop = models.ForeignKey("core.Shop", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    value = models.DecimalField(max_digits=14, decimal_places=4)
    person = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=200, blank=True, default="")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(warehouse=None) ^ models.Q(shop=None), name="figure_has_one_owner"
            ),
            models.UniqueConstraint(
                fields=["name", "warehouse"], condition=models.Q(shop=None), name="figure_once_a_warehouse"
            ),
            models.UniqueConstraint(
                fields=["name", "shop"], condition=models.Q(warehouse=None), name="figure_once_a_shop"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"
