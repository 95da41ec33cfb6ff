"""What beat starts, and when. Every entry is a sweep that may run twice or not at all; each expires before the next."""

from __future__ import annotations

from celery.schedules import crontab
from django.conf import settings

SWEEP = settings.OUTBOX_SWEEP_SECONDS

BEAT = {
    "sweep-outbox": {"task": "core.sweep", "schedule": SWEEP, "options": {"queue": "exchange", "expires": SWEEP}},
    "generate-waves": {"task": "picking.generate_waves", "schedule": 15.0, "options": {"queue": "wave", "expires": 15}},
    "sweep-waves": {"task": "picking.sweep", "schedule": 5.0, "options": {"queue": "default", "expires": 5}},
    "route-waiting": {
        "task": "picking.route_waiting",
        "schedule": 30.0,
        "options": {"queue": "default", "expires": 30},
    },
    "purge-outbox": {
        "task": "core.purge",
        "schedule": crontab(minute=17),
        "options": {"queue": "default", "expires": 3000},
    },
    "look-at-printers": {
        "task": "core.look_at_printers",
        "schedule": 60.0,
        "options": {"queue": "exchange", "expires": 50},
    },
    "purge-api": {
        "task": "api.purge",
        "schedule": crontab(minute=47),
        "options": {"queue": "default", "expires": 3000},
    },
    "purge-evidence": {
        "task": "aliexpress.purge",
        "schedule": crontab(minute=37, hour=3),
        "options": {"queue": "default", "expires": 3000},
    },
    "purge-manual-addresses": {
        "task": "picking.purge",
        "schedule": crontab(minute=47, hour=3),
        "options": {"queue": "default", "expires": 3000},
    },
    "token-life": {
        "task": "aliexpress.token_life",
        "schedule": crontab(minute=7),
        "options": {"queue": "default", "expires": 3000},
    },
    "pull-products": {
        "task": "aliexpress.pull_products",
        "schedule": crontab(minute=41, hour="*/6"),
        "options": {"queue": "default", "expires": 3600},
    },
    "paper-ends": {
        "task": "aliexpress.paper_ends",
        "schedule": crontab(minute=7),  # each hour: a warehouse's day begins at an hour of its own zone
        "options": {"queue": "default", "expires": 3000},
    },
    "reconcile": {
        "task": "aliexpress.reconcile_all",
        "schedule": crontab(minute=0, hour=22),  # 06:00 in China: before the day's first wave
        "options": {"queue": "default", "expires": 3600},
    },
    "late-days": {
        "task": "picking.watch_late_days",
        "schedule": crontab(minute=23),
        "options": {"queue": "default", "expires": 3000},
    },
    "late-share": {
        "task": "aliexpress.late_share",
        "schedule": crontab(minute="*/15"),
        "options": {"queue": "default", "expires": 800},
    },
    "watch-oversold": {
        "task": "aliexpress.watch_oversold",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 60},
    },
    "watch-lanes": {"task": "ops.watch_lanes", "schedule": 60.0, "options": {"queue": "default", "expires": 60}},
    "purge-notices": {
        "task": "notices.purge",
        "schedule": crontab(minute=47, hour=3),
        "options": {"queue": "default", "expires": 3000},
    },
    "daily-stock": {
        "task": "inventory.daily",
        "schedule": crontab(minute="*/10"),
        "options": {"queue": "default", "expires": 500},
    },
}
