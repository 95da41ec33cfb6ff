from django.db import migrations, models


class Migration(migrations.Migration):
    """A parcel on a bench is read together with the tote that the bench works off: a name for Django, no SQL."""

    dependencies = [
        ("core", "0013_pickup_address"),
        ("packing", "0010_calls_found_by_parcel"),
    ]

    operations = [
        migrations.AlterField(
            model_name="benchtote",
            name="station",
            field=models.OneToOneField(
                on_delete=models.deletion.PROTECT, related_name="bench_tote", to="core.station"
            ),
        ),
    ]
