"""Celery's door to what happens to stock by the calendar."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.utils import timezone

from inventory.operations.daily import close_days, expire_lots
from wms.core.alone import alone
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.transactions import run


@shared_task(name="inventory.daily", queue="default", expires=500)
def daily() -> None:
    """[M16] At 00:00 of each warehouse's zone: the ended day's snapshot, then what expires with the new day.

    In this order, so that a lot still counts in the snapshot of its last day.
    """
    cause = Cause.task("inventory.daily")
    now = timezone.now()
    for warehouse in Warehouse.objects.filter(is_active=True):
        with alone(warehouse):
            run(partial(close_days, warehouse=warehouse, now=now))
            today = now.astimezone(warehouse.zone).date()
            run(partial(expire_lots, cause=cause, warehouse=warehouse, today=today))
