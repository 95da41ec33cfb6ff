from django.db import migrations


class Migration(migrations.Migration):
    """A bench finds the call that it waits for by its parcel, no longer by a number kept beside it."""

    dependencies = [
        ("packing", "0009_handover_batches"),
    ]

    operations = [
        migrations.RemoveField(model_name="parcel", name="look_exchange"),
        migrations.RemoveField(model_name="waybill", name="exchange"),
    ]
