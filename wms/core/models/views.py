"""Saved views: which filters of a list somebody wants to come back to."""

from __future__ import annotations

from django.db import models


class SavedView(models.Model):
    """A name for one address of a list. `query` is the address's filters, sort and page size, without its page."""

    person = models.ForeignKey("core.Person", on_delete=models.CASCADE, related_name="saved_views")
    warehouse = models.ForeignKey("core.Warehouse", on_delete=models.CASCADE, related_name="+")
    list_key = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True, default="")
    is_default = models.BooleanField(default=False)  # what its owner sees when he opens the list
    is_shared = models.BooleanField(default=False)  # everybody at the warehouse's desk sees it
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "warehouse", "list_key", "name"], name="savedview_name_once"),
            models.UniqueConstraint(
                fields=["person", "warehouse", "list_key"],
                condition=models.Q(is_default=True),
                name="savedview_default_once",
            ),
        ]
        indexes = [models.Index(fields=["warehouse", "list_key"], name="savedview_list")]

    def __str__(self) -> str:
        return f"{self.list_key}: {self.name}"
