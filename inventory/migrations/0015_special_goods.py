"""What carriers must know of goods before they take them; a SKU that is there already is none of it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("inventory", "0014_floor_walls"),
    ]

    operations = [
        migrations.AddField(
            model_name="sku",
            name="battery",
            field=models.CharField(
                choices=[("none", "无"), ("inside", "含电池"), ("alone", "纯电池")],
                db_default="none",
                default="none",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="sku",
            name="is_solid_cosmetic",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="sku",
            name="is_fragile",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="sku",
            name="is_special_goods",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
