from django.db import migrations

from wms.core.append_only import guard, prepare


class Migration(migrations.Migration):
    """Audit entries and scan events are evidence: written once, never edited."""

    dependencies = [("core", "0001_initial")]

    operations = [prepare(), guard("core_auditentry"), guard("core_scanevent")]
