from django.db import migrations

from wms.core.append_only import guard


class Migration(migrations.Migration):
    """Where an order went and why is evidence: written once, never edited."""

    dependencies = [("picking", "0010_split_orders"), ("core", "0002_append_only")]

    operations = [guard("picking_routingdecision")]
