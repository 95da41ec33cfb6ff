"""The print queue (打印队列): each paper that was asked for, from the asking to the paper, and each time again."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone

from wms.core.models.base import CausedRow
from wms.core.states import PrintState


class PrintJob(CausedRow):
    """One print of one document. `copy` counts the prints of a `subject` from 1; from 2 on it is a reprint (补打).

    `content` is the PDF where it was made once; else the maker of the `kind` makes it (printing/kinds.py).
    """

    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16)  # a key of wms.core.printing.kinds.KINDS
    subject = models.CharField(max_length=80)  # "waybill:12"
    title = models.CharField(max_length=120)  # what is printed, as people call it: the waybill's number
    printer = models.ForeignKey("core.Printer", null=True, blank=True, on_delete=models.PROTECT, related_name="jobs")
    station = models.ForeignKey("core.Station", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(null=True, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)
    copy = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=16, blank=True, default="")  # of wms.core.printing.kinds.REASONS
    words = models.CharField(max_length=80, blank=True, default="")  # the person's own words for it
    state = models.CharField(max_length=10, choices=PrintState, default=PrintState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=40, blank=True, default="")  # a code of core/messages/printing.py
    name = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # what an IPP printer knows it by
    remote_id = models.PositiveIntegerField(null=True, blank=True)  # the number that an IPP printer gave it
    exchange = models.PositiveBigIntegerField(null=True, blank=True, unique=True)  # its call; empty: by the browser
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)  # just before the first byte left
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "copy"], name="printjob_copy_once")]
        indexes = [
            models.Index(fields=["warehouse", "-created_at"], name="printjob_newest"),
            models.Index(
                fields=["warehouse", "state"],
                name="printjob_open",
                condition=models.Q(state__in=["queued", "sending", "failed", "unknown"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} #{self.copy}"

    @property
    def reprint(self) -> int:
        """Which reprint this is; 0 for the first print."""
        return self.copy - 1

    @property
    def goes_by_browser(self) -> bool:
        """Is it for whoever has its PDF on a page to print it? Such a job has no call."""
        return self.exchange is None
