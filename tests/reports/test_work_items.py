"""Claiming and resolving: once, by a person, with words, and kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.core import PersonFactory
from tests.factories.inventory import StockedWarehouseFactory
from wms.core.cause import Cause
from wms.core.models import Assignment, AuditEntry, Person, Warehouse, WorkItem
from wms.core.operations.work_items import (
    WorkItemResolved,
    WorkItemTaken,
    claim_work_item,
    resolve_work_item,
)
from wms.core.refusals import InvalidInput
from wms.core.states import Role
from wms.core.transactions import unit_of_work
from wms.core.work_items import raise_work_item
from wms.reports.templatetags.desk import kind_word


def make_item(house: Warehouse | None, subject: int = 1, **changes: object) -> WorkItem:
    facts = {"kind": "pick.short", "subject_type": "order", "subject_label": "8190"}
    with unit_of_work():
        raised = raise_work_item(
            cause=Cause(source="scan"),
            warehouse_id=house.pk if house else None,
            subject_id=subject,
            **{**facts, **changes},
        )
    return WorkItem.objects.get(pk=raised)


def claim(item: WorkItem, person: Person) -> WorkItem:
    with unit_of_work():
        return claim_work_item(cause=Cause(source="desk", person=person), item_id=item.pk, person=person)


def resolve(item: WorkItem, person: Person, words: str) -> WorkItem:
    with unit_of_work():
        return resolve_work_item(cause=Cause(source="desk", person=person), item_id=item.pk, resolution=words)


def test_a_claim_has_one_owner_and_is_kept(house: Warehouse, manager: Person) -> None:
    item = make_item(house)
    assert claim(item, manager).owner == manager
    assert claim(item, manager).state == "claimed"
    with pytest.raises(WorkItemTaken) as refused:
        claim(item, PersonFactory())
    item.refresh_from_db()
    assert (refused.value.facts, item.owner) == ({"owner": manager.name}, manager)
    (entry,) = AuditEntry.objects.filter(subject=f"work_item:{item.pk}")
    assert (entry.action, entry.person, entry.before, entry.after["state"]) == (
        "work_item.claim",
        manager,
        {"state": "open"},
        "claimed",
    )


def test_a_claim_that_lost_the_race_changes_nothing(
    house: Warehouse, manager: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wms.core.operations import work_items

    item, faster = make_item(house), PersonFactory(name="陈伟")
    plain = work_items._open

    def overtaken(item_id: int) -> WorkItem:
        found = plain(item_id)
        WorkItem.objects.filter(pk=item_id).update(state="claimed", owner=faster)
        return found

    monkeypatch.setattr(work_items, "_open", overtaken)
    with pytest.raises(WorkItemTaken), unit_of_work():
        claim_work_item(cause=Cause(source="desk"), item_id=item.pk, person=manager)
    assert AuditEntry.objects.filter(subject=f"work_item:{item.pk}").count() == 0


def test_a_resolution_needs_words_and_ends_it(house: Warehouse, manager: Person) -> None:
    item = make_item(house)
    for words in ("", "  \n ", "x" * 201):
        with pytest.raises(InvalidInput):
            resolve(item, manager, words)
    item.refresh_from_db()
    assert (item.state, item.resolution) == ("open", "")
    done = resolve(item, manager, " 已补货 ")
    assert (done.state, done.resolution, done.owner) == ("resolved", "已补货", manager)
    assert done.resolved_at is not None
    for again in (lambda: claim(item, manager), lambda: resolve(item, manager, "again")):
        with pytest.raises(WorkItemResolved):
            again()


def test_the_list_shows_what_is_not_resolved_urgent_first(house: Warehouse, manager: Person, desk: Client) -> None:
    calm, urgent = make_item(house, 1), make_item(house, 2, is_urgent=True)
    make_item(StockedWarehouseFactory(), 3)
    everybodys = make_item(None, 4, kind="message_parked", subject_type="message")
    gone = make_item(house, 5)
    resolve(gone, manager, "done")
    assert list(desk.get("/work/").context["page"]) == [urgent, calm, everybodys]
    assert list(desk.get("/work/?state=resolved").context["page"]) == [gone]
    assert list(desk.get("/work/?state=all&kind=pick.short").context["page"]) == [urgent, calm, gone]
    assert list(desk.get("/work/?urgent=true").context["page"]) == [urgent]


def at(desk: Client, **narrowed: object) -> list[WorkItem]:
    page = desk.get("/work/", narrowed)
    assert page.context["shown"].unreadable == []
    return list(page.context["page"])


def test_the_list_is_found_by_words_owner_and_days(house: Warehouse, manager: Person, desk: Client) -> None:
    other = PersonFactory(name="陈伟")
    mine = make_item(house, 1, subject_label="8190552133470001")
    his = make_item(house, 2, subject_label="A03-02-15", kind="stock.count")
    free = make_item(house, 3, subject_label="8190552133470003")
    claim(mine, manager)
    claim(his, other)
    assert at(desk, text="8190 5521 3347 0001") == [mine]
    assert at(desk, text="a03-02") == [his]
    assert at(desk, text=kind_word("stock.count")) == [his]
    assert at(desk, text="nothing like it") == []
    assert [at(desk, owner=whose) for whose in ("me", "nobody", other.pk)] == [[mine], [free], [his]]
    assert at(desk, owner="me", text="A03") == []
    resolve(mine, manager, "换了纸箱")
    assert at(desk, text="纸箱") == []  # resolved ones are shown when the address says so
    assert at(desk, text="纸箱", state="all") == [mine]
    before = datetime(2026, 2, 28, 15, 30, tzinfo=UTC)
    WorkItem.objects.filter(pk=his.pk).update(created_at=before)
    WorkItem.objects.filter(pk=free.pk).update(created_at=before + timedelta(hours=1))  # 1 March in Shanghai
    assert at(desk, until="2026-02-28") == [his]
    assert at(desk, since="2026-03-01", until="2026-03-01") == [free]
    strange = desk.get("/work/?owner=999999&since=2026-99-99").context
    assert (strange["shown"].unreadable, len(strange["page"])) == (["负责人", "从哪天"], 2)


def test_mine_in_a_shared_view_is_whoever_looks(house: Warehouse, manager: Person, desk: Client) -> None:
    colleague = PersonFactory()
    Assignment.objects.create(person=colleague, warehouse=house, role=Role.OPERATOR)
    items = [make_item(house, number) for number in range(2)]
    for item, person in zip(items, (manager, colleague), strict=True):
        claim(item, person)
    assert at(desk, owner="me") == items[:1]
    desk.force_login(colleague)
    assert at(desk, owner="me") == items[1:]


def test_narrowing_asks_as_often_for_many_rows_as_for_few(house: Warehouse, manager: Person, desk: Client) -> None:
    address = "/work/?text=81&owner=me&since=2026-01-01&until=2199-01-01"
    counts = []
    for numbers in (range(2), range(2, 20)):
        for number in numbers:
            claim(make_item(house, number), manager)
        desk.get(address)
        with CaptureQueriesContext(connection) as asked:
            shown = desk.get(address)
        counts.append((len(shown.context["page"]), len(asked)))
    assert [rows for rows, _ in counts] == [2, 20]
    assert counts[0][1] == counts[1][1] <= 25


def test_people_claim_and_resolve_at_the_desk(house: Warehouse, manager: Person, desk: Client) -> None:
    item = make_item(house)
    desk.post(f"/work/{item.pk}/claim/")
    item.refresh_from_db()
    assert (item.state, item.owner) == ("claimed", manager)
    refused = desk.post(f"/work/{item.pk}/resolve/", {"resolution": " "}, follow=True)
    assert "写明处理结果" in refused.content.decode()
    desk.post(f"/work/{item.pk}/resolve/", {"resolution": "补货后再拣"})
    item.refresh_from_db()
    assert (item.state, item.resolution) == ("resolved", "补货后再拣")
    assert desk.get(f"/work/{item.pk}/").content.decode().count("补货后再拣") == 2


def test_what_the_bench_found_is_said_in_words(house: Warehouse, desk: Client) -> None:
    item = make_item(house, kind="pack.mismatch", facts={"kind": "wrong", "raw": "MC-15P-BLK"})
    page = desk.get(f"/work/{item.pk}/").content.decode()
    assert "<dt>种类</dt><dd>错货</dd>" in page


def test_a_foreign_warehouses_item_is_not_there(desk: Client) -> None:
    item = make_item(StockedWarehouseFactory())
    for answer in (
        desk.get(f"/work/{item.pk}/"),
        desk.post(f"/work/{item.pk}/claim/"),
        desk.post(f"/work/{item.pk}/resolve/", {"resolution": "x"}),
    ):
        assert answer.status_code == 404
    item.refresh_from_db()
    assert item.state == "open"
