from django.db import migrations

from wms.core.append_only import guard


class Migration(migrations.Migration):
    """[M15] What was exchanged is evidence: written once, never edited, deleted by retention only."""

    dependencies = [("aliexpress", "0002_evidence_recipients_and_tokens"), ("core", "0002_append_only")]

    operations = [guard("aliexpress_evidencekey"), guard("aliexpress_evidence")]
