"""The service list as it was seen on the wire, in both layouts, and the choice among what it offers."""

from __future__ import annotations

from typing import Any

import pytest

from wms.aliexpress.payloads.envelope import Unreadable
from wms.aliexpress.payloads.services import Offer, Size, choose, offers, services_request

ROW = {
    "logistics_service_id": "CPAM",
    "logistics_service_name": "中国邮政挂号小包",
    "logistics_timeliness": "15-60",
    "trial_result": "CN¥21.40",
    "express_logistics_service": False,
    "other_fees": {},
}


@pytest.mark.parametrize(
    "result_list", [{"result": [ROW]}, [ROW], {"aeop_online_logistics_service_result": [ROW]}], ids=str
)
def test_services_read_alike_in_all_their_shapes(result_list: Any) -> None:
    body = {"result_list": result_list, "result_success": True}
    assert offers(body) == [Offer("CPAM", "中国邮政挂号小包", "CN¥21.40")]


def test_the_newer_names_are_read_and_a_nameless_row_is_none() -> None:
    body = {"result_list": [{"code": "EMS", "name": "EMS"}, {"name": "?"}], "result_success": "true"}
    assert offers(body) == [Offer("EMS", "EMS")]


@pytest.mark.parametrize("empty", [{}, []])
def test_an_empty_list_is_an_answer_and_silence_is_not(empty: Any) -> None:
    assert offers({"result_list": empty, "result_success": True}) == []
    with pytest.raises(Unreadable):
        offers({"result_success": False, "error_desc": "system error"})


def test_what_is_unknown_of_the_parcel_is_left_out_and_millimetres_round_up() -> None:
    assert services_request("1", Size(1250, 101, 100, 9)) == {
        "order_id": "1", "goods_weight": "1.250", "goods_length": "11", "goods_width": "10", "goods_height": "1"
    }  # fmt: skip
    told = services_request("1", Size())
    assert {key for key, value in told.items() if value is not None} == {"order_id"}


@pytest.mark.parametrize(
    ("promised", "preferred", "chosen"),
    [("A", ("B",), "A"), ("X", ("Y", "B", "A"), "B"), ("X", ("OWN", "A"), "OWN"), ("X", (), ""), ("", ("A",), "A")],
)
def test_the_first_that_can_be_had_is_chosen(promised: str, preferred: tuple[str, ...], chosen: str) -> None:
    assert choose(promised, preferred, {"A", "B"}, {"OWN"}) == chosen
