"""Routes, parameter places, order of checks and answer shapes, over real HTTP."""

import json
import time
from urllib.parse import urlencode

import pytest

from wms.aliexpress.sandbox.catalogue import DEMO, PRODUCTS
from wms.aliexpress.sandbox.wire import Items, shape

LIST = "aliexpress.solution.order.get"
SERVICES = "aliexpress.logistics.redefining.listlogisticsservice"
PAGE = '{"current_page":1,"page_size":20}'


def error(answer):
    return answer["error_response"]["code"]


def test_sync_error_is_wrapped_with_msg_and_a_request_id(gateway):
    answer = gateway.sync("no.such.method")
    assert set(answer) == {"error_response"}
    assert set(answer["error_response"]) == {"type", "code", "msg", "request_id"}
    assert answer["error_response"]["code"] == "InvalidApiPath"
    assert answer["error_response"]["type"] == "ISV"
    assert len(answer["error_response"]["request_id"]) == 25


def test_rest_error_is_flat_with_message(gateway):
    answer = gateway.rest("/auth/token/create", code="nonsense")
    assert (answer["type"], answer["code"]) == ("ISP", "InvalidCode")
    assert answer["message"] == "Invalid authorization code"
    assert "msg" not in answer
    assert answer["request_id"]


def test_each_answer_has_its_own_request_id(gateway):
    ids = {gateway.sync(SERVICES)["request_id"] for _ in range(5)}
    assert len(ids) == 5


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"method": "no.such", "app_key": None, "session": "bad"}, "InvalidApiPath"),
        ({"app_key": None, "timestamp": None}, "MissingParameter"),
        ({"app_key": "1", "timestamp": None}, "InvalidAppkey"),
        ({"timestamp": None, "session": "bad"}, "MissingParameter"),
        ({"timestamp": "9" * 400, "session": "bad"}, "InvalidTimestamp"),
        ({"timestamp": "soon", "session": "bad"}, "InvalidTimestamp"),
        ({"timestamp": str(int((time.time() - 7300) * 1000)), "session": "bad"}, "InvalidTimestamp"),
        ({"session": "bad"}, "IllegalAccessToken"),
        ({"session": None}, "IllegalAccessToken"),
        ({"param0": "{broken"}, "InvalidParameter"),
        ({"param0": '{"current_page":1}'}, "MissingParameter"),
        ({"param0": '{"current_page":1,"page_size":51}'}, "InvalidParameter"),
    ],
)
def test_checks_come_in_the_platforms_order(gateway, changed, expected):
    parameters = gateway.system(**({"method": LIST, "session": gateway.token, "param0": PAGE} | changed))
    assert error(gateway.post("/sync", gateway.signed(parameters))) == expected


def test_wrong_sign_comes_after_the_timestamp_and_before_the_token(gateway):
    parameters = gateway.system(method=LIST, session="bad", param0=PAGE)
    answer = gateway.post("/sync", parameters | {"sign": "0" * 64})
    assert error(answer) == "IncompleteSignature"
    stale = parameters | {"timestamp": "1000", "sign": "0" * 64}
    assert error(gateway.post("/sync", stale)) == "InvalidTimestamp"


@pytest.mark.parametrize("sign_method", ["sha256", "hmac-sha256", "md5", "hmac"])
def test_sync_takes_four_sign_methods(gateway, sign_method):
    parameters = gateway.system(method=SERVICES, session=gateway.token, sign_method=sign_method)
    assert f"{SERVICES.replace('.', '_')}_response" in gateway.post("/sync", gateway.signed(parameters))


def test_rest_takes_only_sha256(gateway):
    parameters = gateway.system(code="x", sign_method="md5")
    answer = gateway.post("/rest/auth/token/create", gateway.signed(parameters, api="/auth/token/create"))
    assert answer["code"] == "IncompleteSignature"


def test_dotted_names_are_unknown_on_rest(gateway):
    parameters = gateway.signed(gateway.system(method=LIST, session=gateway.token, param0=PAGE))
    assert gateway.post("/rest", parameters)["code"] == "InvalidApiPath"


def test_parameters_may_be_in_query_form_multipart_or_all_of_them(gateway):
    parameters = gateway.signed(gateway.system(method=LIST, session=gateway.token, param0=PAGE, note="二号"))
    half = dict(list(parameters.items())[:4])
    rest = {key: value for key, value in parameters.items() if key not in half}
    form = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
    boundary = "----b0"
    pieces = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
        for key, value in rest.items()
    )
    file_part = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
        "Content-Type: text/plain\r\n\r\nnot signed\r\n"
    )
    multipart = f"{pieces}{file_part}--{boundary}--\r\n".encode()
    sent = [
        gateway.send("GET", f"/sync?{urlencode(parameters)}"),
        gateway.send("POST", f"/sync?{urlencode(parameters)}"),
        gateway.send("POST", "/sync", urlencode(parameters), form),
        gateway.send("POST", f"/sync?{urlencode(half)}&method={LIST}&method={LIST}", urlencode(rest), form),
        gateway.send(
            "POST",
            f"/sync?{urlencode(half)}",
            multipart,
            {"Content-Type": f"multipart/form-data; boundary={boundary}"},
        ),
    ]
    for status, _headers, body in sent:
        assert status == 200
        assert list(json.loads(body)) == ["aliexpress_solution_order_get_response"], body


