"""Messages leave by the outbox: urgent at once, the rest gathered, never twice, one channel's trouble its own."""

from __future__ import annotations

import json
import smtplib
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from tests.factories.core import ShopFactory
from tests.notices.conftest import Peer, Raise, channel, drain, rule
from wms.core.models import Exchange, Person, Warehouse, WorkItem
from wms.core.states import DeliveryState, WorkItemState
from wms.notices.deliver import MessageSender
from wms.notices.models import Channel, Notice, Quiet, Telling
from wms.notices.operations.send_off import MAIL_LANE, lane_of
from wms.notices.rounds import make_round
from wms.notices.states import TellingState

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NIGHT = datetime(2026, 11, 1, 15, tzinfo=UTC)  # 23:00 in Shanghai


def states() -> list[str]:
    return list(Telling.objects.order_by("pk").values_list("state", flat=True))


def test_an_urgent_notice_leaves_at_once(here: Warehouse, raised: Raise, peer: Peer) -> None:
    robot = channel(here, peer.url)
    rule(robot)
    raised("pack.mismatch", facts={"order": "8190", "parcel": "P1"})
    make_round(NOW)
    drain(lane_of(robot.pk))
    assert states() == ["sent"]
    assert peer.seen[0][0] == "/robot?key=k"
    text = peer.bodies[0]["markdown"]["content"]
    assert "打包台查出错漏" in text
    assert "深圳仓" in text
    robot.refresh_from_db()
    assert robot.last_sent_at is not None


def test_a_robot_gets_no_more_messages_than_its_group_takes(here: Warehouse, raised: Raise, peer: Peer) -> None:
    """DingTalk and WeCom take twenty a minute; DingTalk then takes nothing for ten."""
    robots = [channel(here, peer.url, kind) for kind in ("wecom", "dingtalk", "webhook")]
    rule(*robots)
    for second in range(60):
        raised("pack.mismatch", subject=str(second))
        make_round(NOW + timedelta(seconds=second))
    counts = {robot.kind: Exchange.objects.filter(lane=lane_of(robot.pk)).count() for robot in robots}
    assert counts["webhook"] == 60
    assert 12 <= counts["wecom"] == counts["dingtalk"] <= 18
    make_round(NOW + timedelta(seconds=64))
    assert not Telling.objects.filter(state="waiting").exists()


def test_who_was_deactivated_meanwhile_gets_no_mail(here: Warehouse, manager: Person, raised: Raise) -> None:
    rule(people=[manager], sends_mail=True)
    raised()
    make_round(NOW)
    Person.objects.filter(pk=manager.pk).update(is_active=False)
    make_round(NOW + timedelta(seconds=61))
    assert (states(), Exchange.objects.count()) == (["settled"], 0)


def test_what_is_not_urgent_waits_a_minute_and_goes_as_one_message(here: Warehouse, raised: Raise, peer: Peer) -> None:
    robot = channel(here, peer.url, language="en")
    rule(robot)
    for number in range(3):
        raised(subject=str(number))
        make_round(NOW + timedelta(seconds=number))
    drain(lane_of(robot.pk))
    assert peer.seen == []
    make_round(NOW + timedelta(seconds=60))
    drain(lane_of(robot.pk))
    assert states() == ["sent"] * 3
    assert len(peer.seen) == 1
    assert "3 notices" in peer.bodies[0]["markdown"]["content"]


def test_quiet_hours_hold_the_rest_and_end_in_one_digest(here: Warehouse, raised: Raise, peer: Peer) -> None:
    robot = channel(here, peer.url, quiet_from=time(22), quiet_until=time(7))
    rule(robot)
    raised(subject="1")
    make_round(NIGHT)
    raised(subject="2")
    raised("pack.mismatch", subject="3")
    make_round(NIGHT + timedelta(hours=3))
    drain(lane_of(robot.pk))
    assert len(peer.seen) == 1, "what is urgent passes"
    assert states() == ["waiting", "waiting", "sent"]
    Notice.objects.filter(item__subject_id="2").update(acknowledged_at=NIGHT)
    make_round(NIGHT + timedelta(hours=8))  # 07:00
    drain(lane_of(robot.pk))
    assert states() == ["sent", "settled", "sent"]
    assert len(peer.seen) == 2


def test_a_persons_quiet_hours_are_those_of_the_warehouse(here: Warehouse, manager: Person, raised: Raise) -> None:
    Quiet.objects.create(person=manager, starts=time(22), ends=time(7))
    rule(people=[manager], sends_mail=True)
    raised()
    make_round(NIGHT)
    assert Telling.objects.get().due_at == datetime(2026, 11, 1, 23, tzinfo=UTC)


