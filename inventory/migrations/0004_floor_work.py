"""What the floor screens keep between two scans: the receipt of a receiver, a remembered code, a counter's tallies."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0003_stockcount_counted_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="movetask",
            name="receipt",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="inventory.inboundreceipt",
            ),
        ),
        migrations.AddField(
            model_name="movetask",
            name="remembered",
            field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="stockcount",
            name="begun_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="movetask",
            name="kind",
            field=models.CharField(
                choices=[("receive", "收货"), ("put_away", "上架"), ("move", "移库"), ("put_back", "放回")],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="CountTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.PositiveIntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                (
                    "count",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tallies", to="inventory.stockcount"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.lot",
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.sku"
                    ),
                ),
            ],
            options={
                "ordering": ["-changed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lot__isnull", False)),
                        fields=("count", "sku", "lot"),
                        name="counttally_once_with_lot",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lot__isnull", True)),
                        fields=("count", "sku"),
                        name="counttally_once_without_lot",
                    ),
                ],
            },
        ),
    ]
