"""From a file to the tables and back: nothing before a person accepts, all or nothing, never twice."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from inventory.models import Barcode, Sku
from tests.factories.inventory import SkuFactory
from tests.intake.conftest import Desk, counts, problems
from wms.core.models import AuditEntry, Exchange, Warehouse
from wms.core.transactions import run
from wms.intake import work
from wms.intake.errors import HasBadRows, ImportNotReady, NothingToImport
from wms.intake.models import Import, ImportStep
from wms.intake.operations.bring import accept_import, cancel_import
from wms.intake.work import ImportWork

pytestmark = pytest.mark.django_db

HEAD = ["SKU 编码", "中文名称", "英文名称", "重量（克）"]


def rows(count: int, weight: int = 100) -> list[list[object]]:
    return [HEAD, *([f"S-{n:04d}", f"货{n}", f"Goods {n}", weight] for n in range(count))]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    from inventory.intake.skus import SkuTable

    monkeypatch.setattr(SkuTable, "chunk_rows", 2)


def test_nothing_is_written_before_it_is_accepted(at_desk: Desk) -> None:
    row = at_desk.bring("skus", rows(3))
    assert (row.state, counts(row), Sku.objects.count()) == ("checked", (3, 0, 0, 0), 0)
    row = at_desk.accept(row)
    assert (row.state, row.done_rows, Sku.objects.count()) == ("applied", 3, 3)
    assert Sku.objects.get(code="S-0001").weight_grams == 100
    assert AuditEntry.objects.get(action="import.applied").subject == f"import:{row.pk}"


def test_the_preview_tells_new_changed_and_unchanged(at_desk: Desk) -> None:
    SkuFactory(code="S-0000", name_zh="货0", name_en="Goods 0", weight_grams=100)
    SkuFactory(code="S-0001", name_zh="货1", name_en="Goods 1", weight_grams=7)
    row = at_desk.bring("skus", rows(3))
    assert counts(row) == (1, 1, 1, 0)
    assert [entry["before"] for entry in row.sample] == [{}, {"weight_grams": 7}, {}]
    at_desk.accept(row)
    changed = Sku.objects.get(code="S-0001")
    assert (changed.weight_grams, changed.master_version) == (100, 2)
    assert Sku.objects.get(code="S-0000").master_version == 1


def test_a_blank_cell_keeps_what_is_there(at_desk: Desk) -> None:
    SkuFactory(code="S-0000", name_zh="旧名", name_en="Old", weight_grams=5)
    at_desk.apply("skus", [HEAD, ["S-0000", "", "New", ""]])
    sku = Sku.objects.get()
    assert (sku.name_zh, sku.name_en, sku.weight_grams) == ("旧名", "New", 5)


def test_bad_rows_stop_the_file_unless_the_good_ones_are_chosen(at_desk: Desk) -> None:
    row = at_desk.bring("skus", [*rows(2), ["S-9", "x", "x", "heavy"]])
    with pytest.raises(HasBadRows):
        run(partial(accept_import, cause=at_desk.cause, import_id=row.pk))
    assert Sku.objects.count() == 0
    row = at_desk.accept(row, good_rows=True)
    assert (row.state, row.takes_good_rows, Sku.objects.count()) == ("applied", True, 2)


def test_accepting_twice_or_nothing_is_refused(at_desk: Desk) -> None:
    row = at_desk.apply("skus", rows(1))
    with pytest.raises(ImportNotReady):
        run(partial(accept_import, cause=at_desk.cause, import_id=row.pk))
    again = at_desk.bring("skus", rows(1))
    with pytest.raises(NothingToImport):
        run(partial(accept_import, cause=at_desk.cause, import_id=again.pk))


def test_a_world_that_has_changed_is_told_and_nothing_is_written(at_desk: Desk) -> None:
    row = at_desk.bring("skus", rows(3))
    SkuFactory(code="S-0001", name_zh="别人", name_en="Other", weight_grams=1)
    row = at_desk.accept(row)
    assert (row.state, counts(row), Sku.objects.count()) == ("checked", (2, 1, 0, 0), 1)
    assert [(found["line"], found["was"], found["now"]) for found in row.differences] == [(3, "new", "changed")]
    row = at_desk.accept(row)
    assert (row.state, Sku.objects.count(), row.differences) == ("applied", 3, [])


def test_a_change_between_two_chunks_takes_back_what_is_in(
    at_desk: Desk, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_desk.bring("skus", rows(5))
    first = work.apply_next

    def meddle(import_id: int, kind: object) -> bool:
        done = first(import_id, kind)
        if ImportStep.objects.count() == 1 and not Sku.objects.filter(code="S-0003").exists():
            SkuFactory(code="S-0003", name_zh="别人", name_en="Other", weight_grams=1)
        return done

    monkeypatch.setattr(work, "apply_next", meddle)
    row = at_desk.accept(row)
    assert (row.state, row.refusal_code) == ("failed", "intake.world_changed")
    assert list(Sku.objects.values_list("code", flat=True)) == ["S-0003"]
    assert row.differences[0]["line"] == 5


def test_a_worker_that_starts_again_goes_on_where_the_last_chunk_ended(
    at_desk: Desk, small_chunks: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SLICE_SECONDS", 0.0)
    row = at_desk.bring("skus", rows(5))
    row = at_desk.accept(row)
    assert (row.state, Sku.objects.count(), row.steps_done) == ("applied", 5, 3)
    assert ImportStep.objects.filter(of=row).count() == 3
    handed_on = Exchange.objects.filter(handler="intake.work", outcome="more").count()
    assert handed_on >= 3


def test_a_second_worker_that_was_overtaken_writes_nothing(at_desk: Desk) -> None:
    row = at_desk.apply("skus", rows(3))
    exchange = Exchange.objects.filter(handler="intake.work").latest("pk")
    assert ImportWork().send(exchange).outcome == "done"
    assert (Sku.objects.count(), ImportStep.objects.count()) == (3, 1)
    assert Import.objects.get(pk=row.pk).done_rows == 3


def test_cancelled_before_and_while_it_runs(at_desk: Desk, small_chunks: None) -> None:
    row = at_desk.bring("skus", rows(3))
    run(partial(cancel_import, cause=at_desk.cause, import_id=row.pk))
    row.refresh_from_db()
    assert row.state == "cancelled"
    row = at_desk.bring("skus", rows(5))
    run(partial(accept_import, cause=at_desk.cause, import_id=row.pk))
    Import.objects.filter(pk=row.pk).update(is_verified=True)
    from wms.intake.kinds import kind_named

    assert work.apply_next(row.pk, kind_named("skus"))
    assert Sku.objects.count() == 2
    run(partial(cancel_import, cause=at_desk.cause, import_id=row.pk))
    row = at_desk.after_work(row)
    assert (row.state, Sku.objects.count()) == ("cancelled", 0)
    with pytest.raises(ImportNotReady):
        run(partial(cancel_import, cause=at_desk.cause, import_id=row.pk))


def test_undo_takes_back_what_was_made_and_what_was_changed(at_desk: Desk, small_chunks: None) -> None:
    SkuFactory(code="S-0001", name_zh="货1", name_en="Goods 1", weight_grams=7)
    row = at_desk.undo(at_desk.apply("skus", rows(5)))
    assert row.state == "undone"
    assert list(Sku.objects.values_list("code", "weight_grams")) == [("S-0001", 7)]
    assert AuditEntry.objects.filter(action="import.undone").exists()


def test_undo_is_refused_whole_once_something_has_built_on_it(at_desk: Desk, small_chunks: None) -> None:
    row = at_desk.apply("skus", rows(5))
    Barcode.objects.create(sku=Sku.objects.get(code="S-0000"), value="X", kind="other")
    row = at_desk.undo(row)
    assert (row.state, row.refusal_code, Sku.objects.count()) == ("applied", "intake.built_on", 5)
    assert row.refusal_facts == {"label": "S-0000", "users": ["条码", "barcodes"], "count": 1}


def test_undo_keeps_its_hands_off_what_was_changed_since(at_desk: Desk) -> None:
    SkuFactory(code="S-0000", name_zh="货0", name_en="Goods 0", weight_grams=7)
    row = at_desk.apply("skus", rows(1))
    Sku.objects.update(weight_grams=55)
    row = at_desk.undo(row)
    assert (row.state, row.refusal_code) == ("applied", "intake.changed_since")
    assert Sku.objects.get().weight_grams == 55


def test_rows_of_the_check_are_not_doubled_when_it_starts_again(at_desk: Desk, house: Warehouse) -> None:
    row = at_desk.bring("skus", [*rows(1), ["S-9", "x", "x", "heavy"]])
    Import.objects.filter(pk=row.pk).update(state="uploaded")
    Exchange.objects.filter(handler="intake.work").update(state="pending", next_at=timezone.now())
    row = at_desk.after_work(row)
    assert (row.state, row.check_run, problems(row)) == ("checked", 2, [(3, "weight_grams", "intake.not_whole")])
