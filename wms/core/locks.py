"""The ground floor's row locks: rights before any other; a print job after what asks for it; messages by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from wms.core.models import BadgeLock, Device, Message, PrintJob, Warehouse


def lock_rights() -> list[Warehouse]:
    """All warehouses, in the order of their keys: two administrators cannot dismiss each other at the same time.

    The lock is the weak one: rows that refer to a warehouse are still written meanwhile.
    """
    return list(Warehouse.objects.select_for_update(no_key=True).order_by("pk"))


def lock_badge(badge: str, device: Device) -> BadgeLock:
    """The wrong PINs of a badge on a device: locked alone, before any other lock. Made when it is not there yet."""
    return BadgeLock.objects.select_for_update().get_or_create(badge=badge, device=device)[0]


def lock_print_job(job_id: int) -> PrintJob:
    """One job of the print queue, with its printer and warehouse at hand: after the work that asks for it, before the
    outbox row that carries it.
    """
    rows = PrintJob.objects.select_for_update(of=("self",)).select_related("printer", "warehouse")
    return rows.order_by("pk").get(pk=job_id)


def lock_print_job_of(exchange_id: int) -> PrintJob | None:
    """The job that this call carries; none when it goes another way by now."""
    rows = PrintJob.objects.select_for_update(of=("self",)).select_related("printer").defer("content")
    return rows.order_by("pk").filter(exchange=exchange_id).first()


def lock_prints_of(subject: str) -> list[PrintJob]:
    """All prints of one document, the oldest first. Who had to wait does not see one that was made meanwhile."""
    rows = PrintJob.objects.select_for_update(of=("self",)).select_related("printer", "warehouse")
    return list(rows.defer("content").filter(subject=subject).order_by("pk"))


def lock_free_messages(condition: Q, ids: Iterable[int]) -> list[Message]:
    """Those that match and that nobody else has locked, by pk: two drainers never wait for each other."""
    free = Message.objects.select_for_update(skip_locked=True).filter(condition, pk__in=list(ids))
    return list(free.order_by("pk"))
