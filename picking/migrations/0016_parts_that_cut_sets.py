"""A set that only partly is there may be sent in two parts: its goods are told apart from its units."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('picking', '0015_manual_orders'),
    ]

    operations = [
        migrations.AddField(
            model_name='orderline',
            name='is_cut',
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
