import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import wms.core.models.places
from django.conf import settings
from django.db import migrations, models

from wms.core.append_only import guard, prepare
from wms.core.create_together import CreateTogether


class Migration(migrations.Migration):
    """The released set in one: an installation that holds all of what it replaces is left as it is."""

    replaces = [
        ('core', '0001_initial'),
        ('core', '0002_append_only'),
        ('core', '0003_person_credentials'),
        ('core', '0004_device_links_and_reports'),
        ('core', '0005_figure_override_author'),
        ('core', '0006_audit_indexes'),
        ('core', '0007_saved_views'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateTogether([
            migrations.CreateModel(
                name='Printer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=16, unique=True)),
                    ('name', models.CharField(max_length=60)),
                    ('dpi', models.PositiveSmallIntegerField(default=203)),
                    ('is_active', models.BooleanField(default=True)),
                ],
            ),
            migrations.CreateModel(
                name='Throttle',
                fields=[
                    ('key', models.CharField(max_length=80, primary_key=True, serialize=False)),
                    ('next_at', models.DateTimeField()),
                    ('stock_next_at', models.DateTimeField()),
                    ('urgent_until', models.DateTimeField(blank=True, null=True)),
                    ('banned_until', models.DateTimeField(blank=True, null=True)),
                ],
            ),
            migrations.CreateModel(
                name='Warehouse',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=16, unique=True)),
                    ('name_zh', models.CharField(max_length=80)),
                    ('name_en', models.CharField(max_length=80)),
                    ('kind', models.CharField(choices=[('own', '自有仓'), ('overseas_platform', '平台海外仓'), ('overseas_seller', '商家海外仓'), ('overseas_partner', '合作海外仓'), ('consolidation', '集运仓')], default='own', max_length=24)),
                    ('platform_code', models.CharField(blank=True, default='', max_length=40)),
                    ('time_zone', models.CharField(default='Asia/Shanghai', max_length=40, validators=[wms.core.models.places.check_time_zone])),
                    ('is_active', models.BooleanField(default=True)),
                    ('allows_negative_outbound', models.BooleanField(default=False)),
                    ('certified_until_on', models.DateField(blank=True, null=True)),
                ],
                options={
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('name', models.CharField(max_length=60)),
                    ('badge', models.CharField(blank=True, max_length=12, null=True, unique=True)),
                    ('pin_hash', models.CharField(blank=True, default='', max_length=128)),
                    ('language', models.CharField(default='zh-hans', max_length=8)),
                    ('theme', models.CharField(default='light', max_length=8)),
                    ('must_change_password', models.BooleanField(default=False)),
                    ('tokens_from', models.DateTimeField(blank=True, null=True)),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'ordering': ['username'],
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('lane', models.CharField(max_length=60)),
                    ('state', models.CharField(choices=[('pending', 'pending'), ('leased', 'leased'), ('done', 'done'), ('parked', 'parked')], default='pending', max_length=8)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('next_at', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('lease_token', models.UUIDField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, default='', max_length=500)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('topic', models.CharField(max_length=60)),
                    ('key', models.CharField(max_length=80)),
                    ('subscriber', models.CharField(max_length=80)),
                    ('facts', models.JSONField(default=dict)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['pending', 'leased'])), fields=['lane', 'next_at'], name='message_due')],
                },
            ),
            migrations.CreateModel(
                name='Station',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=12, unique=True)),
                    ('name_zh', models.CharField(max_length=60)),
                    ('name_en', models.CharField(max_length=60)),
                    ('is_active', models.BooleanField(default=True)),
                    ('printer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='core.printer')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stations', to='core.warehouse')),
                ],
            ),
            migrations.CreateModel(
                name='Device',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=16, unique=True)),
                    ('name', models.CharField(max_length=60)),
                    ('kind', models.CharField(choices=[('handheld', '手持终端'), ('station', '打包台')], default='handheld', max_length=12)),
                    ('token_hash', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                    ('is_active', models.BooleanField(default=True)),
                    ('enrolled_at', models.DateTimeField(blank=True, null=True)),
                    ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                    ('revoked_at', models.DateTimeField(blank=True, null=True)),
                    ('link_hash', models.CharField(blank=True, max_length=64, null=True, unique=True)),
                    ('link_until', models.DateTimeField(blank=True, null=True)),
                    ('app_version', models.CharField(blank=True, default='', max_length=40)),
                    ('waiting_scans', models.PositiveIntegerField(default=0)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='devices', to=settings.AUTH_USER_MODEL)),
                    ('station', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='devices', to='core.station')),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='core.warehouse')),
                ],
                options={
                    'ordering': ['code'],
                },
            ),
            migrations.CreateModel(
                name='Shop',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=16, unique=True)),
                    ('name', models.CharField(max_length=80)),
                    ('channel', models.CharField(choices=[('aliexpress', 'AliExpress'), ('manual', '人工')], default='aliexpress', max_length=16)),
                    ('is_active', models.BooleanField(default=True)),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shops', to='core.warehouse')),
                ],
                options={
                    'ordering': ['code'],
                },
            ),
            migrations.AddField(
                model_name='printer',
                name='warehouse',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='printers', to='core.warehouse'),
            ),
            migrations.CreateModel(
                name='BadgeLock',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('badge', models.CharField(max_length=40)),
                    ('failures', models.PositiveSmallIntegerField(default=0)),
                    ('locked_until', models.DateTimeField(blank=True, null=True)),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='core.device')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('badge', 'device'), name='badgelock_pair_once')],
                },
            ),
            migrations.CreateModel(
                name='DeviceRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('run', models.CharField(max_length=40)),
                    ('last_seq', models.PositiveBigIntegerField(default=0)),
                    ('started_at', models.DateTimeField(auto_now_add=True)),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='core.device')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('device', 'run'), name='devicerun_once')],
                },
            ),
            migrations.CreateModel(
                name='Exchange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(blank=True, null=True)),
                    ('source', models.CharField(max_length=16)),
                    ('reference', models.CharField(blank=True, default='', max_length=120)),
                    ('lane', models.CharField(max_length=60)),
                    ('state', models.CharField(choices=[('pending', 'pending'), ('leased', 'leased'), ('done', 'done'), ('parked', 'parked')], default='pending', max_length=8)),
                    ('attempts', models.PositiveIntegerField(default=0)),
                    ('next_at', models.DateTimeField()),
                    ('lease_until', models.DateTimeField(blank=True, null=True)),
                    ('lease_token', models.UUIDField(blank=True, null=True)),
                    ('last_error', models.CharField(blank=True, default='', max_length=500)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('handler', models.CharField(max_length=60)),
                    ('subject', models.CharField(max_length=80)),
                    ('facts', models.JSONField(default=dict)),
                    ('is_suspect', models.BooleanField(default=False)),
                    ('outcome', models.CharField(blank=True, default='', max_length=60)),
                    ('result', models.JSONField(default=dict)),
                    ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('state__in', ['pending', 'leased'])), fields=['lane', 'next_at'], name='exchange_due'), models.Index(fields=['subject', 'state'], name='exchange_subject')],
                },
            ),
            migrations.CreateModel(
                name='ScanReceipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField()),
                    ('run', models.CharField(max_length=40)),
                    ('seq', models.PositiveBigIntegerField()),
                    ('fingerprint', models.CharField(max_length=64)),
                    ('verdict', models.CharField(choices=[('ok', 'ok'), ('refused', 'refused'), ('stale', 'stale'), ('gap', 'gap'), ('conflict', 'conflict')], default='', max_length=8)),
                    ('code', models.CharField(default='', max_length=60)),
                    ('facts', models.JSONField(default=dict)),
                    ('left_work', models.CharField(blank=True, default='', max_length=40)),
                    ('left_version', models.PositiveIntegerField(default=0)),
                    ('ended', models.BooleanField(default=False)),
                    ('judged_at', models.DateTimeField(auto_now_add=True)),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='core.device')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('device', 'scan_id'), name='scanreceipt_scan_once'), models.UniqueConstraint(fields=('device', 'run', 'seq'), name='scanreceipt_seq_once')],
                },
            ),
            migrations.CreateModel(
                name='ScanEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(db_index=True)),
                    ('screen', models.CharField(max_length=24)),
                    ('stage', models.CharField(max_length=16)),
                    ('step', models.CharField(max_length=24)),
                    ('work', models.CharField(blank=True, default='', max_length=40)),
                    ('raw', models.CharField(max_length=512)),
                    ('symbology', models.CharField(blank=True, default='', max_length=16)),
                    ('parsed', models.JSONField(default=dict)),
                    ('verdict', models.CharField(choices=[('ok', 'ok'), ('refused', 'refused'), ('stale', 'stale'), ('gap', 'gap'), ('conflict', 'conflict')], max_length=8)),
                    ('code', models.CharField(max_length=60)),
                    ('facts', models.JSONField(default=dict)),
                    ('is_wrong', models.BooleanField(default=False)),
                    ('sku_code', models.CharField(blank=True, db_index=True, default='', max_length=64)),
                    ('scanned_sku_code', models.CharField(blank=True, default='', max_length=64)),
                    ('location_code', models.CharField(blank=True, db_index=True, default='', max_length=40)),
                    ('order_number', models.CharField(blank=True, db_index=True, default='', max_length=40)),
                    ('captured_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('milliseconds', models.PositiveIntegerField(default=0)),
                    ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.warehouse')),
                ],
                options={
                    'indexes': [models.Index(fields=['warehouse', 'received_at'], name='scanevent_day'), models.Index(fields=['warehouse', 'stage', 'is_wrong', 'received_at'], name='scanevent_wrong'), models.Index(fields=['work'], name='scanevent_work')],
                },
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('list_key', models.CharField(max_length=40)),
                    ('name', models.CharField(max_length=40)),
                    ('query', models.CharField(blank=True, default='', max_length=1000)),
                    ('is_default', models.BooleanField(default=False)),
                    ('is_shared', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                    ('warehouse', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.warehouse')),
                ],
                options={
                    'ordering': ['name', 'pk'],
                    'indexes': [models.Index(fields=['warehouse', 'list_key'], name='savedview_list')],
                    'constraints': [models.UniqueConstraint(fields=('person', 'warehouse', 'list_key', 'name'), name='savedview_name_once'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('person', 'warehouse', 'list_key'), name='savedview_default_once')],
                },
            ),
            migrations.CreateModel(
                name='FigureOverride',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60)),
                    ('value', models.DecimalField(decimal_places=4, max_digits=14)),
                    ('reason', models.CharField(blank=True, default='', max_length=200)),
                    ('set_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('shop', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.shop')),
                    ('warehouse', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.warehouse')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('warehouse', None), ('shop', None), _connector='XOR'), name='figure_has_one_owner'), models.UniqueConstraint(condition=models.Q(('shop', None)), fields=('name', 'warehouse'), name='figure_once_a_warehouse'), models.UniqueConstraint(condition=models.Q(('warehouse', None)), fields=('name', 'shop'), name='figure_once_a_shop')],
                },
            ),
            migrations.CreateModel(
                name='AuditEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(blank=True, null=True)),
                    ('source', models.CharField(max_length=16)),
                    ('reference', models.CharField(blank=True, default='', max_length=120)),
                    ('action', models.CharField(max_length=60)),
                    ('subject', models.CharField(max_length=120)),
                    ('before', models.JSONField(default=dict)),
                    ('after', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('warehouse', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.warehouse')),
                ],
                options={
                    'abstract': False,
                    'indexes': [models.Index(fields=['subject', 'created_at'], name='audit_subject'), models.Index(fields=['created_at'], name='audit_day')],
                },
            ),
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('picker', '拣货员'), ('packer', '打包员'), ('receiver', '收货员'), ('stock_keeper', '库管'), ('manager', '仓库经理'), ('operator', '运营'), ('administrator', '管理员')], max_length=16)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                    ('warehouse', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='core.warehouse')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'warehouse', 'role'), name='assignment_once'), models.UniqueConstraint(condition=models.Q(('warehouse', None)), fields=('person', 'role'), name='assignment_everywhere_once')],
                },
            ),
            migrations.CreateModel(
                name='WorkItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('scan_id', models.UUIDField(blank=True, null=True)),
                    ('source', models.CharField(max_length=16)),
                    ('reference', models.CharField(blank=True, default='', max_length=120)),
                    ('kind', models.CharField(max_length=40)),
                    ('subject_type', models.CharField(max_length=24)),
                    ('subject_id', models.CharField(max_length=40)),
                    ('subject_label', models.CharField(max_length=120)),
                    ('facts', models.JSONField(default=dict)),
                    ('is_urgent', models.BooleanField(default=False)),
                    ('stage', models.CharField(blank=True, default='', max_length=16)),
                    ('state', models.CharField(choices=[('open', '待处理'), ('claimed', '处理中'), ('resolved', '已解决')], default='open', max_length=8)),
                    ('resolution', models.CharField(blank=True, default='', max_length=200)),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('resolved_at', models.DateTimeField(blank=True, null=True)),
                    ('device', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='core.device')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='work_items', to=settings.AUTH_USER_MODEL)),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('warehouse', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_items', to='core.warehouse')),
                ],
                options={
                    'indexes': [models.Index(fields=['warehouse', 'state', 'created_at'], name='workitem_board')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'resolved'), _negated=True), fields=('kind', 'subject_type', 'subject_id'), name='workitem_open_once')],
                },
            ),
        ]),
        prepare(),
        guard('core_auditentry'),
        guard('core_scanevent'),
    ]
