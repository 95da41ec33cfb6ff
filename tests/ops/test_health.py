"""What the health addresses say, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from wms.core.models import Exchange, Message, Throttle
from wms.core.outbox import exchange_handler, excuses
from wms.core.outbox.registry import Sent
from wms.core.states import DeliveryState
from wms.ops import dials, health

TOKEN = "a-token-for-prometheus"


def message(lane: str, *, due_seconds_ago: float, state: str = DeliveryState.PENDING) -> Message:
    next_at = timezone.now() - timedelta(seconds=due_seconds_ago)
    return Message.objects.create(topic="t", key="k", subscriber="s", lane=lane, next_at=next_at, state=state)


def exchange(lane: str, *, handler: str, due_seconds_ago: float) -> Exchange:
    next_at = timezone.now() - timedelta(seconds=due_seconds_ago)
    return Exchange.objects.create(lane=lane, handler=handler, subject="s", next_at=next_at, source="test")


def test_alive_asks_no_database(client: Client) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_writes_and_takes_back(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": ""}
    assert Throttle.objects.count() == 0


@pytest.mark.django_db
def test_a_missing_migration_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_seen_migrated", set())
    monkeypatch.setattr(dials, "is_migrated", lambda: False)
    response = client.get("/readyz?deep=1")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": "migrations missing"}


@pytest.mark.django_db
def test_migrations_are_looked_at_once_a_process(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(health, "_seen_migrated", set())
    assert health._is_migrated_once()
    with django_assert_num_queries(0):
        assert health._is_migrated_once()


@pytest.mark.django_db
def test_a_database_that_cannot_be_written_is_not_ready(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**fields: object) -> None:
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(Throttle.objects, "create", full)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "database": "DatabaseError"}


@pytest.mark.django_db
def test_deep_names_the_lane_that_stands_still(client: Client) -> None:
    message("messages", due_seconds_ago=45)
    message("messages", due_seconds_ago=3)
    message("other", due_seconds_ago=19)
    message("finished", due_seconds_ago=900, state=DeliveryState.DONE)
    message("later", due_seconds_ago=-60)
    answer = client.get("/readyz?deep=1")
    assert answer.status_code == 503
    assert [lane["lane"] for lane in answer.json()["stuck_lanes"]] == ["messages"]
    assert answer.json()["stuck_lanes"][0]["seconds"] == pytest.approx(45, abs=5)
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_an_abandoned_lease_counts_and_a_live_one_does_not(client: Client) -> None:
    message("abandoned", due_seconds_ago=30, state=DeliveryState.LEASED)
    message("live", due_seconds_ago=-5, state=DeliveryState.LEASED)
    assert [(age.lane, age.is_stuck) for age in dials.lane_ages()] == [("abandoned", True)]


class Banned:
    def throttle_key(self, exchange: Exchange) -> str | None:
        return "app-1"

    def send(self, exchange: Exchange) -> Sent:
        raise AssertionError("nothing is sent here")

    def finish(self, exchange: Exchange, sent: Sent) -> None:
        raise AssertionError("nothing is finished here")


@pytest.mark.django_db
def test_a_banned_key_and_a_registered_excuse_hold_a_lane_without_alarm(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange_handler("test.banned", Banned())
    exchange("shop:1:orders", handler="test.banned", due_seconds_ago=60)
    message("shop:1:stock", due_seconds_ago=60)
    assert [age.is_stuck for age in dials.lane_ages()] == [True, True]

    now = timezone.now()
    Throttle.objects.create(key="app-1", next_at=now, stock_next_at=now, banned_until=now + timedelta(seconds=50))
    monkeypatch.setattr(excuses, "_excuses", {})
    excuses.lane_excuse("breaker", lambda: {"shop:1:stock"})
    assert [age.is_stuck for age in dials.lane_ages()] == [False, False]
    assert client.get("/readyz?deep=1").json()["stuck_lanes"] == []

    exchange("shop:1:orders", handler="nobody.knows.it", due_seconds_ago=60)
    assert {age.lane: age.is_stuck for age in dials.lane_ages()} == {"shop:1:orders": True, "shop:1:stock": False}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "headers", "status"),
    [
        ("", {"REMOTE_ADDR": "127.0.0.1"}, 200),
        ("", {"REMOTE_ADDR": "::1"}, 200),
        ("", {"REMOTE_ADDR": "10.0.0.7"}, 403),
        ("", {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 403),
        ("", {"REMOTE_ADDR": ""}, 403),
        (TOKEN, {"REMOTE_ADDR": "127.0.0.1"}, 403),
        (TOKEN, {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        (TOKEN, {"REMOTE_ADDR": "10.0.0.7", "HTTP_AUTHORIZATION": "Bearer another"}, 403),
    ],
)
def test_metrics_are_for_this_machine_or_a_bearer(
    client: Client, settings: Settings, token: str, headers: dict[str, str], status: int
) -> None:
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", **headers).status_code == status  # type: ignore[arg-type]
