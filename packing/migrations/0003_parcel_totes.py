"""An order in two totes is one parcel: the bench knows which totes it asks for and which it has seen."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inventory', '0006_binding_workbench'),
        ('packing', '0002_bench_tote'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='totes_missing',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='ParcelTote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scanned_at', models.DateTimeField(blank=True, null=True)),
                ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='totes', to='packing.parcel')),
                ('tote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.handlingunit')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('parcel', 'tote'), name='parceltote_once')],
            },
        ),
    ]
