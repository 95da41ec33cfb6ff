from django.db import migrations, models


class Migration(migrations.Migration):
    """The audit is read by subject and by day."""

    dependencies = [("core", "0005_figure_override_author")]

    operations = [
        migrations.AddIndex("auditentry", models.Index(fields=["subject", "created_at"], name="audit_subject")),
        migrations.AddIndex("auditentry", models.Index(fields=["created_at"], name="audit_day")),
    ]
