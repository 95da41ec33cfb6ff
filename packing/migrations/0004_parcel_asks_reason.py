from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('packing', '0001_released'),
    ]

    operations = [
        migrations.AddField(
            model_name='parcel',
            name='asks_reason',
            field=models.BooleanField(default=False),
        ),
    ]
