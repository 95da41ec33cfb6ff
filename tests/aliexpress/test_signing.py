"""Our signature against the recorded vectors: what others have computed, never what the sandbox computes."""

import pytest

from tests.aliexpress.sandbox.test_signature import SECRET, V2, VECTORS
from wms.aliexpress.signing import sign


@pytest.mark.parametrize("name", VECTORS)
def test_a_recorded_vector_is_met(name: str) -> None:
    api, parameters, expected = VECTORS[name]

    assert sign(SECRET, parameters, api=api, sign_method=parameters["sign_method"]) == expected


@pytest.mark.parametrize("name", VECTORS)
def test_the_order_of_the_parameters_and_an_old_sign_do_not_matter(name: str) -> None:
    api, parameters, expected = VECTORS[name]
    turned = {"sign": "0" * 64, **dict(reversed(parameters.items()))}

    assert sign(SECRET, turned, api=api, sign_method=parameters["sign_method"]) == expected


@pytest.mark.parametrize("name", [name for name in VECTORS if name != "V9"])
def test_a_changed_value_or_secret_changes_the_sign(name: str) -> None:
    api, parameters, expected = VECTORS[name]
    way = parameters["sign_method"]

    assert sign(SECRET, parameters | {"app_key": "123457"}, api=api, sign_method=way) != expected
    assert sign(SECRET + "x", parameters, api=api, sign_method=way) != expected


def test_only_a_path_goes_in_front_never_a_dotted_name() -> None:
    plain = sign(SECRET, V2)

    assert sign(SECRET, V2, api="aliexpress.solution.order.get") == plain
    assert sign(SECRET, V2, api="/aliexpress.solution.order.get") != plain


def test_the_legacy_forms_never_take_a_path() -> None:
    for way in ("md5", "hmac"):
        assert sign(SECRET, V2, api="/auth/token/create", sign_method=way) == sign(SECRET, V2, sign_method=way)


def test_keys_are_sorted_by_bytes_not_by_alphabet() -> None:
    """`pageNo` < `page_size` in ASCII (N before _), the other way round in a dictionary."""
    mixed = {"page_size": "1", "pageNo": "2"}

    assert sign(SECRET, mixed) == sign(SECRET, {"pageNo2page_size": "1"})


def test_another_way_of_signing_is_refused() -> None:
    with pytest.raises(ValueError, match="sha1"):
        sign(SECRET, V2, sign_method="sha1")
