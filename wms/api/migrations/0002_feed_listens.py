from django.db import migrations

from wms.api.feed import SOURCES, listen


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0001_tokens_and_feed"),
        ("core", "0001_released"),
        ("inventory", "0001_released"),
        ("picking", "0001_released"),
        ("packing", "0001_released"),
    ]

    operations = [listen(source) for source in SOURCES]
