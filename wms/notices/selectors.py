"""What of the notices a person sees at a warehouse's desk."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from wms.core.models import Person, Warehouse
from wms.notices.models import Channel, Notice, Rule
from wms.notices.states import Severity


def notices_at(warehouse: Warehouse) -> QuerySet[Notice]:
    """Those of the warehouse, and those about none."""
    return Notice.objects.filter(Q(warehouse=warehouse) | Q(warehouse=None))


def unread_of(person: Person, warehouse: Warehouse) -> QuerySet[Notice]:
    """What the bell rings for: addressed to the person, open, and acknowledged by nobody."""
    return notices_at(warehouse).filter(closed_at=None, acknowledged_at=None, addressees=person)


def bell(warehouse: Warehouse, person: Person) -> dict[str, int]:
    """How many notices wait for this person, and how many of them are urgent. One query."""
    grave = list(unread_of(person, warehouse).order_by().values_list("severity", flat=True))
    return {"notices_unread": len(grave), "notices_urgent": sum(one == Severity.URGENT for one in grave)}


def channels_at(warehouse: Warehouse) -> QuerySet[Channel]:
    """Those that the warehouse's rules may name."""
    return Channel.objects.filter(Q(warehouse=warehouse) | Q(warehouse=None)).select_related("warehouse")


def rules_at(warehouse: Warehouse) -> QuerySet[Rule]:
    """Those that hold here."""
    rows = Rule.objects.filter(Q(warehouse=warehouse) | Q(warehouse=None))
    return rows.select_related("warehouse", "shop").prefetch_related("channels", "people")
