from django.db import migrations, models

from wms.core.quiet_indexes import AddIndexQuietly


class Migration(migrations.Migration):
    """Documents and rare reasons are found among a million movements; PostgreSQL builds while people work."""

    atomic = False

    dependencies = [("inventory", "0006_binding_workbench")]

    operations = [
        AddIndexQuietly(
            "stockmovement",
            models.Index(
                fields=["warehouse", "note", "created_at"],
                name="movement_document",
                condition=models.Q(("note", ""), _negated=True),
            ),
        ),
        AddIndexQuietly(
            "stockmovement",
            models.Index(
                fields=["warehouse", "created_at"],
                name="movement_rare",
                condition=models.Q(
                    ("reason__in", ["receive", "put_away", "move", "take", "carry", "ship"]), _negated=True
                ),
            ),
        ),
    ]
