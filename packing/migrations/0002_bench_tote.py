"""What stands on a bench is a work of its own: the shared tote that parcels are packed from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0007_saved_views'),
        ('inventory', '0004_floor_work'),
        ('packing', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BenchTote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work_version', models.PositiveIntegerField(default=1)),
                ('last_change_scan', models.UUIDField(blank=True, null=True)),
                ('last_change_device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.device')),
                ('station', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.station')),
                ('tote', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.handlingunit')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
