"""The published and cross-checked sign vectors, all with the secret "helloworld"."""

import pytest

from wms.aliexpress.sandbox import signature

SECRET = "helloworld"
PARAM0 = (
    '{"create_date_start":"2026-11-01 00:00:00","current_page":1,"page_size":20,'
    '"order_status_list":["WAIT_SELLER_SEND_GOODS"]}'
)
V2 = {
    "app_key": "123456",
    "format": "json",
    "method": "aliexpress.solution.order.get",
    "param0": PARAM0,
    "session": "50000test",
    "sign_method": "sha256",
    "simplify": "false",
    "timestamp": "1762000000000",
    "v": "2.0",
}
V3 = {
    "app_key": "123456",
    "format": "json",
    "method": "aliexpress.solution.order.fulfill",
    "session": "50000test",
    "sign_method": "sha256",
    "timestamp": "1762000000000",
    "out_ref": "3031265788145237",
    "send_type": "all",
    "service_name": "CAINIAO_STANDARD",
    "logistics_no": "LP00123456789CN",
    "description": "Посылка №1",
}
V4 = {
    "app_key": "123456",
    "format": "json",
    "method": "aliexpress.solution.order.get",
    "param0": '{"current_page":1,"page_size":20}',
    "session": "50000test",
    "sign_method": "md5",
    "timestamp": "2026-11-01 12:00:00",
    "v": "2.0",
}
V5 = {
    "app_key": "123456",
    "format": "json",
    "method": "aliexpress.solution.batch.product.inventory.update",
    "mutiple_product_update_list": (
        '[{"product_id":1005003574624824,"multiple_sku_update_list":'
        '[{"sku_code":"SKU-A","inventory":7},{"sku_code":"SKU-B","inventory":0}]}]'
    ),
    "session": "50000test",
    "sign_method": "sha256",
    "timestamp": "1762000000000",
    "v": "2.0",
}
V6 = {
    "app_key": "123456",
    "refresh_token": "50001test",
    "sign_method": "sha256",
    "timestamp": "1762000000000",
}
V8 = {
    "method": "taobao.item.seller.get",
    "app_key": "12345678",
    "session": "test",
    "timestamp": "2016-01-01 12:00:00",
    "format": "json",
    "v": "2.0",
    "sign_method": "md5",
    "fields": "num_iid,title,nick,price,num",
    "num_iid": "11223344",
}
VECTORS = {
    "V0": (
        "/order/get",
        {
            "access_token": "test",
            "app_key": "123456",
            "order_id": "1234",
            "sign_method": "sha256",
            "timestamp": "1517820392000",
        },
        "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A",
    ),
    "V1": (
        "/auth/token/create",
        {
            "app_key": "123456",
            "code": "3_500001_AbCdEf",
            "sign_method": "sha256",
            "timestamp": "1517820392000",
        },
        "43865D90BF94AB148919B36DB7DFBB886C9931AF7067C1273446A815F1D1B683",
    ),
    "V2": ("", V2, "D78DA014F4C83EA5DFE361FFA7DE51A5155DDE9C3148D53AB00286563A1C68F1"),
    "V3": ("", V3, "84CE285F4D5B72B32AE16F9A9C6B3F1A8785052940C01D6BE52394F051609DD7"),
    "V4": ("", V4, "94DE83DC2DB9E7E8BA4DD4B82BF98601"),
    "V5": ("", V5, "F2A41574F4BF5A0472A149E8340FE45FB447D978926238BB49F3F3D74772CF35"),
    "V6": ("/auth/token/refresh", V6, "8ADE2996C4D5EB34D3A73E3DE4A779D058CED23464FDA060031F91E1FFAAC36F"),
    "V6b": (
        "/auth/token/refresh",
        V6
        | {
            "method": "/auth/token/refresh",
            "partner_id": "iop-sdk-php-20220608",
            "simplify": "false",
            "format": "json",
        },
        "D7256C2FDB59DCDE0F4BB7516008DFD77D3CDF3DCB18CF1CD770B956C5C8B635",
    ),
    "V7": (
        "",
        {key: value for key, value in V2.items() if key != "simplify"}
        | {"sign_method": "hmac-sha256", "timestamp": "2026-11-01 12:00:00"},
        "8B4AEB7CD837FC29F2EA6646E93A2C8E4C2F8D569094341D4FB18F93FF90997C",
    ),
    "V8": ("", V8, "66987CB115214E59E6EC978214934FB8"),
    "V9": ("", V4 | {"sign_method": "hmac"}, "051486F5DC0817BA987B51953C18C3EA"),
}


@pytest.mark.parametrize("name", VECTORS)
def test_vector_is_computed_and_accepted(name):
    api, parameters, expected = VECTORS[name]
    assert signature.compute(SECRET, api, parameters, parameters["sign_method"]) == expected
    assert signature.matches(SECRET, api, parameters | {"sign": expected})


@pytest.mark.parametrize("name", VECTORS)
def test_changed_parameter_secret_or_case_is_not_accepted(name):
    api, parameters, expected = VECTORS[name]
    assert not signature.matches(SECRET, api, parameters | {"sign": expected, "app_key": "123457"})
    assert not signature.matches(SECRET + "x", api, parameters | {"sign": expected})
    assert not signature.matches(SECRET, api, parameters | {"sign": expected.lower()})
    assert not signature.matches(SECRET, api, parameters)


def test_known_wrong_recipes_are_not_accepted():
    wrapped = signature.compute(SECRET, "/aliexpress.solution.order.get", V2)
    assert not signature.matches(SECRET, "", V2 | {"sign": wrapped})
    sync_prefixed = signature.compute(SECRET, "/sync", V2)
    assert not signature.matches(SECRET, "", V2 | {"sign": sync_prefixed})
    lowered = sorted(V2, key=str.lower)
    assert lowered == sorted(V2), "camelCase is what tells the orders apart"
    mixed = V2 | {"pageNo": "1", "page_size": "20", "appKey": "a"}
    assert sorted(mixed, key=str.lower) != sorted(mixed)
    assert signature.matches(SECRET, "", mixed | {"sign": signature.compute(SECRET, "", mixed)})


def test_empty_values_may_be_signed_or_dropped():
    with_empty = V2 | {"partner_id": ""}
    assert signature.matches(SECRET, "", with_empty | {"sign": signature.compute(SECRET, "", with_empty)})
    assert signature.matches(SECRET, "", with_empty | {"sign": signature.compute(SECRET, "", V2)})


def test_unknown_sign_method_is_refused():
    with pytest.raises(ValueError, match="sha1"):
        signature.compute(SECRET, "", V2, "sha1")
    assert not signature.matches(SECRET, "", V2 | {"sign_method": "sha1", "sign": "00"})
