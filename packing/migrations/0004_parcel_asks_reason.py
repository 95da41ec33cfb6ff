from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('packing', '0003_parcel_totes'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='asks_reason',
            field=models.BooleanField(default=False),
        ),
    ]
