import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who set a figure, when, and why."""

    dependencies = [("core", "0004_device_links_and_reports")]

    operations = [
        migrations.AddField(
            "figureoverride",
            "person",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "figureoverride", "reason", models.CharField(blank=True, default="", max_length=200)
        ),
        migrations.AddField(
            "figureoverride", "set_at", models.DateTimeField(default=django.utils.timezone.now)
        ),
    ]
