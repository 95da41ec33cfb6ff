"""[M18] What a shop hands in to have a warehouse admitted: papers with their numbers and expiry dates."""

from __future__ import annotations

from django.db import models

from wms.core.models import CausedRow


class OnboardingPaper(CausedRow):
    """One paper of one shop for one warehouse. `file` is a name under MEDIA_ROOT/onboarding, never what a person wrote.

    Certification is the one with a consequence: its date is the warehouse's [M2].
    """

    class Kind(models.TextChoices):
        LICENCE = "licence", "营业执照"
        IDENTITY = "identity", "法人身份证件"
        LOGISTICS = "logistics", "物流备案"
        ADDRESS = "address", "仓库地址证明"
        CONTACT = "contact", "仓库联系人"
        SCREENSHOT = "screenshot", "系统截图"
        CERTIFICATION = "certification", "仓库认证"

    shop = models.ForeignKey("core.Shop", on_delete=models.CASCADE, related_name="onboarding_papers")
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.CASCADE, related_name="onboarding_papers")
    kind = models.CharField(max_length=16, choices=Kind)
    number = models.CharField(max_length=120, blank=True, default="")  # of the licence, the filing; a contact's name
    expires_on = models.DateField(null=True, blank=True)
    file = models.CharField(max_length=80, blank=True, default="")
    original_name = models.CharField(max_length=120, blank=True, default="")
    content_type = models.CharField(max_length=40, blank=True, default="")
    size_bytes = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["shop_id", "warehouse_id", "kind"]
        constraints = [models.UniqueConstraint(fields=["shop", "warehouse", "kind"], name="onboardingpaper_once")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.shop_id} at {self.warehouse_id}"
