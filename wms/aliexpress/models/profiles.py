"""What a dry run of a method profile found, before a shop's stock may go by it."""

from __future__ import annotations

from django.db import models

from wms.aliexpress.states import MethodProfile
from wms.core.models import CausedRow


class ProfileCheck(CausedRow):
    """One dry run: read-only calls and a payload that was built and judged here, nothing pushed. Never changed."""

    account = models.ForeignKey("aliexpress.ShopAccount", on_delete=models.CASCADE, related_name="profile_checks")
    profile = models.CharField(max_length=20, choices=MethodProfile)
    is_fine = models.BooleanField()
    findings = models.JSONField(default=list)  # [{"step", "code"}]; a step that passed has an empty code
    payload = models.JSONField(default=dict)  # what would have been sent
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "profile", "checked_at"], name="profilecheck_newest")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.profile} {self.is_fine}"

    @property
    def first_problem(self) -> str:
        """The code of the first step that did not pass; empty when all did."""
        return next((str(finding["code"]) for finding in self.findings if finding["code"]), "")
