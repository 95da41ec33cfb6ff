"""Orders off the wire: list rows into what picking understands, the detail's address for the recipient table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from picking.operations.facts import BAD_QUANTITY, NO_LINES, LineFacts, OrderFacts
from wms.aliexpress.pacific import from_pacific
from wms.aliexpress.payloads.envelope import (
    Unreadable,
    flag_of,
    id_of,
    integer_of,
    json_part,
    money_of,
    part_of,
    rows_of,
    text_of,
    words_of,
)
from wms.aliexpress.payloads.masking import shortened

# What the channel says about an order, as our holds: unpaid and risk-checked orders have their stock but no wave.
HOLDS = {
    "PLACE_ORDER_SUCCESS": "channel.unpaid",
    "PAYMENT_PROCESSING": "channel.unpaid",
    "WAIT_SELLER_EXAMINE_MONEY": "channel.unpaid",
    "WAIT_GROUP": "channel.unpaid",
    "WAIT_COMPLETE_ADDRESS": "channel.address",
    "RISK_CONTROL": "channel.risk",
    "RISK_CONTROL_HOLD": "channel.risk",
    "IN_FROZEN": "channel.frozen",
    "IN_ISSUE": "channel.issue",
}
OPEN_STATES = (*HOLDS, "WAIT_SELLER_SEND_GOODS", "SELLER_PART_SEND_GOODS", "IN_CANCEL")
SENT_STATES = ("WAIT_BUYER_ACCEPT_GOODS", "FUND_PROCESSING")
CURRENCY_HOLD = "channel.currency"
CURRENCIES = frozenset(
    {
        "USD", "CNY", "EUR", "GBP", "RUB", "BRL", "KRW", "JPY", "PLN", "MXN", "CLP", "TRY", "AUD", "CAD", "SAR", "AED",
        "ILS", "UAH", "INR", "IDR", "SGD", "MYR", "THB", "VND", "PHP", "CHF", "SEK", "NOK", "DKK", "CZK", "HUF", "NZD",
        "ZAR", "KZT", "COP", "PEN", "HKD", "TWD", "BYN",
    }
)  # fmt: skip
SENT_HOLD = "channel.sent"  # not by us, or we should have shipped it: nobody may send it a second time
ENDED_STATE = "FINISH"
# How far each state has come: times are told to the second only, and two changes may share one.
PROGRESS = {state: at for at, state in enumerate((*OPEN_STATES, *SENT_STATES, ENDED_STATE))}
OURS = "SELLER_SEND_GOODS"
PLATFORM_SHIPS = {"cainiaoInternationalWarehouse"}
CHOICE_MODELS = {"SEMI_CHOICE_SELF", "CHOICE"}
CHOICE_TAG = "choice_order"
DEFAULT_LEFT = timedelta(days=5)
MAX_UNITS, MAX_AMOUNT, MAX_SKU, MAX_ID = 100_000, Decimal(10) ** 9, 64, 40  # beyond these it is garbage, not an order


@dataclass(frozen=True)
class OrderPage:
    """One page of a list: rows that could be read, how many could not, and how far the list goes."""

    orders: tuple[OrderFacts, ...]
    unreadable: tuple[str, ...]
    page: int
    pages: int


def order_page(body: dict[str, Any], *, now: datetime) -> OrderPage:
    """Read a list answer. An order that cannot be read does not hold up the others. Raises Unreadable."""
    result = part_of(body, "result")
    if "success" in result and not flag_of(result["success"]):
        raise Unreadable(text_of(result.get("error_code")) or "list_refused")
    found, unreadable = [], []
    for row in rows_of(result.get("target_list")):
        try:
            found.append(order_facts(row, now=now))
        except (Unreadable, ValueError, OverflowError) as problem:
            unreadable.append(f"{text_of(row.get('order_id'))}: {problem}")
    pages = integer_of(result.get("total_page") or 0, "total_page")
    return OrderPage(tuple(found), tuple(unreadable), integer_of(result.get("current_page") or 1, "page"), pages)


def order_facts(row: dict[str, Any], *, now: datetime) -> OrderFacts:
    """One list row. Raises Unreadable or ValueError (a time that is none)."""
    state = text_of(row.get("order_status"))
    placed = from_pacific(text_of(row.get("gmt_create")), now=now)
    changed = text_of(row.get("gmt_update"))
    amount, currency = money_of(row.get("pay_amount"))
    rows = rows_of(row.get("product_list"))
    wrong = _wrong_quantities(rows)
    lines = tuple(_line(line, is_open=state in OPEN_STATES) for line in rows if _quantity(line) is not None)
    hold, hold_facts = _hold(state, amount, currency, lines, wrong)
    marks = [json_part(line.get("extend_map")) for line in rows]
    tags = {tag for line in rows for tag in words_of(line.get("tags"))}
    left = text_of(row.get("timeout_left_time"))
    return OrderFacts(
        number=_short(id_of(row.get("order_id"), "order_id"), MAX_ID, "order_id"),
        placed_at=placed,
        due_at=now + timedelta(milliseconds=int(left)) if left.lstrip("-").isdigit() else placed + DEFAULT_LEFT,
        modified_at=(from_pacific(changed, now=now) if changed else placed)
        + timedelta(microseconds=PROGRESS.get(state, 0)),
        lines=lines,
        channel_state=state[:40],
        is_choice=CHOICE_TAG in tags or any(text_of(m.get("orderBusinessModel")) in CHOICE_MODELS for m in marks),
        promise_days=_promise_days(marks),
        carrier=next((text_of(line.get("logistics_type"))[:60] for line in rows), ""),
        buyer_name=shortened(text_of(row.get("buyer_signer_fullname"))),
        amount=_sane(amount),
        currency=currency[:3] or "USD",
        is_cancelled=state == "IN_CANCEL"
        or (state == ENDED_STATE and not row.get("gmt_send_goods_time") and _is_closed(row)),
        cancel_reason=(text_of(row.get("end_reason")) or state)[:120],
        hold_code=hold,
        hold_facts=hold_facts,
    )


def _hold(
    state: str, amount: Decimal, currency: str, lines: tuple[LineFacts, ...], wrong: str
) -> tuple[str, dict[str, str]]:
    """What cannot be an order comes first: nothing may be promised for it."""
    if wrong:
        return BAD_QUANTITY, {"lines": wrong[:200]}
    if not lines:
        return NO_LINES, {}
    if hold_of(state) or _is_known(amount, currency):
        return hold_of(state), {}
    return CURRENCY_HOLD, {"currency": currency[:3] or "?"}


def _quantity(line: dict[str, Any]) -> int | None:
    """Units of a line; None when they are no number from 1 to the most that a line may have."""
    try:
        quantity = integer_of(line.get("product_count"), "product_count")
    except (Unreadable, ValueError):
        return None
    return quantity if 0 < quantity <= MAX_UNITS else None


def _wrong_quantities(rows: list[dict[str, Any]]) -> str:
    """ "SKU: 0, SKU: -1" of the lines whose units are none."""
    wrong = [line for line in rows if _quantity(line) is None]
    return ", ".join(f"{text_of(line.get('sku_code'))[:40]}: {str(line.get('product_count'))[:12]}" for line in wrong)


def hold_of(state: str) -> str:
    """What the channel's word about an order means for us; empty: it may go on."""
    return HOLDS.get(state, SENT_HOLD if state in SENT_STATES else "")


