"""What a manager may do to a wave and its lists: hold, put first, abort, reserve for a picker."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('picking', '0002_walk_trail'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='picklist',
            name='reserved_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='picklist',
            name='reserved_for',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='wave',
            name='abort_way',
            field=models.CharField(blank=True, choices=[('finish', '拣了的做完'), ('put_back', '拣了的放回')], default='', max_length=8),
        ),
        migrations.AddField(
            model_name='wave',
            name='held_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='wave',
            name='is_aborting',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='wave',
            name='is_urgent',
            field=models.BooleanField(default=False),
        ),
    ]
