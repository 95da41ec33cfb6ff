"""Exceptions and tasks for people: 异常工单 and everything else that waits for somebody."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from wms.core.models.base import CausedRow
from wms.core.states import WorkItemState


class WorkItem(CausedRow):
    """Something that a person must see or do. `kind` has its wording in messages.py ("work.<kind>")."""

    warehouse = models.ForeignKey("core.Warehouse", null=True, on_delete=models.PROTECT, related_name="work_items")
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=24)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=120)
    facts = models.JSONField(default=dict)
    is_urgent = models.BooleanField(default=False)
    stage = models.CharField(max_length=16, blank=True, default="")  # the stage held responsible [M34]
    state = models.CharField(max_length=8, choices=WorkItemState, default=WorkItemState.OPEN)
    owner = models.ForeignKey(
        "core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="work_items"
    )
    resolution = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    is_told = models.BooleanField(default=False)  # wms.notices has taken the last raising in

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id"],
                condition=~models.Q(state="resolved"),
                name="workitem_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["warehouse", "state", "created_at"], name="workitem_board"),
            models.Index(fields=["id"], name="workitem_untold", condition=models.Q(is_told=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_label}"
