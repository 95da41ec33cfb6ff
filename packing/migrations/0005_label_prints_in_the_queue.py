"""The prints of labels become jobs of the one print queue: counted there, with their reasons."""

import uuid

from django.db import migrations

CHUNK = 1000
CAUSE = ["person_id", "device_id", "scan_id", "source", "reference"]


def into_the_queue(apps, schema_editor):
    label_prints, jobs = apps.get_model("packing", "LabelPrint"), apps.get_model("core", "PrintJob")
    rows = label_prints.objects.select_related("waybill__parcel").defer("waybill__label_pdf").order_by("pk")
    made = (
        jobs(
            warehouse_id=row.waybill.parcel.warehouse_id,
            kind="waybill",
            subject=f"waybill:{row.waybill_id}",
            title=row.waybill.number,
            station_id=row.waybill.parcel.station_id,
            copy=row.copy,
            reason="other" if row.copy > 1 else "",
            words=row.reason,
            state="printed",
            attempts=1,
            name=uuid.uuid4(),
            created_at=row.created_at,
            ended_at=row.created_at,
            **{name: getattr(row, name) for name in CAUSE},
        )
        for row in rows.iterator(chunk_size=CHUNK)
    )
    jobs.objects.bulk_create(made, batch_size=CHUNK)


def out_of_the_queue(apps, schema_editor):
    label_prints, jobs = apps.get_model("packing", "LabelPrint"), apps.get_model("core", "PrintJob")
    known = set(apps.get_model("packing", "Waybill").objects.values_list("pk", flat=True))
    rows = [row for row in jobs.objects.filter(kind="waybill").order_by("pk") if int(row.subject[8:]) in known]
    label_prints.objects.bulk_create(
        [
            label_prints(
                waybill_id=int(row.subject[8:]),
                copy=row.copy,
                reason=(row.words or row.reason)[:40],
                created_at=row.created_at,
                **{name: getattr(row, name) for name in CAUSE},
            )
            for row in rows
        ],
        batch_size=CHUNK,
    )
    jobs.objects.filter(kind="waybill").delete()


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0011_print_queue'),
        ('packing', '0004_parcel_asks_reason'),
    ]

    operations = [
        migrations.RunPython(into_the_queue, out_of_the_queue),
        migrations.DeleteModel(
            name='LabelPrint',
        ),
    ]
