"""Foreign keys of tables that grow need no index of their own where another one begins with them."""

from django.db import migrations

from wms.core.quiet_indexes import DropForeignKeyIndexes


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0014_prefix_indexes_only"),
        ("inventory", "0015_special_goods"),
    ]

    operations = [
        DropForeignKeyIndexes(
            [
                ("dailysnapshot", "warehouse"),
                ("serialevent", "serial"),
                ("stockmovement", "sku"),
                ("stockmovement", "warehouse"),
                ("skustock", "warehouse"),
            ]
        ),
    ]
