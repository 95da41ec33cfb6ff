"""Celery's own settings (reference figures: docs/adr/0005). Retry times live in rows, never here."""

from django.conf import settings
from kombu import Queue

from wms.schedule import BEAT

task_default_queue = "default"
task_queues = [Queue("default"), Queue("exchange"), Queue("wave")]
task_acks_late = True
task_reject_on_worker_lost = True
worker_prefetch_multiplier = 1
task_ignore_result = True
task_serializer = "json"
accept_content = ["json"]
task_time_limit = 300
task_soft_time_limit = 240
worker_max_tasks_per_child = 1000
worker_cancel_long_running_tasks_on_connection_loss = True
worker_hijack_root_logger = False
worker_enable_remote_control = False  # a worker that answers pings may still not consume: health is the outbox's age
broker_connection_retry_on_startup = True
enable_utc = True
timezone = "UTC"
beat_schedule = BEAT
beat_scheduler = "celery.beat:Scheduler"  # keeps nothing: every entry is a sweep, due again soon after a start

if settings.REDIS_URL:
    broker_url = settings.REDIS_URL
    broker_transport_options = {
        "visibility_timeout": 600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }
else:
    broker_url = "filesystem://localhost"
    broker_transport = "wms.core.nudges:Transport"
    broker_transport_options = {
        "data_folder_in": str(settings.BROKER_DIR),
        "data_folder_out": str(settings.BROKER_DIR),
        "polling_interval": 0.1,
    }
