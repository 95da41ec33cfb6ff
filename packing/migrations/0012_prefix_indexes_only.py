"""Foreign keys of tables that grow need no index of their own where another one begins with them."""

from django.db import migrations

from wms.core.quiet_indexes import DropForeignKeyIndexes


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0014_prefix_indexes_only"),
        ("inventory", "0016_prefix_indexes_only"),
        ("packing", "0011_bench_tote_of_station"),
    ]

    operations = [
        DropForeignKeyIndexes(
            [
                ("parcel", "warehouse"),
                ("parcelline", "parcel"),
                ("parceltote", "parcel"),
            ]
        ),
        migrations.RemoveIndex("parcel", "parcel_tote"),  # its foreign key's own, once more
    ]
