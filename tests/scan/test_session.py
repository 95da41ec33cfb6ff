"""Badge and PIN, enrolled devices, and the signed token that each scan carries."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.scan.conftest import Floor, make_floor
from wms.core.models import BadgeLock, Device
from wms.core.refusals import OperationRefused
from wms.scan import session
from wms.scan.session import enrol

pytestmark = pytest.mark.django_db


def sign_in(floor: Floor, badge: str, pin: str, device_token: str | None = None) -> tuple[int, dict[str, Any]]:
    response = floor.client.post(
        "/rf/signin/",
        json.dumps({"badge": badge, "pin": pin}),
        content_type="application/json",
        headers={"Authorization": f"Device {device_token or floor.device_token}"},
    )
    return response.status_code, response.json()


def test_badge_and_pin_give_a_token_and_the_servers_time(floor: Floor) -> None:
    status, answer = sign_in(floor, floor.person.badge or "", "2468")
    assert (status, answer["name"], answer["initial"]) == (200, "李明霞", "李")
    assert {"person", "issued_at", "expires_at", "server_time", "next"} <= answer.keys()


def test_an_unknown_badge_is_told(floor: Floor) -> None:
    assert sign_in(floor, "U999999", "2468")[1]["code"] == "person.unknown_badge"


def test_five_wrong_pins_lock_this_badge_on_this_device_only(floor: Floor) -> None:
    badge = floor.person.badge or ""
    answers = [sign_in(floor, badge, "0000") for _ in range(5)]
    assert [answer["data"]["facts"].get("left") for _, answer in answers[:4]] == [4, 3, 2, 1]
    assert (answers[4][0], answers[4][1]["code"]) == (423, "person.badge_locked")
    assert sign_in(floor, badge, "2468")[0] == 423
    other = Device.objects.create(warehouse=floor.warehouse, code="RF-2", name="RF 2")
    assert sign_in(floor, badge, "2468", enrol(other))[0] == 200


def test_the_lock_ends_by_itself_and_a_right_pin_clears_the_count(floor: Floor) -> None:
    badge = floor.person.badge or ""
    for _ in range(5):
        sign_in(floor, badge, "0000")
    BadgeLock.objects.update(locked_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(floor, badge, "0000")[1]["data"]["facts"] == {"left": 4}
    assert sign_in(floor, badge, "2468")[0] == 200
    assert BadgeLock.objects.get().failures == 0


@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_no_more_than_five_are_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    floor = make_floor("SZ")
    ready, judged, ends = threading.Barrier(12), [], []

    def judge(pin: str, pin_hash: str) -> bool:
        judged.append(pin)
        time.sleep(0.2)  # a hash takes its time
        return check_password(pin, pin_hash)

    def guess(pin: str) -> None:
        try:
            ready.wait(30)
            session.sign_in(device=floor.device, badge=floor.person.badge or "", pin=pin)
        except OperationRefused as refusal:
            ends.append(refusal.code)
        finally:
            connection.close()

    monkeypatch.setattr(session, "check_password", judge)
    threads = [threading.Thread(target=guess, args=(f"{number:04}",)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(judged) <= 5
    assert Counter(ends) == {"person.wrong_pin": 4, "person.badge_locked": 8}


def test_the_fifth_guess_may_be_the_right_one(floor: Floor) -> None:
    badge = floor.person.badge or ""
    for _ in range(4):
        sign_in(floor, badge, "0000")
    assert sign_in(floor, badge, "2468")[0] == 200
    assert sign_in(floor, badge, "0000")[1]["data"]["facts"] == {"left": 4}


def test_a_token_is_worth_nothing_on_another_device(floor: Floor) -> None:
    other = make_floor("GZ")
    handheld = floor.at_tally(None)
    handheld.person = other.token
    assert (handheld.scan("ITEM")["code"], handheld.status) == ("person.signed_out", 401)
    handheld.person = floor.token[:-2] + "xx"
    assert (handheld.scan("ITEM")["code"], handheld.status) == ("person.signed_out", 401)


def test_enrolling_anew_ends_the_old_token(floor: Floor) -> None:
    enrol(floor.device)
    assert floor.at_tally(None).scan("ITEM")["code"] == "device.unknown"
    assert not Device.objects.filter(token_hash=floor.device_token).exists()


def test_a_person_without_any_role_here_cannot_sign_in(floor: Floor) -> None:
    floor.person.assignments.all().delete()
    assert sign_in(floor, floor.person.badge or "", "2468")[1]["code"] == "person.signed_out"


def test_the_service_worker_is_served_from_the_root(client: Client) -> None:
    response = client.get("/sw.js")
    assert (response.status_code, response["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert b"addEventListener" in response.content
