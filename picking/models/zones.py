"""Zones that totes are passed on through (分区接力): where they are laid for the next picker, and who picks there."""

from __future__ import annotations

from django.db import models


class PickZone(models.Model):
    """How a zone takes part: its pass point (接力点), where totes wait for it, and its people.

    A person of no zone picks in all of them.
    """

    zone = models.OneToOneField("inventory.Zone", on_delete=models.CASCADE, related_name="+")
    point = models.ForeignKey("inventory.Location", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    people = models.ManyToManyField("core.Person", blank=True, related_name="+")

    class Meta:
        ordering = ["zone"]

    def __str__(self) -> str:
        return f"{self.zone_id}"
