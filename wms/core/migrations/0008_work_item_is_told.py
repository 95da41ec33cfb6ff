"""Which raisings of work items the notices have taken in; what is there already was seen by people long ago."""

from django.db import migrations, models


def nothing_is_news(apps, schema_editor):
    apps.get_model("core", "WorkItem").objects.update(is_told=True)


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0001_released"),
    ]

    operations = [
        migrations.AddField(
            model_name="workitem",
            name="is_told",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(nothing_is_news, migrations.RunPython.noop),
    ]
