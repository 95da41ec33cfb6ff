"""Single-unit orders are picked in sums: many orders share one tote until the bench tells them apart."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0004_floor_work'),
        ('picking', '0004_append_only'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='pickslot',
            name='pickslot_tote_in_one_slot',
        ),
        migrations.AddField(
            model_name='picklist',
            name='is_bulk',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='pickslot',
            name='is_shared',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='wave',
            name='is_bulk',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='waverule',
            name='is_bulk',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='pickslot',
            constraint=models.UniqueConstraint(condition=models.Q(('is_shared', False), ('released_at', None)), fields=('handling_unit',), name='pickslot_tote_in_one_slot'),
        ),
    ]
