"""What is new is found without reading what is old."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0008_work_item_is_told"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(condition=models.Q(("is_told", False)), fields=["id"], name="workitem_untold"),
        ),
    ]
