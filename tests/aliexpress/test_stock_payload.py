"""[M10] Stock messages by profile: what each carries, its JSON types, and whom an answer refuses."""

import json
from dataclasses import replace
from typing import Any

import pytest

from wms.aliexpress.gateway import PushItem
from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.profiles import PROFILES
from wms.aliexpress.payloads.stock import (
    BatchUpdate,
    SkuStocks,
    WholeState,
    shown_states,
    states_request,
)
from wms.aliexpress.states import MethodProfile

BLACK = PushItem(11, "1005003574624824", "SKU-A", "14:366;5:100014064", "SZ-01", 7, 2, 30, 3, 41)
BLUE = replace(BLACK, binding_id=12, seller_sku="SKU-B", platform_sku_id="14:193;5:100014064", available=0)
LAMP = replace(BLACK, binding_id=13, product_id="1005003574624825", seller_sku="SKU-C")
ITEMS = [BLACK, BLUE, LAMP]


def told(item: PushItem, **more: Any) -> dict[str, Any]:
    triple = {"spu_id": int(item.product_id), "seller_sku": item.seller_sku, "warehouse_code": item.warehouse_code}
    return {**triple, **more}


def test_the_whole_state_is_one_message_with_everything_that_belongs_to_it() -> None:
    request = WholeState().request(ITEMS)["inventory_state_request"]

    assert (request["schema_version"], len(request["request_no"])) == ("2.3", 24)
    assert request["items"][0] == {
        "spu_id": 1005003574624824, "seller_sku": "SKU-A", "warehouse_code": "SZ-01", "available_quantity": 7,
        "reserved_quantity": 2, "in_transit_quantity": 30, "available_stock_threshold": 3, "stock_version": 41,
    }  # fmt: skip
    assert [row["seller_sku"] for row in request["items"]] == ["SKU-A", "SKU-B", "SKU-C"]


def test_zero_travels_as_a_json_number() -> None:
    text = json.dumps(WholeState().request([BLUE]))

    assert '"available_quantity": 0,' in text
    assert '"available_quantity": "0"' not in text


def test_each_message_has_a_number_of_its_own() -> None:
    numbers = {WholeState().request(ITEMS)["inventory_state_request"]["request_no"] for _ in range(3)}

    assert len(numbers) == 3


@pytest.mark.parametrize("wrap", [list, lambda rows: {"inventory_state_result": rows}])
def test_the_whole_states_answer_refuses_item_by_item(wrap: Any) -> None:
    rows = [
        told(LAMP, success="true"),
        told(BLACK, success=True),
        told(BLUE, success=False, error_code="ERR_SKU_NOT_FOUND", error_message="?"),
    ]

    assert WholeState().refused({"result": {"success": False, "items": wrap(rows)}}, ITEMS) == {12: "ERR_SKU_NOT_FOUND"}


def test_a_refusal_without_a_code_is_still_one() -> None:
    assert WholeState().refused({"result": {"items": [told(BLACK, success=False)]}}, [BLACK]) == {11: "refused"}


@pytest.mark.parametrize(
    "body",
    [
        {"result": {"items": {}}},
        {"result": {"items": [told(BLUE, success=True)]}},
        {"result": {"items": [told(BLACK, success=True) | {"warehouse_code": "SZ-02"}]}},
    ],
)
def test_an_item_that_is_not_answered_was_not_judged(body: dict[str, Any]) -> None:
    with pytest.raises(Unreadable, match="item_not_answered"):
        WholeState().refused(body, [BLACK])


def test_the_batch_carries_one_number_by_product() -> None:
    request = BatchUpdate().request(ITEMS)

    assert request["mutiple_product_update_list"] == [
        {"product_id": 1005003574624824, "multiple_sku_update_list": [
            {"sku_code": "SKU-A", "inventory": 7}, {"sku_code": "SKU-B", "inventory": 0},
        ]},
        {"product_id": 1005003574624825, "multiple_sku_update_list": [{"sku_code": "SKU-C", "inventory": 7}]},
    ]  # fmt: skip


@pytest.mark.parametrize("wrap", [list, lambda rows: {"synchronize_product_response_dto": rows}])
def test_the_batch_refuses_whole_products(wrap: Any) -> None:
    failed = [{"product_id": 1005003574624824, "error_code": "F00-00-10007-007", "error_message": "duplicate"}]
    body = {"update_success": False, "update_failed_list": wrap(failed), "update_successful_list": {}}

    assert BatchUpdate().refused(body, ITEMS) == {11: "F00-00-10007-007", 12: "F00-00-10007-007"}


def test_a_batch_that_went_through_refuses_nobody() -> None:
    body = {"update_success": True, "update_failed_list": {}, "update_successful_list": [{"product_id": 1}]}

    assert BatchUpdate().refused(body, ITEMS) == {}


def test_a_batch_that_failed_as_a_whole_took_nothing() -> None:
    body = {"update_success": False, "update_error_code": "SYSTEM_BUSY", "update_failed_list": {}}

    with pytest.raises(Unreadable, match="SYSTEM_BUSY"):
        BatchUpdate().refused(body, ITEMS)


def test_an_answer_without_its_verdict_says_nothing() -> None:
    with pytest.raises(Unreadable, match="update_success"):
        BatchUpdate().refused({"request_id": "r"}, ITEMS)


def test_the_cn_method_names_skus_by_their_attributes() -> None:
    assert SkuStocks().request([BLACK, BLUE]) == {
        "product_id": "1005003574624824",
        "sku_stocks": {"14:366;5:100014064": 7, "14:193;5:100014064": 0},
    }


@pytest.mark.parametrize(
    ("result", "refused"),
    [
        ({"success": True, "modify_count": 2}, {}),
        ({"success": "true"}, {}),
        ({"success": False, "error_code": 16009999}, {11: "16009999", 12: "16009999"}),
        ({}, {11: "refused", 12: "refused"}),
    ],
)
def test_the_cn_method_takes_all_or_none(result: dict[str, Any], refused: dict[int, str]) -> None:
    assert SkuStocks().refused({"result": result}, [BLACK, BLUE]) == refused


def test_each_profile_says_what_it_can_carry() -> None:
    assert {name: profile.carries for name, profile in PROFILES.items()} == {
        MethodProfile.WHOLE_STATE: ("available", "reserved", "in_transit", "threshold", "version"),
        MethodProfile.CHOICE_OVERSEAS: ("available", "reserved", "in_transit"),
        MethodProfile.BATCH: ("available",),
        MethodProfile.SKU_STOCKS: ("available",),
        MethodProfile.SEMI_MANAGED: ("available",),
    }


def test_reading_back_asks_for_the_triples_only() -> None:
    assert states_request([BLACK])["inventory_state_request"]["items"] == [
        {"spu_id": 1005003574624824, "seller_sku": "SKU-A", "warehouse_code": "SZ-01"}
    ]


@pytest.mark.parametrize("is_wrapped", [True, False])
def test_what_is_shown_is_read_back_and_the_unknown_left_out(is_wrapped: bool) -> None:
    items = [told(BLACK, available_quantity="7"), told(BLUE, error_code="ERR_SKU_NOT_FOUND")]
    body = {"result": {"items": items}} if is_wrapped else {"items": items}

    assert shown_states(body, ITEMS) == {11: 7}


def test_a_shown_figure_that_is_no_number_cannot_be_read() -> None:
    with pytest.raises(Unreadable, match="available_quantity"):
        shown_states({"items": [told(BLACK, available_quantity="many")]}, ITEMS)
