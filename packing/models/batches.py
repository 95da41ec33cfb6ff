"""First-mile handover (揽收大包): what a manifest's parcels are called when the platform's carrier comes for them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from packing.states import BatchState
from wms.core.models import CausedRow


class HandoverBatch(CausedRow):
    """The parcels of one shop on a closed manifest, as one big bag at the platform; `part` counts bags of a thousand.

    `number` is the bag's (LP…), `content_id` and `order_id` are the platform's own ids of it.
    """

    manifest = models.ForeignKey("packing.Manifest", on_delete=models.PROTECT, related_name="batches")
    shop = models.ForeignKey("core.Shop", on_delete=models.PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.REQUESTED)
    number = models.CharField(max_length=40, blank=True, default="")
    content_id = models.CharField(max_length=40, blank=True, default="")
    order_id = models.CharField(max_length=40, blank=True, default="")
    failure = models.CharField(max_length=60, blank=True, default="")
    failure_text = models.CharField(max_length=200, blank=True, default="")
    exchange = models.PositiveBigIntegerField(null=True, blank=True)
    parcels = models.PositiveIntegerField(default=0)
    pdf = models.BinaryField(null=True, blank=True)
    requested_at = models.DateTimeField(default=timezone.now)
    committed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["manifest", "shop", "part"], name="handoverbatch_once")]

    def __str__(self) -> str:
        return self.number or f"batch {self.pk}"

    @property
    def print_subject(self) -> str:
        """What its print jobs are about."""
        return f"batch:{self.pk}"
