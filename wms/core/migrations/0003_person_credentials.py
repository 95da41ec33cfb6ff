from django.db import migrations, models


class Migration(migrations.Migration):
    """A password that must be changed, and the moment from which a person's floor tokens count."""

    dependencies = [("core", "0002_append_only")]

    operations = [
        migrations.AddField("person", "must_change_password", models.BooleanField(default=False)),
        migrations.AddField("person", "tokens_from", models.DateTimeField(blank=True, null=True)),
    ]
