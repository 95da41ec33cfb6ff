import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from wms.core.create_together import CreateTogether


class Migration(migrations.Migration):
    """The released set in one: an installation that holds all of what it replaces is left as it is."""

    replaces = [
        ('packing', '0001_initial'),
        ('packing', '0002_bench_tote'),
        ('packing', '0003_parcel_totes'),
    ]

    initial = True

    dependencies = [
        ('core', '0001_released'),
        ('inventory', '0001_released'),
        ('picking', '0001_released'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='BenchTote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('work_version', models.PositiveIntegerField(default=1)),
                    ('last_change_scan', models.UUIDField(blank=True, null=True)),
                    ('last_change_device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.device')),
                    ('station', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.station')),
                    ('tote', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.handlingunit')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Manifest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('work_version', models.PositiveIntegerField(default=1)),
                    ('last_change_scan', models.UUIDField(blank=True, null=True)),
                    ('number', models.CharField(max_length=24)),
                    ('carrier', models.CharField(max_length=60)),
                    ('state', models.CharField(choices=[('open', '装车中'), ('closed', '已交接')], default='open', max_length=8)),
                    ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('last_change_device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.device')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.station')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='manifests', to='core.warehouse')),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['warehouse', 'state', 'opened_at'], name='manifest_board')],
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'number'), name='manifest_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('device',), name='manifest_one_open_a_device')],
                },
            ),
            migrations.CreateModel(
                name='Parcel',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('work_version', models.PositiveIntegerField(default=1)),
                    ('last_change_scan', models.UUIDField(blank=True, null=True)),
                    ('number', models.CharField(max_length=24)),
                    ('state', models.CharField(choices=[('open', '核对中'), ('verified', '待面单'), ('labelled', '待贴单'), ('closed', '已封箱'), ('handed_over', '已交接'), ('cancelled', '已取消')], default='open', max_length=12)),
                    ('is_set_aside', models.BooleanField(default=False)),
                    ('is_blocked', models.BooleanField(default=False)),
                    ('is_intercepted', models.BooleanField(default=False)),
                    ('look_state', models.CharField(choices=[('pending', '查询中'), ('fine', '未取消'), ('cancelled', '已取消'), ('failed', '没查到')], default='pending', max_length=12)),
                    ('looked_at', models.DateTimeField(blank=True, null=True)),
                    ('look_exchange', models.PositiveBigIntegerField(blank=True, null=True)),
                    ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('verified_at', models.DateTimeField(blank=True, null=True)),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('handed_over_at', models.DateTimeField(blank=True, null=True)),
                    ('totes_missing', models.PositiveSmallIntegerField(default=0)),
                    ('carton', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.handlingunit')),
                    ('last_change_device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='core.device')),
                    ('order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='picking.order')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.station')),
                    ('tote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.handlingunit')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parcels', to='core.warehouse')),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['warehouse', 'state', 'opened_at'], name='parcel_board'), models.Index(fields=['tote'], name='parcel_tote')],
                    'constraints': [models.UniqueConstraint(fields=('warehouse', 'number'), name='parcel_number_once'), models.UniqueConstraint(condition=models.Q(('state', 'cancelled'), _negated=True), fields=('order',), name='parcel_live_once_an_order'), models.UniqueConstraint(condition=models.Q(('is_set_aside', False), ('state__in', ['open', 'verified', 'labelled'])), fields=('station',), name='parcel_one_a_bench')],
                },
            ),
            migrations.CreateModel(
                name='ManifestLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(blank=True, null=True)),
                    ('source', models.CharField(max_length=16)),
                    ('reference', models.CharField(blank=True, default='', max_length=120)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('manifest', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='packing.manifest')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('parcel', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='manifest_line', to='packing.parcel')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='ParcelLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('quantity', models.PositiveIntegerField()),
                    ('verified', models.PositiveIntegerField(default=0)),
                    ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='packing.parcel')),
                    ('sku', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.sku')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('parcel', 'sku'), name='parcelline_sku_once'), models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='parcelline_quantity_positive'), models.CheckConstraint(condition=models.Q(('verified__lte', models.F('quantity'))), name='parcelline_verified_within_quantity')],
                },
            ),
            migrations.CreateModel(
                name='ParcelMismatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(blank=True, null=True)),
                    ('source', models.CharField(max_length=16)),
                    ('reference', models.CharField(blank=True, default='', max_length=120)),
                    ('kind', models.CharField(choices=[('wrong', '错货'), ('extra', '多货'), ('missing', '少货'), ('label', '面单不符')], max_length=8)),
                    ('quantity', models.PositiveIntegerField(default=1)),
                    ('raw', models.CharField(blank=True, default='', max_length=512)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mismatches', to='packing.parcel')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('scanned_sku', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.sku')),
                    ('sku', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.sku')),
                ],
                options={
                    'ordering': ['pk'],
                    'indexes': [models.Index(fields=['created_at'], name='parcelmismatch_day')],
                },
            ),
            migrations.CreateModel(
                name='ParcelTote',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scanned_at', models.DateTimeField(blank=True, null=True)),
                    ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='totes', to='packing.parcel')),
                    ('tote', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.handlingunit')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('parcel', 'tote'), name='parceltote_once')],
                },
            ),
            migrations.CreateModel(
                name='ParcelUnit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(blank=True, null=True)),
                    ('source', models.CharField(max_length=16)),
                    ('reference', models.CharField(blank=True, default='', max_length=120)),
                    ('quantity', models.PositiveIntegerField()),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='packing.parcelline')),
                    ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='packing.parcel')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='packing.parcelunit')),
                ],
                options={
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Waybill',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('carrier', models.CharField(max_length=60)),
                    ('number', models.CharField(blank=True, db_index=True, default='', max_length=60)),
                    ('state', models.CharField(choices=[('requested', '已请求'), ('created', '已创建'), ('ready', '面单已取'), ('failed', '失败'), ('void', '已作废')], default='requested', max_length=10)),
                    ('failure', models.CharField(blank=True, default='', max_length=60)),
                    ('exchange', models.PositiveBigIntegerField(blank=True, null=True)),
                    ('label_pdf', models.BinaryField(blank=True, null=True)),
                    ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('created_at', models.DateTimeField(blank=True, null=True)),
                    ('ready_at', models.DateTimeField(blank=True, null=True)),
                    ('parcel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waybills', to='packing.parcel')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'void'), _negated=True), fields=('parcel',), name='waybill_live_once_a_parcel'), models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('carrier', 'number'), name='waybill_number_once_a_carrier')],
                },
            ),
            migrations.CreateModel(
                name='LabelPrint',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(blank=True, null=True)),
                    ('source', models.CharField(max_length=16)),
                    ('reference', models.CharField(blank=True, default='', max_length=120)),
                    ('copy', models.PositiveSmallIntegerField()),
                    ('reason', models.CharField(blank=True, default='', max_length=40)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('waybill', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='prints', to='packing.waybill')),
                ],
                options={
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('waybill', 'copy'), name='labelprint_copy_once')],
                },
            ),
        ]),
    ]