def test_a_refused_connection_is_tried_again_and_told_once(here: Warehouse, raised: Raise, peer: Peer) -> None:
    peer.says((503, {}, b""), (200, {}, b'{"errcode":0,"errmsg":"ok"}'))
    robot = channel(here, peer.url)
    rule(robot)
    raised("pack.mismatch")
    make_round(NOW)
    lane = lane_of(robot.pk)
    drain(lane)
    telling = Telling.objects.get()
    assert (telling.state, telling.tries, telling.error) == ("queued", 1, "HTTP 503")
    make_round(NOW)
    assert Exchange.objects.count() == 1
    Exchange.objects.update(next_at=NOW)
    drain(lane)
    telling.refresh_from_db()
    assert (telling.state, telling.tries, telling.error) == ("sent", 2, "")
    raised("pack.mismatch")
    make_round(NOW)
    drain(lane)
    assert len(peer.seen) == 2


def test_a_robot_refuses_with_http_200_and_is_told(here: Warehouse, raised: Raise, peer: Peer) -> None:
    peer.says((200, {}, b'{"errcode":310000,"errmsg":"sign not match"}'))
    robot = channel(here, peer.url, "dingtalk", secret="s", name="Team")
    rule(robot)
    raised("pack.mismatch")
    make_round(NOW)
    drain(lane_of(robot.pk))
    assert states() == [TellingState.FAILED]
    robot.refresh_from_db()
    assert (robot.last_error, robot.failing_since is None) == ("310000 sign not match", False)
    item = WorkItem.objects.get(kind="notice_channel")
    assert (item.subject_label, item.facts["error"]) == ("Team", ["310000 sign not match"] * 2)
    make_round(NOW)
    assert not Telling.objects.filter(notice__kind="notice_channel").exists(), "its own trouble is not sent by it"
    peer.says((200, {}, b'{"errcode":0}'))
    raised("pack.mismatch", subject="2")
    make_round(NOW + timedelta(seconds=4))
    drain(lane_of(robot.pk))
    item.refresh_from_db()
    assert item.state == WorkItemState.RESOLVED


def test_a_robot_that_asks_for_patience_is_asked_later(here: Warehouse, raised: Raise, peer: Peer) -> None:
    peer.says((200, {}, b'{"code":11232,"msg":"frequency limited"}'))
    rule(channel(here, peer.url, "feishu"))
    raised("pack.mismatch")
    make_round(NOW)
    drain(lane_of(Channel.objects.get().pk))
    row = Exchange.objects.get()
    assert row.state == DeliveryState.PENDING
    assert row.next_at > timezone.now() + timedelta(seconds=50)


def test_what_may_have_arrived_is_not_sent_to_a_robot_again(here: Warehouse, raised: Raise, peer: Peer) -> None:
    """A worker was killed while it sent: the lease ran out, and the call is suspect."""
    robot = channel(here, peer.url)
    rule(robot)
    raised("pack.mismatch")
    make_round(NOW)
    Exchange.objects.update(is_suspect=True)
    drain(lane_of(robot.pk))
    assert (states(), peer.seen) == ([TellingState.UNCLEAR], [])


def test_a_webhook_gets_the_same_message_again_under_the_same_id(here: Warehouse, raised: Raise, peer: Peer) -> None:
    ShopFactory(warehouse=here, name="One")
    peer.says((500, {}, b""), (204, {}, b""))
    hook = channel(here, peer.url, "webhook", secret="whsec")
    rule(hook)
    raised("pack.mismatch")
    make_round(NOW)
    drain(lane_of(hook.pk))
    Exchange.objects.update(next_at=NOW, is_suspect=True)
    drain(lane_of(hook.pk))
    assert states() == ["sent"]
    first, second = (headers["X-Zhunjian-Delivery"] for _path, headers, _body in peer.seen)
    assert first == second == peer.bodies[0]["id"]


def test_a_redirect_is_not_followed(here: Warehouse, raised: Raise, peer: Peer) -> None:
    peer.says((302, {"Location": peer.url}, b""))
    hook = channel(here, peer.url, "webhook", secret="x")
    rule(hook)
    raised("pack.mismatch")
    make_round(NOW)
    drain(lane_of(hook.pk))
    assert (states(), len(peer.seen)) == ([TellingState.FAILED], 1)
    assert Telling.objects.get().error == "HTTP 302"


def test_a_channel_that_is_down_does_not_hold_the_others(here: Warehouse, raised: Raise, peer: Peer) -> None:
    down = channel(here, "http://127.0.0.1:9/x")
    well = channel(here, peer.url)
    rule(down, well)
    raised("pack.mismatch")
    make_round(NOW)
    lanes = set(Exchange.objects.values_list("lane", flat=True))
    assert lanes == {lane_of(down.pk), lane_of(well.pk)}
    for lane in sorted(lanes):
        drain(lane)
    found = dict(Telling.objects.values_list("channel_id", "state"))
    assert found == {down.pk: "queued", well.pk: "sent"}
    assert Telling.objects.get(channel=down).error == "notice.unreachable: ConnectError"


