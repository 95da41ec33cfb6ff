"""First-mile handover as it was seen on the wire: two recorded commits, a parcel's query, the paper's base64."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.handover import Bag, Refused, bag_of_parcel, commit_request, committed, paper

WRAPPED = {
    "cainiao_global_handover_commit_response": {
        "result": {
            "data": {
                "handover_order_id": 1993605,
                "handover_content_code": "LP00410280183654",
                "handover_content_id": 1853583,
            },
            "error_msg": "",
            "error_code": "",
            "success": True,
        }
    }
}
SIMPLE = {
    "result": {
        "data": {
            "handover_order_id": 10071881812,
            "handover_content_code": "LP00631998284401",
            "handover_content_id": 10084152400,
        },
        "success": True,
    },
    "request_id": "213bd16f17084991518705952",
}


@pytest.mark.parametrize(
    ("body", "bag"),
    [
        (WRAPPED["cainiao_global_handover_commit_response"], Bag("LP00410280183654", "1853583", "1993605")),
        (SIMPLE, Bag("LP00631998284401", "10084152400", "10071881812")),
    ],
)
def test_a_recorded_commit_gives_number_and_ids(body: dict[str, Any], bag: Bag) -> None:
    assert committed(body) == bag


def test_a_refusal_keeps_its_code_and_silence_is_none() -> None:
    told = {"result": {"success": False, "error_code": "PARCEL_HAS_BEEN_HANDOVER", "error_msg": "小包已组包"}}
    assert committed(told) == Refused("PARCEL_HAS_BEEN_HANDOVER", "小包已组包")
    with pytest.raises(Unreadable):
        committed({"result": {"success": True, "data": {}}})


def test_a_parcels_bag_is_read_and_none_while_it_lies_alone() -> None:
    data = {**SIMPLE["result"]["data"], "has_been_handover": True}  # type: ignore[dict-item]
    assert bag_of_parcel({"result": {"success": True, "data": data}}) == committed(SIMPLE)
    assert bag_of_parcel({"result": {"success": True, "data": {"has_been_handover": False}}}) is None


def test_the_paper_is_a_pdf_or_an_answer_that_it_is_not_ready() -> None:
    content = base64.b64encode(b"%PDF-1.4 x").decode()
    assert paper({"result": {"success": True, "data": content}}) == b"%PDF-1.4 x"
    assert paper({"result": {"success": False, "error_code": "E"}}) == Refused("E", "")
    with pytest.raises(Unreadable):
        paper({"result": {"success": True, "data": base64.b64encode(b"<html>").decode()}})


def test_a_commit_names_its_seller_client_and_parcels() -> None:
    told = commit_request(["LP1", "LP2"], seller_id="77", way="self_send", weight_grams=0, pickup={"name": "A"})
    assert (told["user_info"], told["order_code_list"], told["type"]) == (
        {"top_user_key": "77"}, ["LP1", "LP2"], "self_send"
    )  # fmt: skip
    assert told["client"].startswith(("ISV-", "SELLER-"))
    assert "weight" not in told
