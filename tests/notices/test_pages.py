"""The desk's pages of notices: bell, list, acknowledging, rules and channels with their audit, trying a channel."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.core.people.conftest import person_with, signed_in
from tests.factories.core import ShopFactory, WarehouseFactory
from tests.notices.conftest import Peer, Raise, channel, rule
from wms.core.middleware import LANGUAGE_COOKIE
from wms.core.models import AuditEntry, Person, Warehouse
from wms.core.states import Role
from wms.notices.models import Channel, Notice, Quiet, Rule
from wms.notices.rounds import make_round

pytestmark = pytest.mark.django_db
NOW = timezone.now()
CHANNEL = {
    "name": "群",
    "kind": "dingtalk",
    "address": "https://oapi.dingtalk.com/robot/send?access_token=t0k",
    "secret": "SEC1",
}
CHANNEL |= {"language": "zh-hans", "place": "here", "quiet_from": "22:00", "quiet_until": "07:00", "is_active": "on"}
RULE = {"name": "夜班", "least_severity": "3", "place": "here", "shop": "", "after_minutes": "0", "is_active": "on"}


@pytest.fixture
def desk(manager: Person) -> Client:
    client = signed_in(manager)
    client.cookies[LANGUAGE_COOKIE] = "en"
    return client


def texts(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_bell_counts_what_waits_for_this_person_and_falls_silent(
    desk: Client, here: Warehouse, raised: Raise
) -> None:
    raised("pick.short", subject="1")
    raised("put_back", subject="2")  # rings for nobody
    raised("pack.mismatch", subject="3", facts={"order": "8190", "parcel": "P1"})
    make_round(NOW)
    assert re.search(r'class="bell is-hot" id="bell".*?<b>2</b>', texts(desk, "/notices/"), re.DOTALL)
    newest = texts(desk, "/notices/bell/")
    assert newest.count("<li>") == 2
    assert newest.index("Wrong goods at the bench") < newest.index("81901")  # the gravest first
    desk.post("/notices/acknowledge/mine/")
    assert re.search(r'class="bell" id="bell".*?<b>0</b>', texts(desk, "/notices/"), re.DOTALL)
    assert Notice.objects.filter(acknowledged_at=None).count() == 1


def test_one_and_many_are_acknowledged_with_who_and_when(desk: Client, manager: Person, raised: Raise) -> None:
    for number in range(3):
        raised(subject=str(number))
    make_round(NOW)
    ids = list(Notice.objects.order_by("pk").values_list("pk", flat=True))
    assert desk.post(f"/notices/{ids[0]}/acknowledge/").status_code == 302
    assert desk.post("/notices/acknowledge/", {"pk": ids}).status_code == 302
    assert set(Notice.objects.values_list("acknowledged_by__username", flat=True)) == {"manager"}
    page = texts(desk, "/notices/?state=acknowledged")
    assert page.count(manager.name) >= 3
    again = desk.post(f"/notices/{ids[0]}/acknowledge/", follow=True).content.decode()
    assert "Somebody has acknowledged it already" in again


def test_an_acknowledgement_never_leads_to_another_site(desk: Client, raised: Raise) -> None:
    raised()
    make_round(NOW)
    answer = desk.post(f"/notices/{Notice.objects.get().pk}/acknowledge/", {"next": "https://evil.example/"})
    assert answer.headers["Location"] == "/notices/"


def test_filters_narrow_the_list(desk: Client, raised: Raise) -> None:
    raised("pick.short", subject="11")
    raised("pack.mismatch", subject="22")
    make_round(NOW)
    counts = {
        query: texts(desk, f"/notices/?{query}").count("<tr data-row>")
        for query in (
            "",
            "severity=3",
            "kind=pick.short",
            "mine=true",
            "text=819022",
            "state=settled",
            "since=2999-01-01",
        )
    }
    assert list(counts.values()) == [2, 1, 1, 2, 1, 0, 0]


def test_the_list_asks_as_often_for_many_as_for_few(desk: Client, raised: Raise) -> None:
    counts = []
    desk.get("/notices/?view=none")
    for number in range(7):
        raised(subject=str(number))
        if number in {1, 6}:
            make_round(NOW)
            with CaptureQueriesContext(connection) as captured:
                desk.get("/notices/?view=none")
            counts.append(len(captured))
    assert counts[0] == counts[1]


class TestChannels:
    def test_a_channel_is_kept_encrypted_audited_without_its_key_and_never_shown(
        self, desk: Client, here: Warehouse
    ) -> None:
        assert desk.post("/notices/channels/new/", CHANNEL).status_code == 302
        found = Channel.objects.get()
        assert (found.address, found.secret, found.warehouse) == (CHANNEL["address"], "SEC1", here)
        with connection.cursor() as cursor:
            cursor.execute("SELECT address, secret FROM notices_channel")
            stored = " ".join(cursor.fetchone())
        assert "t0k" not in stored
        assert "SEC1" not in stored
        assert AuditEntry.objects.get().action == "notice.channel_made"
        pages = texts(desk, f"/notices/channels/{found.pk}/") + texts(desk, "/notices/rules/")
        pages += str(list(AuditEntry.objects.values_list("before", "after")))
        assert "oapi.dingtalk.com" in pages
        assert "t0k" not in pages
        assert "SEC1" not in pages

    def test_empty_fields_keep_address_and_secret(self, desk: Client) -> None:
        desk.post("/notices/channels/new/", CHANNEL)
        pk = Channel.objects.get().pk
        edited = {**CHANNEL, "address": "", "secret": "", "name": "New"}
        assert desk.post(f"/notices/channels/{pk}/", edited).status_code == 302
        found = Channel.objects.get()
        assert (found.name, found.address, found.secret) == ("New", CHANNEL["address"], "SEC1")
        entry = AuditEntry.objects.get(action="notice.channel_changed")
        assert (entry.before, entry.after) == ({"name": "群"}, {"name": "New"})

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"address": "http://robot.example.com/"}, 400),
            ({"address": "https://192.168.0.9/hook"}, 400),
            ({"address": ""}, 400),
            ({"quiet_until": ""}, 400),
            ({"quiet_until": "22:00"}, 400),
            ({"quiet_from": "25:00"}, 400),
            ({"kind": "fax"}, 400),
            ({"name": "taken"}, 409),
            ({"place": "everywhere"}, 400),
        ],
        ids=lambda value: str(value),
    )
    def test_a_bad_channel_is_told_and_not_made(
        self, desk: Client, here: Warehouse, change: dict[str, str], status: int
    ) -> None:
        channel(here, "https://x.example.com/", name="taken")
        assert desk.post("/notices/channels/new/", CHANNEL | change).status_code == status
        assert Channel.objects.count() == 1

    def test_a_channel_in_use_stays(self, desk: Client, here: Warehouse) -> None:
        found = channel(here, "https://x.example.com/")
        made = rule(found, warehouse=here, name="Night")
        assert "Night" in desk.post(f"/notices/channels/{found.pk}/drop/", follow=True).content.decode()
        assert Channel.objects.exists()
        made.delete()
        desk.post(f"/notices/channels/{found.pk}/drop/")
        assert not Channel.objects.exists()

    def test_only_the_administrator_of_all_touches_what_holds_everywhere(self, desk: Client, here: Warehouse) -> None:
        found = channel(None, "https://x.example.com/", name="All")
        edited = {**CHANNEL, "name": "Mine", "address": ""}
        assert desk.post(f"/notices/channels/{found.pk}/", edited).status_code == 403
        chief = signed_in(person_with((Role.ADMINISTRATOR, None)))
        assert chief.post(f"/notices/channels/{found.pk}/", {**edited, "place": "everywhere"}).status_code == 302
        assert Channel.objects.get().name == "Mine"

    @pytest.mark.parametrize(
        ("answer", "shown"),
        [
            (b'{"errcode":0,"errmsg":"ok"}', "The test arrived"),
            (b'{"errcode":310000,"errmsg":"sign not match"}', "310000 sign not match"),
        ],
        ids=["well", "refused"],
    )
    def test_a_test_shows_what_the_other_side_said(
        self, desk: Client, here: Warehouse, peer: Peer, answer: bytes, shown: str
    ) -> None:
        peer.says((200, {}, answer))
        found = channel(here, peer.url, "dingtalk", secret="s", language="en")
        page = desk.post(f"/notices/channels/{found.pk}/try/", follow=True).content.decode()
        assert shown in page
        assert "Test notice of Zhunjian" in peer.bodies[0]["markdown"]["text"]


class TestRules:
    def test_a_rule_is_made_changed_and_taken_away_with_all_it_says(
        self, desk: Client, here: Warehouse, manager: Person
    ) -> None:
        robot = channel(here, "https://x.example.com/", name="Robot")
        facts: dict[str, Any] = {**RULE, "kinds": ["pack.mismatch"], "channels": [robot.pk], "roles": ["manager"]}
        assert desk.post("/notices/rules/new/", facts | {"people": [manager.pk], "sends_mail": "on"}).status_code == 302
        found = Rule.objects.get()
        assert (found.kinds, found.least_severity, list(found.channels.all())) == (["pack.mismatch"], 3, [robot])
        assert desk.post(f"/notices/rules/{found.pk}/", facts | {"after_minutes": "15"}).status_code == 302
        entry = AuditEntry.objects.get(action="notice.rule_changed")
        assert entry.before == {"people": ["manager"], "mail": True, "after_minutes": 0}
        assert entry.after == {"people": [], "mail": False, "after_minutes": 15}
        desk.post(f"/notices/rules/{found.pk}/drop/")
        assert not Rule.objects.exists()
        assert AuditEntry.objects.filter(action="notice.rule_dropped", person=manager).exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"roles": []},
            {"kinds": ["nonsense"]},
            {"after_minutes": "-1"},
            {"after_minutes": "x"},
            {"name": ""},
            {"least_severity": "9"},
            {"place": "everywhere"},
            {"shop": "foreign"},
            {"channels": ["foreign"]},
        ],
        ids=str,
    )
    def test_a_bad_rule_is_told_and_not_made(self, desk: Client, change: dict[str, Any]) -> None:
        there = WarehouseFactory()
        foreign = {"shop": ShopFactory(warehouse=there).pk, "channels": [channel(there, "https://x.example.com/").pk]}
        facts = {**RULE, "roles": ["manager"], **change}
        for name in [name for name, value in change.items() if "foreign" in value]:
            facts[name] = foreign[name]
        assert desk.post("/notices/rules/new/", facts).status_code == 400
        assert not Rule.objects.exists()
        assert not AuditEntry.objects.exists()


class TestMine:
    def test_mail_address_and_quiet_hours_are_ones_own(self, desk: Client, manager: Person) -> None:
        facts = {"mail": "new@example.com", "quiet_from": "22:00", "quiet_until": "07:00"}
        assert desk.post("/notices/mine/", facts).status_code == 302
        manager.refresh_from_db()
        assert manager.email == "new@example.com"
        assert str(Quiet.objects.get(person=manager)).endswith("22:00:00-07:00:00")
        assert "new@example.com" not in str(list(AuditEntry.objects.values_list("after", flat=True)))
        desk.post("/notices/mine/", {"mail": "", "quiet_from": "", "quiet_until": ""})
        assert not Quiet.objects.exists()

    @pytest.mark.parametrize(
        "change", [{"mail": "nobody"}, {"mail": "a@b\nBcc: c@d"}, {"quiet_from": "22:00"}], ids=str
    )
    def test_a_bad_choice_is_told_and_changes_nothing(
        self, desk: Client, manager: Person, change: dict[str, str]
    ) -> None:
        facts = {"mail": "new@example.com", "quiet_from": "", "quiet_until": "", **change}
        assert desk.post("/notices/mine/", facts).status_code == 400
        manager.refresh_from_db()
        assert (manager.email, Quiet.objects.count()) == ("boss@example.com", 0)


def test_a_notice_tells_whom_it_reached_and_why_not(desk: Client, here: Warehouse, raised: Raise) -> None:
    rule(channel(here, "https://x.example.com/", name="Night shift"))
    raised("pack.mismatch", facts={"order": "8190", "parcel": "P1"})
    make_round(NOW)
    notice = Notice.objects.get()
    notice.tellings.update(state="failed", error="notice.unreachable: ConnectError", tries=3)
    page = texts(desk, f"/notices/{notice.pk}/")
    assert "Night shift" in page
    assert "Cannot be reached (ConnectError)" in page
