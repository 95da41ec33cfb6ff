"""[M53] Which logistics services the platform offers for an order, and what it is asked with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from wms.aliexpress.payloads.envelope import Unreadable, flag_of, rows_of, text_of

SERVICES = "aliexpress.logistics.redefining.getonlinelogisticsservicelistbyorderid"


@dataclass(frozen=True)
class Offer:
    """One service that the platform would make a waybill with. `code` is what the waybill names."""

    code: str
    name: str
    fee: str = ""


@dataclass(frozen=True)
class Size:
    """A parcel as the service list is asked for it; None where nobody has measured it."""

    weight_grams: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None


def services_request(number: str, size: Size) -> dict[str, Any]:
    """Kilograms, and centimetres rounded up; what is unknown is left out."""
    return {
        "order_id": number,
        "goods_weight": f"{size.weight_grams / 1000:.3f}" if size.weight_grams else None,
        "goods_length": _centimetres(size.length_mm),
        "goods_width": _centimetres(size.width_mm),
        "goods_height": _centimetres(size.height_mm),
    }


def offers(body: dict[str, Any]) -> list[Offer]:
    """What is offered, in the platform's order; an empty list is an answer. Raises Unreadable without one."""
    if not flag_of(body.get("result_success")) and "result_list" not in body:
        raise Unreadable("services")
    rows = rows_of(body.get("result_list"))
    found = [
        Offer(
            code=text_of(row.get("logistics_service_id")) or text_of(row.get("code")),
            name=text_of(row.get("logistics_service_name")) or text_of(row.get("name")),
            fee=text_of(row.get("trial_result")),
        )
        for row in rows
    ]
    return [offer for offer in found if offer.code]


def choose(promised: str, preferred: Sequence[str], offered: Collection[str], own: Collection[str]) -> str:
    """The first that can be had: what the buyer was promised, then what the shop prefers; empty when none fits.

    One of the seller's own carriers can always be had.
    """
    return next((code for code in (promised, *preferred) if code and (code in own or code in offered)), "")


def _centimetres(millimetres: int | None) -> str | None:
    return str(-(-millimetres // 10)) if millimetres else None
