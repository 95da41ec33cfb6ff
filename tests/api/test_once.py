"""A write happens once for each Idempotency-Key."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from inventory.models import Sku
from tests.api.kit import Integrator, codes
from tests.factories.inventory import SkuFactory, StockedWarehouseFactory
from wms.api import once
from wms.api.models import KeptAnswer
from wms.api.operations.feed import purge
from wms.api.states import Scope
from wms.api.views.goods import Skus
from wms.core.models import AuditEntry, Warehouse

BODY = {"code": "A", "name_zh": "a", "name_en": "a"}


def test_the_same_key_gets_the_same_answer_and_no_second_effect(erp: Integrator) -> None:
    first, again = erp.post("skus/", BODY, key="k"), erp.post("skus/", BODY, key="k")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.content, again["Location"]) == (first.content, first["Location"])
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert again["X-Request-ID"] != first["X-Request-ID"]
    assert (Sku.objects.count(), AuditEntry.objects.filter(action="sku.created").count()) == (1, 1)


def test_a_repeat_says_in_which_language_its_answer_was_given(erp: Integrator) -> None:
    SkuFactory(code="A")
    first = erp.post("skus/", BODY, key="k")
    again = erp.post("skus/", BODY, key="k", **{"Accept-Language": "zh"})
    assert (first["Content-Language"], again["Content-Language"]) == ("en", "en")
    assert again.content == first.content


def test_a_rooms_refusal_is_kept_too(erp: Integrator) -> None:
    sku = SkuFactory(code="A")
    first = erp.post("skus/", BODY, key="k")
    sku.delete()
    again = erp.post("skus/", BODY, key="k")
    assert (codes(first), again.content) == ((409, "sku.code_taken"), first.content)
    assert again["Content-Type"] == "application/problem+json"
    assert not Sku.objects.exists()


def test_the_key_with_another_request_is_refused(erp: Integrator) -> None:
    erp.post("skus/", BODY, key="k")
    assert codes(erp.post("skus/", {**BODY, "code": "B"}, key="k")) == (422, "api.key_reused")
    assert codes(erp.patch(f"skus/{Sku.objects.get().pk}/", {"weight_grams": 1}, key="k")) == (422, "api.key_reused")
    assert Sku.objects.get().weight_grams is None


def test_what_is_malformed_leaves_its_key_free(erp: Integrator) -> None:
    assert erp.post("skus/", {**BODY, "colour": 1}, key="k").status_code == 400
    assert not KeptAnswer.objects.exists()
    assert erp.post("skus/", BODY, key="k").status_code == 201


def test_a_bug_leaves_its_key_free(erp: Integrator, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any, given: dict[str, Any]) -> once.Done:
        raise RuntimeError("a bug")

    erp.client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(Skus, "_create", fail)
        assert erp.post("skus/", BODY, key="k").status_code == 500
    assert erp.post("skus/", BODY, key="k").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 256])
def test_a_write_needs_a_key(erp: Integrator, key: str) -> None:
    sent = erp.headers | ({"Idempotency-Key": key} if key else {})
    answer = erp.client.post("/api/v1/skus/", BODY, "application/json", headers=sent)
    assert codes(answer) == (400, "api.key_missing")
    assert not Sku.objects.exists()


def test_keys_of_two_tokens_have_nothing_to_do_with_each_other(erp: Integrator, here: Warehouse) -> None:
    erp.post("skus/", BODY, key="k")
    assert Integrator(here).post("skus/", {**BODY, "code": "B"}, key="k").status_code == 201


def test_answers_are_taken_away_after_a_day(erp: Integrator) -> None:
    erp.post("skus/", BODY, key="old")
    erp.post("skus/", {**BODY, "code": "B"}, key="new")
    KeptAnswer.objects.filter(key="old").update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    purge()
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["new"]


def at_once(erp: Integrator, count: int, keys: list[str]) -> list[tuple[int, str]]:
    """`count` requests that all begin at the same moment."""
    ready, found = threading.Barrier(count), []

    def call(key: str) -> None:
        try:
            client = type(erp.client)()
            ready.wait(30)
            answer = client.post(
                "/api/v1/asns/", BODY_OF_ASN, "application/json", headers={**erp.headers, "Idempotency-Key": key}
            )
            found.append((answer.status_code, answer.get("Idempotent-Replayed", "")))
        finally:
            connection.close()

    threads = [threading.Thread(target=call, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(found)


BODY_OF_ASN = {"number": "PO-1", "warehouse": "HERE", "lines": [{"sku": "RACE", "expected_units": 5}]}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_in_parallel_have_one_effect() -> None:
    here = StockedWarehouseFactory(code="HERE")
    SkuFactory(code="RACE")
    erp = Integrator(here, scopes=[Scope.INBOUND_WRITE])
    assert at_once(erp, 4, ["k"] * 4) == [(201, ""), (201, "true"), (201, "true"), (201, "true")]
    assert KeptAnswer.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_race_exists_without_the_key() -> None:
    """With a key of its own each request is a write of its own: one is made, the others meet its number."""
    here = StockedWarehouseFactory(code="HERE")
    SkuFactory(code="RACE")
    erp = Integrator(here, scopes=[Scope.INBOUND_WRITE])
    assert [status for status, _ in at_once(erp, 4, ["a", "b", "c", "d"])] == [201, 409, 409, 409]
    assert KeptAnswer.objects.count() == 4