def test_a_channel_that_is_down_tells_people_once_and_no_message_is_lost(
    here: Warehouse, raised: Raise, peer: Peer
) -> None:
    peer.says((502, {}, b""))
    robot = channel(here, peer.url)
    rule(robot)
    for number in range(2):
        raised("pack.mismatch", subject=str(number))
        make_round(NOW + timedelta(seconds=4 * number))
    lane = lane_of(robot.pk)
    for _ in range(5):
        drain(lane)
        Exchange.objects.update(next_at=NOW)
    assert WorkItem.objects.filter(kind="notice_channel").count() == 1
    assert not WorkItem.objects.filter(kind="exchange_stuck").exists()
    peer.says((200, {}, b'{"errcode":0}'))
    drain(lane)
    assert states() == ["sent", "sent"]


def test_after_a_day_it_is_given_up_and_told(here: Warehouse, raised: Raise, peer: Peer) -> None:
    peer.says((502, {}, b""))
    robot = channel(here, peer.url)
    rule(robot)
    raised("pack.mismatch")
    make_round(NOW)
    Telling.objects.update(created_at=NOW - timedelta(days=1, minutes=1))
    drain(lane_of(robot.pk))
    assert states() == [TellingState.FAILED]
    assert Telling.objects.get().error == "notice.gave_up: HTTP 502"


def test_a_switched_off_channel_sends_nothing_more(here: Warehouse, raised: Raise, peer: Peer) -> None:
    robot = channel(here, peer.url)
    rule(robot)
    raised("pack.mismatch")
    make_round(NOW)
    Channel.objects.update(is_active=False)
    drain(lane_of(robot.pk))
    assert (states(), peer.seen) == ([TellingState.FAILED], [])


class TestMail:
    @pytest.fixture(autouse=True)
    def _set_up(self, settings: Any, here: Warehouse, manager: Person, raised: Raise) -> None:
        settings.EMAIL_HOST, settings.MAIL_FROM = "mail.example.com", "Zhunjian <wms@example.com>"
        settings.PUBLIC_URL = "https://wms.example.com"
        rule(people=[manager], sends_mail=True)
        raised("pack.mismatch", facts={"order": "<b>8190</b>\r\nBcc: x@example.com", "parcel": "P1"})
        make_round(NOW)

    def test_a_mail_is_plain_and_html_in_the_persons_language(self) -> None:
        drain(MAIL_LANE)
        sent = mail.outbox[0]
        page = sent.alternatives[0].content
        notice = Notice.objects.get()
        assert (sent.subject, sent.to) == ("[Urgent] Wrong goods at the bench", ["boss@example.com"])
        assert f"https://wms.example.com/notices/{notice.pk}/" in sent.body
        assert "&lt;b&gt;8190&lt;/b&gt;" in page
        assert "<b>8190" not in page
        assert sent.extra_headers["Message-ID"] == f"<{Telling.objects.get().batch}@example.com>"
        assert "Bcc" not in sent.message()
        assert states() == ["sent"]

    @pytest.mark.parametrize(
        ("error", "state", "told"),
        [
            (smtplib.SMTPRecipientsRefused({"x": (550, b"no such user")}), "failed", "SMTP 550 no such user"),
            (smtplib.SMTPRecipientsRefused({"x": (451, b"later")}), "queued", "SMTP 451 later"),
            (smtplib.SMTPDataError(552, b"too large"), "failed", "SMTP 552 too large"),
        ],
        ids=["refused", "later", "data"],
    )
    def test_what_the_server_says_decides(
        self, monkeypatch: pytest.MonkeyPatch, error: Exception, state: str, told: str
    ) -> None:
        from django.core.mail.backends.locmem import EmailBackend

        def refuse(self: EmailBackend, messages: Any) -> int:
            raise error

        monkeypatch.setattr(EmailBackend, "send_messages", refuse)
        drain(MAIL_LANE)
        telling = Telling.objects.get()
        assert (telling.state, telling.error) == (state, told)

    def test_a_server_that_is_away_is_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from django.core.mail.backends.locmem import EmailBackend

        def away(self: EmailBackend) -> None:
            raise ConnectionRefusedError

        monkeypatch.setattr(EmailBackend, "open", away)
        drain(MAIL_LANE)
        telling = Telling.objects.get()
        assert (telling.state, telling.error) == ("queued", "notice.unreachable: ConnectionRefusedError")

    def test_without_a_server_it_is_told(self, settings: Any) -> None:
        settings.EMAIL_HOST = ""
        drain(MAIL_LANE)
        assert (states(), Telling.objects.get().error) == (["failed"], "notice.mail_not_set_up")


def test_a_batch_without_tellings_is_done() -> None:
    row = Exchange(facts={"batch": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}, handler="notices.send")
    assert MessageSender().send(row).outcome == "done"


def test_an_answer_without_end_is_cut(here: Warehouse, raised: Raise, peer: Peer) -> None:
    peer.says((200, {}, json.dumps({"errcode": 0, "errmsg": "x" * 200_000}).encode()))
    robot = channel(here, peer.url)
    rule(robot)
    raised("pack.mismatch")
    make_round(NOW)
    drain(lane_of(robot.pk))
    assert states() == [TellingState.FAILED]
    assert "notice.unreadable" in Telling.objects.get().error
