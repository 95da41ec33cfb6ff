"""PROTOCOLS 2, rule by rule, on a screen of the tests' own."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.scan.conftest import Floor
from tests.scan.kit.models import Tally
from wms.core.models import Assignment, DeviceRun, ScanEvent, ScanReceipt, WorkItem
from wms.scan.codes import make

pytestmark = pytest.mark.django_db


def counted(tally: Tally) -> int:
    tally.refresh_from_db()
    return tally.counted


def test_a_right_scan_has_one_effect_one_event_one_receipt(floor: Floor, tally: Tally) -> None:
    answer = floor.at_tally(tally).scan("ITEM")
    assert (answer["verdict"], answer["code"], answer["tone"], answer["text"]) == ("ok", "kit.counted", "ok", "1 件")
    assert (answer["work"], answer["step"], answer["version"]) == (tally.work_key, "piece", 2)
    assert counted(tally) == 1
    receipt = ScanReceipt.objects.get()
    assert (receipt.verdict, receipt.left_work, receipt.left_version, receipt.ended) == ("ok", tally.work_key, 2, False)
    event = ScanEvent.objects.get()
    assert (event.raw, event.verdict, event.is_wrong, event.step, event.work) == (
        "ITEM",
        "ok",
        False,
        "piece",
        tally.work_key,
    )


def test_the_same_scan_again_gets_the_stored_answer_and_the_present_step(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    body = handheld.body("ITEM")
    handheld.send(body)
    handheld.scan("ITEM")
    again = handheld.send(body)
    assert (again["verdict"], again["code"], again["version"]) == ("ok", "kit.counted", 3)
    assert counted(tally) == 2
    assert ScanEvent.objects.count() == 2


def test_the_same_id_with_another_content_is_a_conflict_and_leaves_nothing(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    body = handheld.body("ITEM")
    handheld.send(body)
    answer = handheld.send({**body, "raw": "OTHER"})
    assert (handheld.status, answer["verdict"], answer["code"]) == (409, "conflict", "scan.conflict")
    assert counted(tally) == 1
    assert ScanEvent.objects.count() == 1


def test_a_number_used_twice_is_a_conflict(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    handheld.scan("ITEM")
    answer = handheld.send(handheld.body("ITEM", seq=1))
    assert (handheld.status, answer["code"]) == (409, "scan.conflict")
    assert counted(tally) == 1


def test_a_known_scan_under_a_new_number_gets_its_verdict_and_uses_up_no_number(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    body = handheld.body("ITEM")
    first = handheld.send(body)
    again = handheld.send({**body, "seq": 2})
    assert (handheld.status, again["verdict"], again["code"]) == (200, first["verdict"], first["code"])
    assert (counted(tally), ScanEvent.objects.count()) == (1, 1)
    assert DeviceRun.objects.get().last_seq == 1


def test_a_known_id_with_another_content_under_a_new_number_is_a_conflict(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    body = handheld.body("ITEM")
    handheld.send(body)
    seen = {"work": tally.work_key, "step": "piece", "version": 2}
    answer = handheld.send({**body, "seq": 2, "seen": seen, "raw": " ITEM"})
    assert (handheld.status, answer["code"]) == (409, "scan.conflict")
    assert (counted(tally), ScanEvent.objects.count(), DeviceRun.objects.get().last_seq) == (1, 1, 1)


def test_a_gap_is_not_final(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    first, second = handheld.body("ITEM"), handheld.body("ITEM")
    answer = handheld.send(second)
    assert (handheld.status, answer["verdict"], answer["data"]["facts"]) == (200, "gap", {"missing_from": 1})
    assert (ScanReceipt.objects.count(), ScanEvent.objects.count(), counted(tally)) == (0, 0, 0)
    handheld.send(first)
    answer = handheld.send({**second, "after": first["id"]})
    assert (answer["verdict"], counted(tally)) == ("ok", 2)


def test_a_stale_screen_changes_nothing_and_is_final(floor: Floor, tally: Tally) -> None:
    old = floor.at_tally(tally)
    floor.at_tally(tally).scan("ITEM")
    body = old.body("ITEM")
    answer = old.send(body)
    assert (answer["verdict"], answer["code"], answer["tone"]) == ("stale", "scan.stale", "stop")
    assert (answer["version"], counted(tally)) == (2, 1)
    assert old.send(body)["verdict"] == "stale"
    assert ScanEvent.objects.filter(code="scan.stale").count() == 1


def test_scans_ahead_of_the_answer_are_chained(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    first = handheld.body("ITEM")
    second = handheld.body("ITEM", after=first["id"])
    third = handheld.body("ITEM", after=second["id"])
    assert [handheld.send(body)["verdict"] for body in (first, second, third)] == ["ok", "ok", "ok"]
    assert counted(tally) == 3


def test_a_refusal_breaks_the_chain_behind_it(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    first = handheld.body("BAD")
    second = handheld.body("ITEM", after=first["id"])
    third = handheld.body("ITEM", after=second["id"])
    answers = [handheld.send(body) for body in (first, second, third)]
    assert [answer["code"] for answer in answers] == ["kit.too_many", "scan.chain_broken", "scan.chain_broken"]
    assert counted(tally) == 0
    assert ScanEvent.objects.filter(is_wrong=True).count() == 1


def test_nothing_is_chained_onto_a_scan_that_ended_something(floor: Floor, tally: Tally) -> None:
    tally.counted = tally.goal
    tally.save()
    handheld = floor.at_tally(tally, "place")
    ending = handheld.body("SHELF")
    onto = handheld.body("ITEM", after=ending["id"])
    assert handheld.send(ending)["code"] == "kit.ended"
    Tally.objects.create(warehouse=floor.warehouse)
    assert handheld.send(onto)["code"] == "scan.chain_broken"


def test_a_change_by_somebody_else_breaks_the_chain(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    first = handheld.body("ITEM")
    second = handheld.body("ITEM", after=first["id"])
    handheld.send(first)
    Tally.objects.filter(pk=tally.pk).update(work_version=9)
    assert handheld.send(second)["code"] == "scan.chain_broken"
    assert counted(tally) == 1


def test_a_refusal_rolls_back_to_the_savepoint_and_is_kept_as_evidence(floor: Floor, tally: Tally) -> None:
    answer = floor.at_tally(tally).scan("BAD")
    assert (answer["verdict"], answer["code"], answer["tone"]) == ("refused", "kit.too_many", "wrong")
    assert counted(tally) == 0
    assert ScanReceipt.objects.get().verdict == "refused"
    assert ScanEvent.objects.get().is_wrong


def test_unknown_wrong_kind_ambiguous_mistyped_and_mangled_each_have_their_own_code(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    mistyped = make("handling_unit", "0000123")[:-1] + "!"
    assert handheld.scan("TWO")["code"] == "scan.ambiguous"
    assert handheld.scan("拉la0")["code"] == "scan.input_method"
    assert handheld.scan("X" * 600)["code"] == "scan.too_long"
    assert handheld.scan(make("command", "SKIP"))["code"] == "scan.unknown_command"
    assert mistyped.endswith("!")
    assert counted(tally) == 0
    assert ScanEvent.objects.count() == 4


def test_a_bug_leaves_no_receipt_and_after_giving_up_the_queue_goes_on(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    bomb = handheld.body(make("command", "BOOM"))
    behind = handheld.body("ITEM", after=bomb["id"])
    response = floor.client.post(
        "/rf/kit/scan", bomb, content_type="application/json", headers={"Authorization": f"Device {floor.device_token}"}
    )
    assert (response.status_code, ScanReceipt.objects.count()) == (500, 0)
    answer = handheld.send({**bomb, "give_up": True})
    assert (answer["verdict"], answer["code"]) == ("refused", "scan.parked")
    assert WorkItem.objects.get(kind="scan.parked").facts["step"] == "piece"
    assert handheld.send(behind)["code"] == "scan.chain_broken"
    assert counted(tally) == 0


def test_a_scan_older_than_twelve_hours_is_too_late(
    floor: Floor, tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wms.scan.session import PersonToken

    old = timezone.now() - timedelta(hours=11, minutes=50)
    token = PersonToken(floor.person.pk, floor.device.pk, old)
    handheld = floor.at_tally(tally)
    handheld.person = token.sign()
    fine = handheld.scan("ITEM", captured_at=(old + timedelta(minutes=1)).isoformat())
    assert fine["verdict"] == "ok"
    after_the_end = handheld.scan("ITEM", captured_at=(old + timedelta(hours=12, minutes=1)).isoformat())
    assert after_the_end["code"] == "scan.too_late"
    assert counted(tally) == 1
    assert WorkItem.objects.get().kind == "scan.too_late"


def test_a_device_whose_clock_runs_wild_is_clamped(floor: Floor, tally: Tally) -> None:
    floor.at_tally(tally).scan("ITEM", captured_at=datetime(2020, 1, 1, tzinfo=UTC).isoformat())
    event = ScanEvent.objects.get()
    assert timezone.now() - event.captured_at < timedelta(minutes=1)


def test_a_revoked_device_and_a_dismissed_person_get_401_and_leave_nothing(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    floor.device.is_active = False
    floor.device.save()
    assert (handheld.scan("ITEM")["code"], handheld.status) == ("device.revoked", 401)
    floor.device.is_active = True
    floor.device.save()
    floor.person.is_active = False
    floor.person.save()
    assert (handheld.scan("ITEM")["code"], handheld.status) == ("person.signed_out", 401)
    assert (ScanReceipt.objects.count(), counted(tally)) == (0, 0)


def test_a_person_without_the_role_gets_403(floor: Floor, tally: Tally, monkeypatch: pytest.MonkeyPatch) -> None:
    from wms.scan.registry import screen_named

    monkeypatch.setattr(type(screen_named("rf", "kit")), "roles", frozenset({"receiver"}))
    handheld = floor.at_tally(tally)
    assert (handheld.scan("ITEM")["code"], handheld.status) == ("person.no_rights", 403)


def test_another_warehouses_role_does_not_count(floor: Floor, tally: Tally) -> None:
    from wms.core.models import Warehouse

    elsewhere = Warehouse.objects.create(code="GZ", name_zh="广州", name_en="Guangzhou")
    Assignment.objects.update(warehouse=elsewhere)
    handheld = floor.at_tally(tally)
    assert (handheld.scan("ITEM")["code"], handheld.status) == ("person.signed_out", 401)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("id", "no", "id"),
        ("run", "", "run"),
        ("seq", 0, "seq"),
        ("seq", "1", "seq"),
        ("seq", True, "seq"),
        ("seen", None, "seen"),
        ("seen", {"work": 5, "step": "piece", "version": 0}, "seen.work"),
        ("after", "x", "after"),
        ("raw", "", "raw"),
        ("raw", "a\x00b", "raw"),
        ("captured_at", "yesterday", "captured_at"),
        ("captured_at", "2026-11-22T10:00:00", "captured_at"),
        ("person", None, "person"),
    ],
)
def test_a_malformed_body_is_told_which_field(
    floor: Floor, tally: Tally, field: str, value: object, named: str
) -> None:
    handheld = floor.at_tally(tally)
    answer = handheld.send(handheld.body("ITEM", **{field: value}))
    assert (handheld.status, answer["code"], answer["data"]["facts"]["field"]) == (400, "input.invalid", named)
    assert ScanReceipt.objects.count() == 0


def test_an_unknown_screen_is_not_found(floor: Floor) -> None:
    response = floor.client.post("/rf/nothing/scan", {}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (404, "scan.screen_unknown")


def test_the_answer_is_in_the_browsers_language(floor: Floor, tally: Tally) -> None:
    floor.client.cookies["language"] = "en"
    answer = floor.at_tally(tally).scan("BAD")
    assert answer["text"] == "Too many"


def test_work_that_is_gone_is_stale(floor: Floor, tally: Tally) -> None:
    handheld = floor.at_tally(tally)
    tally.is_open = False
    tally.save()
    answer = handheld.scan("ITEM")
    assert (answer["code"], answer["work"], answer["version"]) == ("scan.stale", None, 0)


def test_an_unknown_scan_named_in_the_chain_breaks_it(floor: Floor, tally: Tally) -> None:
    answer = floor.at_tally(tally).scan("ITEM", after=str(uuid.uuid4()))
    assert answer["code"] == "scan.chain_broken"
