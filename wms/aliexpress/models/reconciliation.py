"""[M24] Comparing the ledger with the platform and the last count: one run a shop, and what differed."""

from __future__ import annotations

from django.db import models

from wms.core.models import CausedRow


class Reconciliation(CausedRow):
    """One comparison of a whole shop; it has ended when `ended_at` is set, and is worth nothing when `code` is."""

    account = models.ForeignKey("aliexpress.ShopAccount", on_delete=models.CASCADE, related_name="reconciliations")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    compared = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=60, blank=True, default="")  # why it could not be ended

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "started_at"], name="reconciliation_shop")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_at:%Y-%m-%d %H:%M}"


class StockDifference(models.Model):
    """One binding whose front shows something else than the ledger allows, with the cause that a rule suggests."""

    class Cause(models.TextChoices):
        UNBOUND = "unbound", "未校验"
        UNKNOWN_THERE = "unknown_there", "平台没有"
        REFUSED = "refused", "平台拒收"
        LATE_PUSH = "late_push", "推送未到"
        COUNT_PENDING = "count_pending", "待盘点"
        SLIP = "slip", "拉单与推送之间"
        MANUAL = "manual", "平台上有人改"

    run = models.ForeignKey(Reconciliation, on_delete=models.CASCADE, related_name="differences")
    binding = models.ForeignKey("inventory.SkuBinding", on_delete=models.CASCADE, related_name="+")
    cause = models.CharField(max_length=16, choices=Cause)
    ours = models.PositiveIntegerField()
    there = models.PositiveIntegerField(null=True, blank=True)
    told = models.PositiveIntegerField(null=True, blank=True)  # what the front was told last
    counted = models.IntegerField(null=True, blank=True)  # counted less booked at the last count of these goods
    counted_at = models.DateTimeField(null=True, blank=True)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey("core.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "cause"], name="stockdifference_cause")]

    def __str__(self) -> str:
        return f"{self.binding_id}: {self.ours} / {self.there} {self.cause}"