def _is_known(amount: Decimal, currency: str) -> bool:
    """A price in a currency that the platform settles in; what costs nothing needs none."""
    return currency in CURRENCIES or (not currency and amount == 0)


def _sane(amount: Decimal) -> Decimal:
    if not 0 <= amount < MAX_AMOUNT:
        raise Unreadable("amount")
    return amount


def _short(text: str, limit: int, name: str) -> str:
    if len(text) > limit:
        raise Unreadable(name)
    return text


def _is_closed(row: dict[str, Any]) -> bool:
    """Ended without ever being sent: the platform names a reason, or no logistics took place."""
    return bool(text_of(row.get("end_reason"))) or text_of(row.get("logistics_status")) == "NO_LOGISTICS"


def _promise_days(marks: list[dict[str, Any]]) -> int | None:
    days = [text_of(mark.get("deliveryPromiseDays")) for mark in marks]
    return min((int(day) for day in days if day.isdigit()), default=None)


def _line(line: dict[str, Any], *, is_open: bool) -> LineFacts:
    """A line that ended while its order is open was refunded: nobody sends it."""
    operator = text_of(line.get("send_goods_operator")) or OURS
    warehouse = text_of(line.get("logistics_warehouse_type"))
    amount, _ = money_of(line.get("total_product_amount"))
    quantity = _quantity(line)
    if quantity is None:
        raise Unreadable("product_count")
    return LineFacts(
        platform_line=_short(id_of(line.get("child_id") or line.get("order_id"), "child_id"), MAX_ID, "child_id"),
        product_id=_short(text_of(line.get("product_id")), MAX_ID, "product_id"),
        seller_sku=_short(text_of(line.get("sku_code")), MAX_SKU, "sku_code"),
        quantity=quantity,
        amount=_sane(amount),
        skip_reason=_skip_reason(line, operator, warehouse, is_open),
    )


