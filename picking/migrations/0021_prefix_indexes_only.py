"""Foreign keys of tables that grow need no index of their own where another one begins with them."""

from django.db import migrations

from wms.core.quiet_indexes import DropForeignKeyIndexes


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("core", "0014_prefix_indexes_only"),
        ("inventory", "0016_prefix_indexes_only"),
        ("picking", "0020_split_large"),
    ]

    operations = [
        DropForeignKeyIndexes(
            [
                ("order", "shop"),
                ("order", "warehouse"),
                ("orderitem", "line"),
                ("orderline", "order"),
                ("pickevent", "pick_list"),
                ("picklist", "warehouse"),
                ("picklist", "wave"),
                ("picktask", "location"),
                ("picktask", "order"),
                ("picktask", "pick_list"),
            ]
        ),
        migrations.RemoveIndex("order", "order_wave"),  # these three are their foreign keys' own, once more
        migrations.RemoveIndex("orderhistory", "orderhistory_order"),
        migrations.RemoveIndex("pickslot", "pickslot_order"),
    ]
