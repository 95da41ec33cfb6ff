"""Serial numbers as pages and screens look at them."""

from __future__ import annotations

from inventory.models import SerialEvent, SerialNumber

MOST_EVENTS = 200


def serial_history(serial: SerialNumber, limit: int = MOST_EVENTS) -> list[SerialEvent]:
    """What happened to one unit, newest first, with who did it where."""
    rows = serial.events.select_related("person", "device", "warehouse")
    return list(rows.order_by("-pk")[:limit])


def serials_called(number: str) -> list[SerialNumber]:
    """Every SKU's unit of this number, wherever it is, unlocked."""
    return list(SerialNumber.objects.select_related("sku").filter(number=number).order_by("pk"))


def serial_by_id(serial_id: int) -> SerialNumber:
    return SerialNumber.objects.select_related("sku", "warehouse").get(pk=serial_id)
