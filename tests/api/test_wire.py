"""What comes over the wire: sizes, kinds, fields and parameters that are wrong are told precisely, in each language."""

from __future__ import annotations

import io

import pytest
from django.test import Client, override_settings

from inventory.models import Sku
from tests.api.kit import Integrator, codes, wrong
from tests.factories.inventory import SkuFactory
from tests.rights.world import objects_of
from wms.core.models import Warehouse

GIGABYTE = 1_000_000_000
GOOD = {"code": "A", "name_zh": "a", "name_en": "a"}


class Unread(io.BytesIO):
    """A body that fails the test when somebody reads it."""

    def read(self, *args: object) -> bytes:
        raise AssertionError("the body was read")

    readline = readlines = read  # type: ignore[assignment]


def announced(erp: Integrator, **environ: object) -> tuple[int, str, str]:
    extra = {"wsgi.input": Unread(), "CONTENT_TYPE": "application/json", **environ}
    answer = Client().post("/api/v1/skus/", headers={**erp.headers, "Idempotency-Key": "k"}, **extra)
    return (*codes(answer), answer["Connection"])


def test_a_gigabyte_is_refused_before_a_byte_of_it_is_read(erp: Integrator) -> None:
    assert announced(erp, CONTENT_LENGTH=str(GIGABYTE)) == (413, "api.body_too_large", "close")


def test_a_body_of_unknown_length_is_not_begun(erp: Integrator) -> None:
    assert announced(erp, CONTENT_LENGTH="", HTTP_TRANSFER_ENCODING="chunked") == (411, "api.length_missing", "close")


def test_each_unknown_and_each_wrong_field_is_named(erp: Integrator) -> None:
    body = {**GOOD, "colour": "blue", "weight_grams": 0, "name_en": "", "tracks_lots": "perhaps", "spu": "x" * 65}
    del body["name_zh"]
    assert wrong(erp.post("skus/", body)) == {
        "#/colour": "unknown",
        "#/name_zh": "required",
        "#/name_en": "blank",
        "#/weight_grams": "min_value",
        "#/tracks_lots": "invalid",
        "#/spu": "max_length",
    }
    assert not Sku.objects.exists()


def test_fields_called_like_an_error_s_own_parts_are_named(erp: Integrator) -> None:
    body = {"message": 1, "code": "", "name_zh": "a", "name_en": "a"}
    assert wrong(erp.post("skus/", body)) == {"#/message": "unknown", "#/code": "blank"}


def test_fields_of_lines_are_told_by_their_pointer(erp: Integrator) -> None:
    line = {"sku": SkuFactory().code, "expected_units": 1}
    body = {"number": "P", "warehouse": "HERE", "lines": [line, {**line, "lot": "B", "colour": 1}, 7]}
    found = wrong(erp.post("asns/", body))
    assert found == {"#/lines/1/colour": "unknown", "#/lines/2": "invalid"}
    assert wrong(erp.post("asns/", {**body, "lines": []})) == {"#/lines": "empty"}


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        ("{", "application/json", (400, "api.body_not_json")),
        ('{"weight_grams": NaN}', "application/json", (400, "api.body_not_json")),
        ("[" * 100_000, "application/json", (400, "api.body_not_json")),
        ('{"\\ud800": 1}', "application/json", (400, "api.malformed")),
        ("a=1", "application/x-www-form-urlencoded", (415, "api.media_type")),
        ("[]", "application/json", (400, "api.malformed")),
        ('{"code": "\\u0000", "name_zh": "a", "name_en": "a"}', "application/json", (400, "api.malformed")),
        ('{"code": "\\ud800", "name_zh": "a", "name_en": "a"}', "application/json", (400, "api.malformed")),
    ],
)
def test_what_is_no_json_object_is_refused(erp: Integrator, body: str, kind: str, expected: tuple[int, str]) -> None:
    sent = {**erp.headers, "Idempotency-Key": "k"}
    assert codes(Client().generic("POST", "/api/v1/skus/", body, kind, headers=sent)) == expected
    assert not Sku.objects.exists()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"colour": "blue"}, {"colour": "unknown_parameter"}),
        ({"limit": "0"}, {"limit": "invalid"}),
        ({"limit": "201"}, {"limit": "max_value"}),
        ({"cursor": "nonsense"}, {"cursor": "invalid"}),
        ({"cursor": "OTk5OTk5OTk5OTk5OTk5OTk5OTk"}, {"cursor": "invalid"}),
        ({"newest": "yes"}, {"newest": "invalid_choice"}),
        ({"code": "a\x00b"}, {"code": "null_characters_not_allowed"}),
    ],
)
def test_a_wrong_parameter_is_named(erp: Integrator, query: dict[str, str], expected: dict[str, str]) -> None:
    assert wrong(erp.get("skus/", query)) == expected


