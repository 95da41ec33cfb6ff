from django.db import migrations, models


class Migration(migrations.Migration):
    """After the reason of a short the picker chooses what to do: the reason waits, and a held task is remembered."""

    dependencies = [("picking", "0007_second_tote")]

    operations = [
        migrations.AddField(
            model_name="picklist",
            name="short_reason",
            field=models.CharField(blank=True, choices=[('out_of_stock', '库位没有了'), ('damaged', '货损坏'), ('wrong_item_in_place', '放错了货')], default='', max_length=24),
        ),
        migrations.AddField(
            model_name="picktask", name="is_held", field=models.BooleanField(default=False)
        ),
    ]
