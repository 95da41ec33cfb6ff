"""What a wave rule may ask of orders, how large its waves are, when it makes them, and what becomes of them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0004_floor_work'),
        ('picking', '0005_bulk_picking'),
    ]

    operations = [
        migrations.AddField(
            model_name='waverule',
            name='hours_from',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='hours_until',
            field=models.TimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='is_held_first',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='waverule',
            name='is_urgent',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='waverule',
            name='max_lines',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='max_units',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='max_volume_litres',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='on_get_work',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='waverule',
            name='pick_mode',
            field=models.CharField(choices=[('cluster', '边拣边分'), ('order', '一单一趟')], default='cluster', max_length=8),
        ),
        migrations.AddField(
            model_name='waverule',
            name='tags',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='waverule',
            name='threshold_orders',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='threshold_units',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='trolley_volume_litres',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='trolley_weight_kg',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='volume_from_cm3',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='volume_to_cm3',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='weekdays',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='waverule',
            name='weight_from_grams',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='weight_to_grams',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='waverule',
            name='zones',
            field=models.ManyToManyField(blank=True, related_name='+', to='inventory.zone'),
        ),
    ]
