"""Order lists and details typed by hand from the documented shapes; dates in Pacific time, ids of sixteen digits."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.orders import order_detail, order_facts, order_page

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LINE: dict[str, Any] = {
    "child_id": 3031265788155237,
    "order_id": 3031265788155237,
    "product_id": 1005003574624824,
    "product_count": 2,
    "sku_code": "MC-15P-BLK",
    "product_name": "Magnetic case",
    "product_unit_price": {"amount": "8.90", "currency_code": "USD"},
    "total_product_amount": {"amount": "17.80", "currency_code": "USD"},
    "logistics_type": "CAINIAO_STANDARD",
    "send_goods_operator": "SELLER_SEND_GOODS",
    "son_order_status": "WAIT_SELLER_SEND_GOODS",
    "extend_map": "{}",
    "tags": {},
}
ROW: dict[str, Any] = {
    "order_id": 3031265788145237,
    "order_status": "WAIT_SELLER_SEND_GOODS",
    "logistics_status": "WAIT_SELLER_SEND_GOODS",
    "fund_status": "PAY_SUCCESS",
    "gmt_create": "2026-11-20 10:00:00",
    "gmt_update": "2026-11-20 11:30:00",
    "pay_amount": {"amount": "170.54", "currency_code": "USD"},
    "timeout_left_time": 86_400_000,
    "buyer_signer_fullname": "Ann Lee",
    "buyer_login_id": "us12345",
    "product_list": {"order_product_dto": [LINE]},
}


def row(**changes: Any) -> dict[str, Any]:
    return {key: value for key, value in {**ROW, **changes}.items() if value is not None}


def line(**changes: Any) -> dict[str, Any]:
    return {**LINE, **changes}


def page_of(rows: Any, **more: Any) -> dict[str, Any]:
    return {"result": {"success": True, "total_page": 1, "current_page": 1, "target_list": rows, **more}}


def test_a_row_becomes_facts() -> None:
    facts = order_facts(ROW, now=NOW)

    assert (facts.number, facts.channel_state, facts.hold_code) == ("3031265788145237", "WAIT_SELLER_SEND_GOODS", "")
    assert facts.placed_at == datetime(2026, 11, 20, 18, tzinfo=UTC)
    assert facts.modified_at.replace(microsecond=0) == datetime(2026, 11, 20, 19, 30, tzinfo=UTC)
    assert facts.due_at == NOW + timedelta(days=1)
    assert (facts.amount, facts.currency, facts.carrier) == (Decimal("170.54"), "USD", "CAINIAO_STANDARD")
    assert (facts.is_choice, facts.promise_days, facts.is_cancelled) == (False, None, False)
    (only,) = facts.lines
    assert (only.platform_line, only.product_id, only.seller_sku, only.quantity, only.amount, only.skip_reason) == (
        "3031265788155237", "1005003574624824", "MC-15P-BLK", 2, Decimal("17.80"), "",
    )  # fmt: skip


def test_a_buyer_is_only_a_letter_here() -> None:
    assert order_facts(ROW, now=NOW).buyer_name == "A***"


@pytest.mark.parametrize(
    "rows",
    [
        [ROW],
        {"order_dto": [ROW]},
        {"aeop_order_item_dto": [row(product_list={"aeop_order_product_dto": [LINE]})]},
        {"order_dto": [row(product_list=[LINE])]},
    ],
)
def test_both_kinds_of_lists_and_both_markets_names_read_the_same(rows: Any) -> None:
    page = order_page(page_of(rows), now=NOW)

    assert page.orders == (order_facts(ROW, now=NOW),)
    assert (page.unreadable, page.page, page.pages) == ((), 1, 1)


@pytest.mark.parametrize("rows", [{}, [], None])
def test_an_empty_page_is_no_orders(rows: Any) -> None:
    page = order_page({"result": {"success": "true", "total_page": "0", "target_list": rows}}, now=NOW)

    assert (page.orders, page.unreadable, page.pages) == ((), (), 0)


@pytest.mark.parametrize("success", [False, "false"])
def test_a_list_that_failed_is_not_an_empty_list(success: object) -> None:
    body = {"result": {"success": success, "error_code": "10010", "error_message": "busy"}}

    with pytest.raises(Unreadable, match="10010"):
        order_page(body, now=NOW)


def test_numbers_may_all_be_texts() -> None:
    texts = row(
        order_id="3031265788145237", timeout_left_time="86400000",
        product_list=[line(child_id="3031265788155237", product_id="1005003574624824", product_count="2")],
    )  # fmt: skip

    assert order_facts(texts, now=NOW) == order_facts(ROW, now=NOW)


def test_one_unreadable_order_does_not_hold_up_the_others() -> None:
    broken = [
        row(order_id=1, gmt_create="soon"),
        row(order_id=2, product_list=[line(sku_code="X" * 65)]),
        row(order_id=3, pay_amount={"amount": "NaN"}),
        row(order_id="3031265788145237.0"),
        row(order_id=5, product_list="none"),
    ]

    page = order_page(page_of([broken[0], ROW, *broken[1:]]), now=NOW)

    assert [facts.number for facts in page.orders] == ["3031265788145237"]
    assert [problem.partition(":")[0] for problem in page.unreadable] == ["1", "2", "3", "3031265788145237.0", "5"]


@pytest.mark.parametrize(
    "changes",
    [
        {"order_id": "9" * 41},
        {"timeout_left_time": 10**18},
        {"pay_amount": {"amount": "-1"}},
        {"pay_amount": {"amount": "1e12"}},
        {"product_list": [line(sku_code="X" * 65)]},
        {"product_list": [line(product_id="9" * 41)]},
    ],
)
def test_figures_that_no_order_can_have_are_garbage(changes: dict[str, Any]) -> None:
    page = order_page(page_of([row(**changes)]), now=NOW)

    assert (page.orders, len(page.unreadable)) == ((), 1)


@pytest.mark.parametrize(
    ("state", "hold"),
    [
        ("PLACE_ORDER_SUCCESS", "channel.unpaid"),
        ("PAYMENT_PROCESSING", "channel.unpaid"),
        ("WAIT_SELLER_EXAMINE_MONEY", "channel.unpaid"),
        ("WAIT_GROUP", "channel.unpaid"),
        ("WAIT_COMPLETE_ADDRESS", "channel.address"),
        ("RISK_CONTROL", "channel.risk"),
        ("RISK_CONTROL_HOLD", "channel.risk"),
        ("IN_FROZEN", "channel.frozen"),
        ("IN_ISSUE", "channel.issue"),
        ("WAIT_SELLER_SEND_GOODS", ""),
        ("SELLER_PART_SEND_GOODS", ""),
        ("WAIT_BUYER_ACCEPT_GOODS", "channel.sent"),
    ],
)
def test_what_waits_at_the_channel_is_held_and_named(state: str, hold: str) -> None:
    facts = order_facts(row(order_status=state), now=NOW)

    assert (facts.hold_code, facts.is_cancelled) == (hold, False)


@pytest.mark.parametrize(
    ("changes", "is_cancelled"),
    [
        ({"order_status": "IN_CANCEL"}, True),
        ({"order_status": "FINISH", "end_reason": "cancel_order_close_trade"}, True),
        ({"order_status": "FINISH", "logistics_status": "NO_LOGISTICS"}, True),
        ({"order_status": "FINISH", "logistics_status": "BUYER_ACCEPT_GOODS"}, False),
        ({"order_status": "FINISH", "end_reason": "buyer_confirm_goods", "gmt_send_goods_time": "2026-11-21 01:00:00"},
         False),
        ({"order_status": "FUND_PROCESSING"}, False),
    ],
)  # fmt: skip
def test_cancelled_is_a_wish_or_an_end_without_goods(changes: dict[str, Any], is_cancelled: bool) -> None:
    assert order_facts(row(**changes), now=NOW).is_cancelled is is_cancelled


@pytest.mark.parametrize(
    "changes",
    [
        {"extend_map": '{"orderBusinessModel":"SEMI_CHOICE_SELF"}'},
        {"extend_map": {"orderBusinessModel": "SEMI_CHOICE_SELF"}},
        {"tags": ["choice_order"]},
        {"tags": {"string": ["choice_order"]}},
    ],
)
def test_choice_is_marked_in_any_of_its_ways(changes: dict[str, Any]) -> None:
    assert order_facts(row(product_list=[LINE, line(child_id=9, **changes)]), now=NOW).is_choice is True


def test_the_shortest_promise_of_an_orders_lines_binds() -> None:
    promised = [line(child_id=n, extend_map=f'{{"deliveryPromiseDays":"{n}"}}') for n in (10, 7)]

    assert order_facts(row(product_list=[LINE, *promised]), now=NOW).promise_days == 7


@pytest.mark.parametrize(
    "changes",
    [{"send_goods_operator": "WAREHOUSE_SEND_GOODS"}, {"logistics_warehouse_type": "cainiaoInternationalWarehouse"}],
)
def test_a_line_that_the_platform_ships_is_not_ours(changes: dict[str, Any]) -> None:
    facts = order_facts(row(product_list=[LINE, line(child_id=9, **changes)]), now=NOW)

    assert [told.skip_reason for told in facts.lines] == ["", "platform_ships"]


@pytest.mark.parametrize(("left", "due"), [(-3_600_000, NOW - timedelta(hours=1)), ("0", NOW)])
def test_an_overdue_order_was_due_in_the_past(left: object, due: datetime) -> None:
    assert order_facts(row(timeout_left_time=left), now=NOW).due_at == due


def test_without_a_remaining_time_an_order_is_due_five_days_after_it_was_placed() -> None:
    facts = order_facts(row(timeout_left_time=None, gmt_update=None), now=NOW)

    told = (facts.due_at - facts.placed_at, facts.modified_at.replace(microsecond=0))
    assert told == (timedelta(days=5), facts.placed_at)


def test_of_two_changes_in_one_second_the_further_state_is_the_newer() -> None:
    states = ["PLACE_ORDER_SUCCESS", "RISK_CONTROL", "WAIT_SELLER_SEND_GOODS", "IN_CANCEL", "FINISH"]
    moments = [order_facts(row(order_status=state), now=NOW).modified_at for state in states]

    assert moments == sorted(set(moments))
    assert moments[-1] - moments[0] < timedelta(milliseconds=1)


DETAIL: dict[str, Any] = {
    "target": {
        "id": 3031265788145237,
        "order_status": "WAIT_SELLER_SEND_GOODS",
        "oaid": "1FHYTdmRpQ",
        "buyer_info": {"login_id": "us12345", "first_name": "A*", "country": "US"},
        "receipt_address": {
            "contact_person": "A** L**", "detail_address": "12 Main S******", "mobile_no": "55****12",
            "phone_country": "+1", "country": "US", "province": "Ohio", "city": "Columbus", "zip": "43004",
        },
        "child_order_list": {
            "aeop_tp_child_order_dto": [
                {"child_order_id": 31, "product_id": 1005003574624824, "sku_code": "MC-15P-BLK", "product_count": 2},
                {"id": 32, "product_id": 1, "sku_code": "X", "product_count": 1,
                 "logistics_warehouse_type": "cainiaoInternationalWarehouse"},
            ]
        },
    },
    "time_stamp": "2026-11-22 20:00:00",
}  # fmt: skip


def test_a_detail_tells_the_masked_address_and_its_stand_in() -> None:
    detail = order_detail(DETAIL)

    assert (detail.oaid, detail.buyer_login, detail.country, detail.city, detail.state) == (
        "1FHYTdmRpQ", "us12345", "US", "Columbus", "WAIT_SELLER_SEND_GOODS",
    )  # fmt: skip
    assert detail.address["contact_person"] == "A** L**"
    assert "address2" not in detail.address
    assert (detail.skipped_lines, [told["child_id"] for told in detail.lines]) == (("32",), ["31", "32"])


def test_a_detail_may_be_as_bare_as_it_gets() -> None:
    detail = order_detail({"target": {"order_status": "FINISH", "child_order_list": {}, "receipt_address": None}})

    assert (detail.state, detail.address, detail.lines, detail.oaid, detail.country) == ("FINISH", {}, (), "", "")


@pytest.mark.parametrize("told", ["hidden", [], ["a"]])
def test_an_address_that_is_no_object_cannot_be_read(told: Any) -> None:
    for part in ("receipt_address", "buyer_info"):
        if told:
            with pytest.raises(Unreadable, match=part):
                order_detail({"target": {**DETAIL["target"], part: told}})


def test_a_detail_without_its_order_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="target"):
        order_detail({"time_stamp": "2026-11-22 20:00:00"})
