"""Foreign keys of tables that grow need no index of their own where another one begins with them."""

from django.db import migrations

from wms.core.quiet_indexes import DropForeignKeyIndexes


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("aliexpress", "0004_hs_countries"),
    ]

    operations = [
        DropForeignKeyIndexes(
            [
                ("evidence", "account"),
                ("stockpush", "account"),
                ("stockupdate", "account"),
                ("stockupdate", "push"),
            ]
        ),
    ]
