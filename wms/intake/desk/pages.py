"""Data in: what can be brought, the imports so far, one of them with its preview, and what a person does with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wms.core.cause import Cause
from wms.core.desk.csv_files import csv_answer
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.models import Warehouse
from wms.core.refusals import InvalidInput, OperationRefused
from wms.core.rights import desk_page, roles_at
from wms.core.transactions import run
from wms.intake import limits
from wms.intake.desk import words
from wms.intake.desk.import_list import ImportList, my_kinds
from wms.intake.desk.menu import IMPORTERS
from wms.intake.desk.problem_list import ProblemList
from wms.intake.desk.templates_of import template_csv, template_xlsx
from wms.intake.errors import BodyBeyondLimit
from wms.intake.kinds import Kind, kind_named, ways_for
from wms.intake.models import Import
from wms.intake.operations.bring import accept_import, bring_file, cancel_import, undo_import
from wms.intake.selectors import imports_of, problems_of
from wms.intake.states import WORKING, ImportState
from wms.intake.store import keep, zipped
from wms.intake.uploads import refused, takes_file

PROBLEMS_SHOWN = 20


def my_kind(request: HttpRequest, warehouse: Warehouse, name: str) -> Kind:
    """404 for a kind that is none, 403 for one of other roles."""
    kind = kind_named(name)
    if kind is None:
        raise Http404
    if kind not in my_kinds(request, warehouse):
        raise PermissionDenied
    return kind


def my_import(request: HttpRequest, warehouse: Warehouse, import_id: int) -> tuple[Import, Kind]:
    row = get_object_or_404(imports_of(warehouse), pk=import_id)
    return row, my_kind(request, warehouse, row.kind)


@require_GET
@desk_page(*IMPORTERS)
def imports(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    """The kinds that this person may bring, and all imports of the warehouse of these kinds, newest first."""
    ways = ways_for(roles_at(request.user, warehouse))  # type: ignore[arg-type]
    cards = sorted([*my_kinds(request, warehouse), *ways], key=attrgetter("rank", "name"))
    return show_list(request, warehouse, ImportList, here="intake", context={"cards": cards})


@takes_file()
@desk_page(*IMPORTERS)
def bring(request: HttpRequest, warehouse: Warehouse, name: str) -> HttpResponse:
    """GET: what the table holds, templates, the form. POST: keep the file and let a worker check it."""
    kind = my_kind(request, warehouse, name)
    refused = ""
    status = 200
    if request.method == "POST":
        try:
            row = _bring(request, warehouse, kind)
        except OperationRefused as refusal:
            refused, status = words.said(refusal.code, refusal.facts), refusal.http_status
        else:
            return HttpResponseRedirect(_address(warehouse, "intake:import", row.pk))
    columns = [
        {"name": words.head_of(kind, c.name), "required": c.is_required, "example": words.example_of(c)}
        for c in kind.columns
    ]
    context = {
        "kind": kind,
        "columns": columns,
        "limits": limits,
        "refused": refused,
        "megabytes": settings.UPLOAD_MAX_MEGABYTES,
    }
    return desk(request, warehouse, "intake/import_form.html", "intake", context, status=status)


def _bring(request: HttpRequest, warehouse: Warehouse, kind: Kind) -> Import:
    files = request.FILES.getlist("file")
    if not files:
        raise InvalidInput(field="file", problem="missing")
    file = files[0]
    if kind.takes_many and len(files) > 1:
        kept, title = keep(zipped(files)), f"{len(files)} × {file.name}"
    else:
        kept, title = keep(file.chunks()), file.name or "file"
    cause = Cause(source="desk", person=request.user, reference=f"import:{kind.name}")  # type: ignore[arg-type]
    name = title.rsplit("/", 1)[-1]
    return run(partial(bring_file, cause=cause, kind=kind, warehouse=warehouse, kept=kept, name=name))


@require_GET
@desk_page(*IMPORTERS)
def template(request: HttpRequest, warehouse: Warehouse, name: str, form: str) -> HttpResponseBase:
    kind = my_kind(request, warehouse, name)
    if form == "csv":
        return csv_answer(f"{kind.name}.csv", template_csv(kind))
    answer = HttpResponse(
        template_xlsx(kind), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind.name}.xlsx"'
    return answer


@require_GET
@desk_page(*IMPORTERS)
def detail(request: HttpRequest, warehouse: Warehouse, import_id: int) -> HttpResponse:
    """One import: how far it is, what it would do or has done, each bad row and why."""
    row, kind = my_import(request, warehouse, import_id)
    return desk(request, warehouse, "intake/import_detail.html", "intake", import_context(row, kind))


def import_context(row: Import, kind: Kind) -> dict[str, Any]:
    heads, sample = words.sample_rows(kind, row)
    problems = list(problems_of(row)[:PROBLEMS_SHOWN])
    words.dress_problems(kind, problems)
    return {
        **progress_context(row),
        "kind": kind,
        "heads": heads,
        "sample": sample,
        "problems": problems,
        "findings": problems_of(row).count(),
        "differences": words.difference_rows(row),
        "refused": words.refusal_of(row, kind),
        "file": words.file_words(row),
        "links": kind.links(row),
        "may_accept": row.state == ImportState.CHECKED and row.rows_to_write > 0,
        "may_cancel": row.state in (ImportState.UPLOADED, ImportState.CHECKED, ImportState.ACCEPTED),
        "may_undo": row.state == ImportState.APPLIED,
    }


def progress_context(row: Import) -> dict[str, Any]:
    """While a file is read its bar goes by the rows that it has, later by those to be written."""
    is_reading = row.state == ImportState.UPLOADED
    total = row.rows if is_reading else row.rows_to_write
    return {
        "row": row,
        "state": words.state_of(row),
        "is_working": row.state in WORKING,
        "is_reading": is_reading,
        "total": total,
        "percent": min(100, 100 * row.done_rows // total) if total else 0,
    }


@require_GET
@desk_page(*IMPORTERS)
def progress(request: HttpRequest, warehouse: Warehouse, import_id: int) -> HttpResponse:
    """The bar alone, asked once a second; when the worker has done, the page reads itself anew."""
    row, _kind = my_import(request, warehouse, import_id)
    response = render(request, "intake/_progress.html", {**progress_context(row), "warehouse": warehouse})
    if row.state not in WORKING:
        response.headers["HX-Refresh"] = "true"
    return response


@require_GET
@desk_page(*IMPORTERS)
def problems(request: HttpRequest, warehouse: Warehouse, import_id: int) -> HttpResponseBase:
    """Every bad row: line, column, value, reason."""
    row, kind = my_import(request, warehouse, import_id)
    return show_list(request, warehouse, partial(ProblemList, row=row, kind=kind), here="intake")


Act = Callable[..., Import]


def _act(request: HttpRequest, warehouse: Warehouse, import_id: int, act: Act, **wishes: Any) -> HttpResponse:
    row, _kind = my_import(request, warehouse, import_id)
    cause = Cause(source="desk", person=request.user, reference=f"import:{row.pk}")  # type: ignore[arg-type]
    try:
        run(partial(act, cause=cause, import_id=row.pk, **wishes))
    except OperationRefused as refusal:
        messages.error(request, words.said(refusal.code, refusal.facts))
    return HttpResponseRedirect(_address(warehouse, "intake:import", row.pk))


@require_POST
@desk_page(*IMPORTERS)
def accept(request: HttpRequest, warehouse: Warehouse, import_id: int) -> HttpResponse:
    good = request.POST.get("good_rows") == "1"
    return _act(request, warehouse, import_id, accept_import, takes_good_rows=good)


@require_POST
@desk_page(*IMPORTERS)
def cancel(request: HttpRequest, warehouse: Warehouse, import_id: int) -> HttpResponse:
    return _act(request, warehouse, import_id, cancel_import)


@require_POST
@desk_page(*IMPORTERS)
def undo(request: HttpRequest, warehouse: Warehouse, import_id: int) -> HttpResponse:
    return _act(request, warehouse, import_id, undo_import)


def too_large(request: HttpRequest) -> HttpResponse:
    """What nginx shows instead of any page whose body it has not handed on."""
    return refused(request, BodyBeyondLimit())


def _address(warehouse: Warehouse, view: str, *arguments: Any) -> str:
    return f"{reverse(view, args=arguments)}?w={warehouse.code}"
