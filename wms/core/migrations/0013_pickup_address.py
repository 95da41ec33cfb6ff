"""Where the platform's carrier comes for a warehouse's bags, and whom it calls."""

from django.db import migrations, models


def text(limit: int, default: str = "") -> models.CharField:
    return models.CharField(blank=True, default=default, max_length=limit)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0012_serials_at_receipt'),
    ]

    operations = [
        migrations.AddField(model_name='warehouse', name=f'pickup_{name}', field=text(limit, default))
        for name, limit, default in (
            ('contact', 60, ''),
            ('phone', 30, ''),
            ('country', 2, 'CN'),
            ('province', 60, ''),
            ('city', 60, ''),
            ('district', 60, ''),
            ('street', 200, ''),
            ('postcode', 20, ''),
        )
    ]