def _skip_reason(line: dict[str, Any], operator: str, warehouse: str, is_open: bool) -> str:
    if operator != OURS or warehouse in PLATFORM_SHIPS:
        return "platform_ships"
    return "refunded" if is_open and text_of(line.get("son_order_status")) == ENDED_STATE else ""


@dataclass(frozen=True)
class OrderDetail:
    """What only the detail tells: where it goes (masked), the address's stand-in, the lines' places for shipping."""

    oaid: str
    buyer_login: str
    address: dict[str, str]
    country: str
    city: str
    skipped_lines: tuple[str, ...]
    lines: tuple[dict[str, str], ...]
    state: str
    created: str  # Pacific wall clock, as told


ADDRESS_FIELDS = (
    "contact_person", "detail_address", "address", "address2", "mobile_no", "phone_country", "country", "province",
    "city", "zip",
)  # fmt: skip


def _object_of(body: dict[str, Any], name: str) -> dict[str, Any]:
    """An object that may be missing, but is nothing else. Raises Unreadable."""
    return part_of(body, name) if body.get(name) else {}


def order_detail(body: dict[str, Any]) -> OrderDetail:
    """Read findorderbyid's answer. Raises Unreadable."""
    target = part_of(body, "target")
    told = _object_of(target, "receipt_address")
    address = {name: text_of(told.get(name)) for name in ADDRESS_FIELDS if text_of(told.get(name))}
    children = rows_of(target.get("child_order_list"))
    buyer = _object_of(target, "buyer_info")
    return OrderDetail(
        oaid=text_of(target.get("oaid")),
        buyer_login=text_of(buyer.get("login_id")),
        address=address,
        country=address.get("country", "")[:2],
        city=address.get("city", ""),
        skipped_lines=tuple(
            text_of(child.get("child_order_id") or child.get("id"))
            for child in children
            if text_of(child.get("logistics_warehouse_type")) in PLATFORM_SHIPS
        ),
        lines=tuple(
            {
                "child_id": text_of(child.get("child_order_id") or child.get("id")),
                "product_id": text_of(child.get("product_id")),
                "sku_code": text_of(child.get("sku_code")),
                "count": text_of(child.get("product_count")),
            }
            for child in children
        ),
        state=text_of(target.get("order_status")),
        created=text_of(target.get("gmt_create")),
    )
