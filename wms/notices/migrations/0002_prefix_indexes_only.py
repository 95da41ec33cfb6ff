"""Foreign keys of tables that grow need no index of their own where another one begins with them."""

from django.db import migrations

from wms.core.quiet_indexes import DropForeignKeyIndexes


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0014_prefix_indexes_only"),
        ("notices", "0001_notices"),
    ]

    operations = [
        DropForeignKeyIndexes(
            [
                ("escalation", "notice"),
                ("notice", "warehouse"),
            ]
        ),
    ]
