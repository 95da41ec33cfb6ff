from django.db import migrations, models


class Migration(migrations.Migration):
    """A device's one enrolment link (hashed, with its end), when it was revoked, and what it tells of itself."""

    dependencies = [("core", "0003_person_credentials")]

    operations = [
        migrations.AddField("device", "revoked_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "device", "link_hash", models.CharField(blank=True, max_length=64, null=True, unique=True)
        ),
        migrations.AddField("device", "link_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("device", "app_version", models.CharField(blank=True, default="", max_length=40)),
        migrations.AddField("device", "waiting_scans", models.PositiveIntegerField(default=0)),
    ]
