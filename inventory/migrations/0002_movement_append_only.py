from django.db import migrations

from wms.core.append_only import guard


class Migration(migrations.Migration):
    """The ledger is written once: a mistake is corrected by a reversing row."""

    dependencies = [("inventory", "0001_initial"), ("core", "0002_append_only")]

    operations = [guard("inventory_stockmovement")]
