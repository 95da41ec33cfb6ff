from django.db import migrations

from wms.core.append_only import guard


class Migration(migrations.Migration):
    """What happened to a serial number is written once, never edited."""

    dependencies = [("inventory", "0009_serial_numbers"), ("core", "0001_released")]

    operations = [guard("inventory_serialevent")]
