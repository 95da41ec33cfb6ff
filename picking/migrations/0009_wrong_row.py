"""Wrong scans of one kind in a row are counted on the walk, and a lead's badge that ends the row is an event."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('picking', '0008_short_choice'),
    ]

    operations = [
        migrations.AddField(
            model_name='picklist',
            name='wrong_code',
            field=models.CharField(blank=True, default='', max_length=60),
        ),
        migrations.AddField(
            model_name='picklist',
            name='wrong_scans',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='pickevent',
            name='kind',
            field=models.CharField(choices=[('cart', 'cart'), ('slot', 'slot'), ('location', 'location'), ('item', 'item'), ('tote', 'tote'), ('lead', 'lead')], max_length=12),
        ),
    ]
