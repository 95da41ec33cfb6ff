from django.db import migrations

from wms.api.feed import SOURCES, listen


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_tokens_and_feed"),
        ("core", "0001_initial"),
        ("inventory", "0001_initial"),
        ("picking", "0001_initial"),
        ("packing", "0001_initial"),
    ]

    operations = [listen(source) for source in SOURCES]
