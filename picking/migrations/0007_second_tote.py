from django.db import migrations, models


class Migration(migrations.Migration):
    """A tote that is full stays its order's, and the order goes on in a fresh one in the same slot."""

    dependencies = [("picking", "0006_wave_rule_filters")]

    operations = [
        migrations.RemoveConstraint(model_name="pickslot", name="pickslot_position_once"),
        migrations.RemoveConstraint(model_name="pickslot", name="pickslot_order_once_a_list"),
        migrations.AddField(
            model_name="picklist", name="is_changing_tote", field=models.BooleanField(default=False)
        ),
        migrations.AddField(
            model_name="pickslot", name="full_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="pickslot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("full_at", None)), fields=("pick_list", "position"), name="pickslot_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pickslot",
            constraint=models.UniqueConstraint(
                condition=models.Q(("full_at", None)), fields=("pick_list", "order"), name="pickslot_order_once_a_list"
            ),
        ),
    ]
