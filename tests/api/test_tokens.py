"""A token lets in what it says, until it ends; only its hash is kept; who makes one administers its warehouses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.api.kit import CAUSE, Integrator, codes
from tests.factories.core import PersonFactory, WarehouseFactory
from wms.api.errors import (
    ExpiryPast,
    ScopesMissing,
    TokenIsRevoked,
    TokenNotYours,
    WarehousesMissing,
)
from wms.api.models import ApiToken
from wms.api.operations.tokens import create_token, revoke_token
from wms.api.states import Scope
from wms.core.enrolment import hash_token
from wms.core.models import Assignment, AuditEntry, Warehouse
from wms.core.states import Role
from wms.core.transactions import unit_of_work


def test_a_token_is_kept_as_a_hash_and_audited_without_its_text(erp: Integrator, here: Warehouse) -> None:
    row = ApiToken.objects.get()
    assert (row.token_hash, row.prefix) == (hash_token(erp.secret), erp.secret.split("_")[1])
    entry = AuditEntry.objects.get(action="token.create")
    assert (entry.subject, entry.warehouse) == (f"token:{row.prefix}", here)
    assert erp.secret not in str(entry.after)


def test_without_or_with_a_wrong_token_nobody_comes_in(erp: Integrator) -> None:
    client = Client()
    for header, code in (
        ("", "api.token_missing"),
        ("Bearer zjt_x", "api.token_unknown"),
        ("Basic eA==", "api.token_unknown"),
    ):
        answer = client.get("/api/v1/token/", headers={"Authorization": header} if header else {})
        assert codes(answer) == (401, code)
        assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_session_of_the_desk_is_no_token(erp: Integrator) -> None:
    client = Client()
    client.force_login(erp.keeper)
    assert codes(client.get("/api/v1/token/")) == (401, "api.token_missing")


def test_a_token_ends_by_day_and_by_hand(erp: Integrator) -> None:
    ApiToken.objects.update(expires_at=timezone.now())
    assert codes(erp.get("token/")) == (401, "api.token_expired")
    ApiToken.objects.update(expires_at=None)
    with unit_of_work():
        revoke_token(cause=CAUSE, token=erp.token)
    assert codes(erp.get("token/")) == (401, "api.token_revoked")
    with pytest.raises(TokenIsRevoked), unit_of_work():
        revoke_token(cause=CAUSE, token=erp.token)
    assert AuditEntry.objects.filter(action="token.revoke").count() == 1


def test_a_token_ends_with_whoever_made_it_and_comes_back_with_him(erp: Integrator) -> None:
    for is_active, code in ((False, (401, "api.token_keeper_gone")), (True, (200, None))):
        type(erp.keeper).objects.filter(pk=erp.keeper.pk).update(is_active=is_active)
        answer = erp.get("token/")
        assert (answer.status_code, answer.json().get("code")) == code


def test_reading_and_writing_need_their_scopes(here: Warehouse) -> None:
    reader = Integrator(here, scopes=[Scope.SKUS_READ])
    assert reader.get("skus/").status_code == 200
    refused = reader.post("skus/", {"code": "A", "name_zh": "a", "name_en": "a"})
    assert codes(refused) == (403, "api.scope_missing")
    assert refused.json()["facts"] == {"scope": "skus:write"}
    assert codes(reader.get("stock/")) == (403, "api.scope_missing")
    assert reader.get("token/").json()["scopes"] == ["skus:read"]


def test_the_last_use_is_noted_with_its_request_once_a_minute(erp: Integrator) -> None:
    first = erp.get("token/")
    noted = ApiToken.objects.get()
    assert noted.last_request == first["X-Request-ID"]
    erp.get("token/")
    assert ApiToken.objects.get().last_request == first["X-Request-ID"]
    ApiToken.objects.update(last_used_at=timezone.now() - timedelta(minutes=2))
    last = erp.get("token/")
    assert ApiToken.objects.get().last_request == last["X-Request-ID"]


def test_a_deactivated_warehouse_is_no_longer_the_tokens(erp: Integrator, here: Warehouse) -> None:
    assert erp.get("token/").json()["warehouses"] == ["HERE"]
    Warehouse.objects.filter(pk=here.pk).update(is_active=False)
    assert erp.get("token/").json()["warehouses"] == []


def test_every_warehouse_means_later_ones_too(db: None) -> None:
    wide = Integrator()
    WarehouseFactory(code="LATER")
    assert "LATER" in wide.get("token/").json()["warehouses"]


def test_nobody_makes_a_token_beyond_the_warehouses_that_he_administers(here: Warehouse, there: Warehouse) -> None:
    keeper = PersonFactory()
    Assignment.objects.create(person=keeper, warehouse=here, role=Role.ADMINISTRATOR)
    Assignment.objects.create(person=keeper, warehouse=there, role=Role.MANAGER)
    good = {"cause": CAUSE, "keeper": keeper, "name": "ERP", "scopes": [Scope.SKUS_READ], "warehouses": [here]}
    for change, refusal in (
        ({"warehouses": [here, there]}, TokenNotYours),
        ({"is_everywhere": True}, TokenNotYours),
        ({"warehouses": []}, WarehousesMissing),
        ({"scopes": ["nonsense"]}, ScopesMissing),
        ({"expires_at": timezone.now()}, ExpiryPast),
    ):
        with pytest.raises(refusal), unit_of_work():
            create_token(**{**good, **change})  # type: ignore[arg-type]
    assert not ApiToken.objects.exists()
