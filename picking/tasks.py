"""Celery's doors: each calls operations that may run twice or not at all."""

from __future__ import annotations

from functools import partial

from celery import shared_task
from django.utils import timezone

from picking.operations.late_days import watch_late_days
from picking.operations.left_out import explain_unruled
from picking.operations.manual_orders import purge_manual_recipients
from picking.operations.serve import route_waiting, top_up_short_orders
from picking.operations.waves import due_rules, generate_waves, sweep_waves
from wms.core.alone import alone
from wms.core.cause import Cause
from wms.core.models import Warehouse
from wms.core.transactions import run


@shared_task(name="picking.generate_waves", queue="wave", expires=15)
def generate() -> None:
    """[M30] Make the waves whose rule is due, then tell the orders that no rule takes."""
    cause = Cause.task("picking.generate_waves")
    for warehouse in Warehouse.objects.filter(is_active=True):
        with alone(warehouse):
            due = due_rules(warehouse, timezone.now())
            for rule in due:
                with alone(rule):
                    generate_waves(cause=cause, warehouse=warehouse, rule=rule)
            if due:
                explain_unruled(warehouse=warehouse)


@shared_task(name="picking.sweep", queue="default", expires=5)
def sweep() -> None:
    """Finish waves whose builder died, and fetch what short orders lack."""
    cause = Cause.task("picking.sweep")
    with alone("waves whose builder died"):
        sweep_waves(cause=cause)
    for warehouse in Warehouse.objects.filter(is_active=True):
        with alone(warehouse):
            top_up_short_orders(cause=cause, warehouse=warehouse)


@shared_task(name="picking.route_waiting", queue="default", expires=30)
def route_orders() -> None:
    """[M3] What waits goes to the warehouse that has it by now."""
    route_waiting(cause=Cause.task("picking.route_waiting"))


@shared_task(name="picking.watch_late_days", queue="default", expires=3000)
def watch_days() -> None:
    """[M41] Each hour, since a warehouse's day ends at an hour of its own zone."""
    cause, now = Cause.task("picking.watch_late_days"), timezone.now()
    for warehouse in Warehouse.objects.filter(is_active=True).order_by("pk"):
        with alone(warehouse):
            run(partial(watch_late_days, cause=cause, warehouse=warehouse, now=now))


@shared_task(name="picking.purge", queue="default", expires=3000)
def purge() -> None:
    """[M21] Take away the addresses of manual orders that have served."""
    while run(purge_manual_recipients):
        pass
