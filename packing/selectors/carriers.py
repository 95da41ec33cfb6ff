"""A warehouse's own carriers, as the bench and the channel look them up."""

from __future__ import annotations

from collections.abc import Collection

from packing.models import OwnCarrier, Waybill
from packing.states import WaybillState


def own_carrier(warehouse_id: int, service: str) -> OwnCarrier | None:
    """The warehouse's own carrier of this service, when it is in use."""
    return OwnCarrier.objects.filter(warehouse=warehouse_id, service=service, is_active=True).first()


def own_services(warehouse_id: int, services: Collection[str]) -> set[str]:
    """Which of these services are the warehouse's own."""
    rows = OwnCarrier.objects.filter(warehouse=warehouse_id, service__in=list(services), is_active=True)
    return set(rows.values_list("service", flat=True))


def own_carriers_at(warehouse_id: int) -> list[OwnCarrier]:
    """All of them, those that are not in use too."""
    return list(OwnCarrier.objects.filter(warehouse=warehouse_id))


def tracking_website(warehouse_id: int, service: str) -> str:
    """Where this service's numbers are followed; empty for the platform's own services. In use or not any more."""
    rows = OwnCarrier.objects.filter(warehouse=warehouse_id, service=service)
    return rows.values_list("tracking_website", flat=True).first() or ""


def order_of_number(carrier: str, number: str) -> str | None:
    """The order whose parcel carries this number of a carrier; None when it is free."""
    rows = Waybill.objects.filter(carrier=carrier, number=number).exclude(is_own=True, state=WaybillState.VOID)
    return rows.values_list("parcel__order__number", flat=True).first()
