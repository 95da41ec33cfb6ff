"""First-mile handover on the wire (cainiao.global.handover.*): commit, what became of a parcel, the bag's paper."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wms.aliexpress.payloads.envelope import Unreadable, flag_of, json_part, part_of, text_of

if TYPE_CHECKING:
    from wms.core.models import Warehouse

COMMIT, PARCEL = "cainiao.global.handover.commit", "cainiao.global.handover.parcel.query"
PAPER = "cainiao.global.handover.pdf.get"
CLIENT = "ISV-ZHUNJIAN"
LABEL = "1"  # type of the paper: 1 label of the bag, 4 shipping mark, 512 list
PDF, MAX_PAPER_BYTES = b"%PDF", 10_000_000


@dataclass(frozen=True)
class Bag:
    """A batch as the platform has it. `number` begins with LP."""

    number: str
    content_id: str
    order_id: str


@dataclass(frozen=True)
class Refused:
    code: str
    text: str


def who(seller_id: str) -> dict[str, Any]:
    """What every one of these calls carries."""
    return {"user_info": {"top_user_key": seller_id}, "client": CLIENT, "locale": "zh_CN"}


def pickup_of(warehouse: Warehouse) -> dict[str, Any] | None:
    """Where the carrier comes and whom it calls; None while contact, phone, city or street is missing."""
    lines = {
        "country": warehouse.pickup_country or "CN",
        "province": warehouse.pickup_province,
        "city": warehouse.pickup_city,
        "district": warehouse.pickup_district,
        "street": warehouse.pickup_street,
        "detail_address": warehouse.pickup_street,
        "zip_code": warehouse.pickup_postcode,
    }
    phone = warehouse.pickup_phone
    if not all((warehouse.pickup_contact, phone, lines["city"], lines["street"])):
        return None
    address = {name: text for name, text in lines.items() if text}
    return {"name": warehouse.pickup_contact, "phone": phone, "mobile": phone, "address": address}


def commit_request(
    codes: Sequence[str], *, seller_id: str, way: str, weight_grams: int, pickup: dict[str, Any]
) -> dict[str, Any]:
    """A batch of these waybills; `way` is how the carrier gets it. A weight that nobody knows is left out."""
    weight = {"weight": str(weight_grams), "weight_unit": "g"} if weight_grams else {}
    return {**who(seller_id), "order_code_list": list(codes), "type": way, "pickup_info": pickup, **weight}


def committed(body: dict[str, Any]) -> Bag | Refused:
    """Raises Unreadable when it says neither yes nor no."""
    result = part_of(body, "result")
    if flag_of(result.get("success")):
        return _bag(json_part(result.get("data")))
    return Refused(text_of(result.get("error_code")) or "refused", text_of(result.get("error_msg"))[:200])


def bag_of_parcel(body: dict[str, Any]) -> Bag | None:
    """The batch that a parcel is in already; None while it is in none."""
    result = part_of(body, "result")
    data = json_part(result.get("data"))
    if not flag_of(result.get("success")) or not flag_of(data.get("has_been_handover")):
        return None
    return _bag(data)


def paper(body: dict[str, Any]) -> bytes | Refused:
    """The PDF; raises Unreadable when what came is none."""
    result = part_of(body, "result")
    data = result.get("data")
    if isinstance(data, dict):
        data = data.get("body") or data.get("bytes")
    if not flag_of(result.get("success")) or not data:
        return Refused(text_of(result.get("error_code")) or "paper.not_ready", text_of(result.get("error_msg"))[:200])
    try:
        content = base64.b64decode(text_of(data), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("batch_paper") from None
    if not content.startswith(PDF) or len(content) > MAX_PAPER_BYTES:
        raise Unreadable("batch_paper")
    return content


def _bag(data: dict[str, Any]) -> Bag:
    bag = Bag(*(text_of(data.get(f"handover_{name}")) for name in ("content_code", "content_id", "order_id")))
    if not bag.number or not bag.content_id:
        raise Unreadable("batch")
    return bag