def test_a_filter_with_a_wrong_value_is_named(erp: Integrator) -> None:
    assert wrong(erp.get("orders/", {"state": "lost"})) == {"state": "invalid_choice"}
    assert wrong(erp.get("orders/", {"placed_from": "yesterday"})) == {"placed_from": "invalid"}
    assert wrong(erp.get("orders/", {"placed_from": "0001-01-01T00:00:00+18:35"})) == {"placed_from": "invalid"}
    assert erp.get("orders/", {"placed_before": "0205-05-08T02:58:47+18:35"}).json()["results"] == []


def test_words_come_in_the_language_asked_for_and_chinese_else(erp: Integrator) -> None:
    for asked, title, language in (
        ("en-GB,en;q=0.9", "Not found", "en"),
        ("zh-CN", "没有找到", "zh-hans"),
        ("de", "没有找到", "zh-hans"),
        ("", "没有找到", "zh-hans"),
    ):
        answer = erp.get("skus/1/", **{"Accept-Language": asked})
        assert (answer.json()["title"], answer["Content-Language"]) == (title, language)
    told = erp.post("skus/", {**GOOD, "colour": 1}, **{"Accept-Language": "zh"}).json()
    assert (told["title"], told["errors"][0]["detail"]) == ("有 1 处不对", "没有这个字段")


def test_where_nothing_is_a_problem_is_told(erp: Integrator) -> None:
    assert codes(erp.get("nothing/")) == (404, "api.not_found")
    assert codes(erp.get("skus/99999999999999999999/")) == (404, "api.not_found")
    missing = erp.write("DELETE", "skus/", "")
    assert (codes(missing), missing["Allow"]) == ((405, "api.method"), "GET, HEAD, POST")
    assert codes(erp.get("skus/", Accept="text/html")) == (406, "api.not_acceptable")


def test_a_thing_of_a_foreign_warehouse_is_not_there(erp: Integrator, here: Warehouse, there: Warehouse) -> None:
    own, foreign = objects_of(here), objects_of(there)
    for path, name in (
        ("asns/{}/", "receipt_id"),
        ("orders/{}/", "order_id"),
        ("waves/{}/", "wave_id"),
        ("parcels/{}/", "parcel_id"),
        ("work-items/{}/", "item_id"),
        ("serials/{}/", "serial_id"),
    ):
        assert erp.get(path.format(own[name])).status_code == 200
        assert codes(erp.get(path.format(foreign[name]))) == (404, "api.not_found")
    for path, body in (
        (f"asns/{foreign['receipt_id']}/cancel/", {"reason": "x"}),
        (f"orders/{foreign['order_id']}/hold/", {"reason": "x"}),
        (f"orders/{foreign['order_id']}/release/", {}),
        (f"work-items/{foreign['item_id']}/resolve/", {"resolution": "x"}),
    ):
        assert codes(erp.post(path, body)) == (404, "api.not_found")
    for path in ("asns/", "orders/", "waves/", "parcels/", "work-items/", "stock/", "stock/places/", "serials/"):
        assert {row["warehouse"] for row in erp.get(path).json()["results"]} == {"HERE"}, path


def test_an_unchanged_thing_is_told_by_304(erp: Integrator) -> None:
    address = f"skus/{SkuFactory().pk}/"
    first = erp.get(address)
    again = erp.get(address, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    erp.patch(address, {"weight_grams": 9})
    assert erp.get(address, **{"If-None-Match": first["ETag"]}).status_code == 200


@override_settings(API_REQUESTS_PER_MINUTE=60)
def test_too_many_calls_are_told_when_to_come_again_each_token_for_itself(
    erp: Integrator, here: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000_000.0]
    monkeypatch.setattr("wms.api.throttling.time.time", lambda: clock[0])
    assert [erp.get("token/").status_code for _ in range(11)] == [200] * 10 + [429]
    refused = erp.get("token/")
    assert (codes(refused), refused["Retry-After"]) == ((429, "api.too_many_requests"), "1")
    assert Integrator(here).get("token/").status_code == 200
    clock[0] += 1.0
    assert [erp.get("token/").status_code for _ in range(2)] == [200, 429]