def test_access_token_is_an_alias_of_session_on_sync(gateway):
    parameters = gateway.system(method=SERVICES, access_token=gateway.token, simplify="true")
    assert gateway.post("/sync", gateway.signed(parameters))["result_success"] is True


def test_token_call_through_sync_is_wrapped_by_its_own_name(gateway):
    pair = gateway.sandbox.world.records["token"][gateway.token]
    parameters = gateway.system(method="/auth/token/refresh", refresh_token=pair["refresh"])
    answer = gateway.post("/sync", gateway.signed(parameters, api="/auth/token/refresh"))
    assert list(answer) == ["/auth/token/refresh_response"]


def test_rest_takes_the_php_form_with_the_path_in_method(gateway):
    pair = gateway.sandbox.world.records["token"][gateway.token]
    parameters = gateway.system(method="/auth/token/refresh", refresh_token=pair["refresh"], simplify="false")
    answer = gateway.post("/rest", gateway.signed(parameters, api="/auth/token/refresh"))
    assert answer["code"] == "0"
    assert answer["access_token"].startswith("50000")


def test_legacy_entry_answers_with_numbers(gateway):
    parameters = gateway.system(method=LIST, session="bad", param0=PAGE, sign_method="md5")
    refused = gateway.post("/router/rest", gateway.signed(parameters))["error_response"]
    assert (refused["code"], refused["sub_code"]) == (27, "IllegalAccessToken")
    assert gateway.post("/router/rest", parameters | {"sign": "0"})["error_response"]["code"] == 25
    parameters["session"] = gateway.token
    assert "aliexpress_solution_order_get_response" in gateway.post("/router/rest", gateway.signed(parameters))


def test_lists_are_objects_with_one_key_by_default_and_arrays_when_simplified(gateway):
    gateway.stock(MC_15P_BLK=3)
    gateway.order(("MC-15P-BLK", 1))
    plain = gateway.sync(LIST, param0=PAGE)
    assert isinstance(plain["result"]["target_list"], list)
    wrapped = gateway.sync(LIST, simplify=False, param0=PAGE)["aliexpress_solution_order_get_response"]
    assert list(wrapped["result"]["target_list"]) == ["order_dto"]
    row = wrapped["result"]["target_list"]["order_dto"][0]
    assert list(row["product_list"]) == ["order_product_dto"]
    assert row["product_list"]["order_product_dto"][0]["tags"] == {}
    assert "end_reason" not in row, "null fields are left out"


def test_empty_list_is_an_empty_object_by_default(gateway):
    wrapped = gateway.sync(LIST, simplify=False, param0=PAGE)["aliexpress_solution_order_get_response"]
    assert wrapped["result"]["target_list"] == {}
    assert gateway.sync(LIST, param0=PAGE)["result"]["target_list"] == []


def test_shape_keeps_zero_false_and_empty_text():
    assert shape({"a": 0, "b": False, "c": "", "d": None, "e": Items("x", [{"f": None}])}, False) == {
        "a": 0,
        "b": False,
        "c": "",
        "e": {"x": [{}]},
    }


def test_ids_are_numbers_beyond_53_bits(gateway):
    product = PRODUCTS[DEMO][0]
    texts = {"method": "aliexpress.offer.product.query", "product_id": str(product.product_id), "simplify": "true"}
    parameters = gateway.signed(gateway.system(session=gateway.token, **texts))
    _status, _headers, body = gateway.send("GET", f"/sync?{urlencode(parameters)}")
    assert f'"sku_Id":{product.skus[0].platform_sku_id}'.encode() in body
    assert product.skus[0].platform_sku_id > 2**53


def test_headers_look_like_the_gateways(gateway):
    _status, headers, _body = gateway.send("GET", "/sync")
    assert dict(headers)["Content-Type"] == "application/json;charset=utf-8"
    assert dict(headers)["Server"] == "Tengine/Aserver"


def test_long_answers_are_zipped_for_who_takes_it(gateway):
    parameters = {"product_id": str(PRODUCTS[DEMO][0].product_id), "method": "aliexpress.solution.product.info.get"}
    signed = gateway.signed(gateway.system(session=gateway.token, **parameters))
    plain = gateway.send("GET", f"/sync?{urlencode(signed)}")
    zipped = gateway.send("GET", f"/sync?{urlencode(signed)}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in dict(plain[1])
    assert dict(zipped[1])["Content-Encoding"] == "gzip"
    assert len(zipped[2]) < len(plain[2])


def test_what_is_no_route_is_404_and_a_body_without_length_is_refused(gateway):
    assert gateway.send("GET", "/nowhere")[0] == 404
    status, _headers, _body = gateway.send("POST", "/sync", iter([b"a"]), {"Transfer-Encoding": "chunked"})
    assert status == 411
