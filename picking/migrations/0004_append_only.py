from django.db import migrations

from wms.core.append_only import guard


class Migration(migrations.Migration):
    """What happened to an order, and what was taken back in a walk, is evidence: written once, never edited."""

    dependencies = [("picking", "0003_wave_control"), ("core", "0002_append_only")]

    operations = [guard("picking_orderhistory"), guard("picking_pickevent")]
