"""The one kit of the desk's lists: filters as chips, sorting, paging, saved views, export, selection.

A list is a class (rows, filters, columns) and a template with one row's cells; CONTRIBUTING has the recipe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from wms.core.desk.chips import Address, Chip, ListFilter, chips_of, unreadable
from wms.core.desk.csv_files import csv_answer
from wms.core.desk.frame import desk
from wms.core.desk.keyset import Page, count, keys_of, page_at
from wms.core.desk.xlsx_files import MOST_XLSX_ROWS, xlsx_answer
from wms.core.errors import NoRowChosen, TooManyRowsChosen
from wms.core.models import SavedView, Warehouse
from wms.core.rights import roles_at

SIZES = (25, 50, 100, 200)
DEFAULT_SIZE = 50
CHUNK = 1_000
MOST_CHOSEN = 5_000
NO_VIEW = "none"


@dataclass(frozen=True)
class Column:
    """One column. `order`: what it sorts by, as order_by takes it (empty: it does not). `cell`: what a file gets of a
    row: an attribute's path ("sku.code") or a function; empty: the column is for the eye only."""

    key: str
    text: Any
    order: tuple[str, ...] = ()
    cell: str | Callable[[Any], object] = ""
    is_number: bool = False

    def of(self, row: Any) -> object:
        if callable(self.cell):
            return self.cell(row)
        value: Any = row
        for part in self.cell.split("."):
            value = getattr(value, part, None)
        return value


@dataclass(frozen=True)
class Act:
    """Something to do with chosen rows: a button of the bulk bar that posts them to the view named `view`.

    `note` says what happens next; `roles` may do it (empty: everyone at the desk); `in_new_tab` for papers.
    """

    key: str
    text: Any
    view: str
    icon: str = "check"
    note: Any = ""
    roles: frozenset[str] = frozenset()
    in_new_tab: bool = False


@dataclass(frozen=True)
class Head:
    """A column's head as it is drawn: `url` sorts by it, `way` is how it sorts now (ascending, descending, none)."""

    text: Any
    is_number: bool
    url: str
    way: str


class DeskList:
    """Base of every list. Subclasses say what stands below, `rows()`, and, when a page needs more, `dress()`."""

    key: ClassVar[str] = ""  # names its saved views and its files
    title: ClassVar[Any] = ""
    template: ClassVar[str] = ""
    filters: ClassVar[type[ListFilter]]
    columns: ClassVar[tuple[Column, ...]] = ()
    file_columns: ClassVar[tuple[Column, ...]] = ()  # what a file has beyond what the eye sees
    sort: ClassVar[str] = ""  # a column's key, "-" before it to fall
    acts: ClassVar[tuple[Act, ...]] = ()
    empty: ClassVar[Any] = ""
    empty_icon: ClassVar[str] = "list"

    def __init__(self, request: HttpRequest, warehouse: Warehouse) -> None:
        self.request, self.warehouse = request, warehouse
        self.address = Address(request.GET)

    def rows(self) -> QuerySet:
        """The warehouse's rows with everything that a row shows (select_related): never a query per row."""
        raise NotImplementedError

    def dress(self, rows: list[Any]) -> None:
        """Add to the rows of one page what one more query for all of them tells."""

    @cached_property
    def narrowed(self) -> ListFilter:
        return self.filters(self.request.GET, self.rows(), warehouse=self.warehouse, request=self.request)

    @cached_property
    def found(self) -> QuerySet:
        return self.narrowed.qs

    @cached_property
    def sorted_by(self) -> tuple[Column | None, bool]:
        """The column and whether it falls; what the address says when it names a column that sorts."""
        sortable = {column.key: column for column in self.columns if column.order}
        for name in (self.request.GET.get("sort", ""), self.sort):
            if name.lstrip("-") in sortable:
                return sortable[name.lstrip("-")], name.startswith("-")
        return None, False

    @property
    def order(self) -> list[str]:
        column, falls = self.sorted_by
        names = column.order if column else ("-pk",)
        return [_turned(name) if falls else name for name in names]

    @cached_property
    def size(self) -> int:
        given = self.request.GET.get("size", "")
        return int(given) if given in {str(size) for size in SIZES} else DEFAULT_SIZE

    @cached_property
    def page(self) -> Page:
        after, before = self.request.GET.get("after", ""), self.request.GET.get("before", "")
        found = page_at(self.found, keys_of(self.found, self.order), size=self.size, after=after, before=before)
        self.dress(found.rows)
        return found

    @cached_property
    def search(self) -> dict[str, Any] | None:
        """The search box, for lists whose filters have one."""
        one = self.narrowed.filters.get("text")
        if one is None:
            return None
        value, others = self.request.GET.get("text", ""), self.address.others("text")
        return {"label": one.label, "value": value, "others": others, "clear": self.address.but(text=None)}

    @cached_property
    def chips(self) -> list[Chip]:
        return chips_of(self.narrowed, self.address)

    @cached_property
    def unreadable(self) -> list[str]:
        return unreadable(self.narrowed)

    @property
    def is_narrowed(self) -> bool:
        return any(chip.is_on for chip in self.chips) or bool(self.search and self.search["value"])

    @property
    def clear_url(self) -> str:
        return self.address.but(**dict.fromkeys(self.narrowed.filters, None), view=NO_VIEW)

    @cached_property
    def heads(self) -> list[Head]:
        by, falls = self.sorted_by
        drawn = []
        for column in self.columns:
            is_it = by is column
            next_sort = column.key if is_it and falls else f"-{column.key}" if is_it else column.key
            way = "none" if not is_it else "descending" if falls else "ascending"
            url = self.address.but(sort=next_sort) if column.order else ""
            drawn.append(Head(column.text, column.is_number, url, way))
        return drawn

    @cached_property
    def sizes(self) -> list[tuple[int, str]]:
        return [(size, self.address.but(size=size)) for size in SIZES]

    @property
    def csv_url(self) -> str:
        return self.address.but(export="csv")

    @property
    def xlsx_url(self) -> str:
        return self.address.but(export="xlsx")

    @property
    def previous_url(self) -> str:
        return self.address.but(before=self.page.previous) if self.page.previous else ""

    @property
    def next_url(self) -> str:
        return self.address.but(after=self.page.next) if self.page.next else ""

    @cached_property
    def bulk(self) -> list[Act]:
        """The acts that this person may do here."""
        roles = roles_at(self.request.user, self.warehouse)  # type: ignore[arg-type]
        return [act for act in self.acts if not act.roles or act.roles & roles]

    @cached_property
    def views(self) -> list[SavedView]:
        """The person's own views of this list here, then what colleagues share."""
        rows = SavedView.objects.filter(warehouse=self.warehouse, list_key=self.key).select_related("person")
        mine = [row for row in rows if row.person_id == self.request.user.pk]
        return [*mine, *(row for row in rows if row.is_shared and row not in mine)]

    @property
    def view_tabs(self) -> list[dict[str, Any]]:
        here = self.address.filters
        return [
            {"view": view, "url": f"?{view.query or f'view={NO_VIEW}'}", "is_on": view.query == here}
            for view in self.views
        ]

    @property
    def default_address(self) -> str:
        """Where a bare address leads: the person's default view; empty when there is none, or filters are given."""
        if set(self.request.GET) - {"w"}:
            return ""
        own = [view for view in self.views if view.is_default and view.person_id == self.request.user.pk]
        return own[0].query if own else ""

    def export(self, kind: str) -> HttpResponseBase | None:
        """The filtered list, or the rows named by `pk`, as a file; None when it is too long for a workbook."""
        keys = keys_of(self.found, self.order)
        rows = self.found.order_by(*(key.order(backwards=False) for key in keys))
        chosen = [pk for pk in self.request.GET.getlist("pk") if pk.isdecimal() and len(pk) < 16][:MOST_CHOSEN]
        rows = rows.filter(pk__in=chosen) if chosen else rows
        name = f"{self.key}-{self.warehouse.code}"
        if kind != "xlsx":
            return csv_answer(f"{name}.csv", self._lines(rows), self.warehouse.zone)
        if rows.order_by().values("pk")[: MOST_XLSX_ROWS + 1].count() > MOST_XLSX_ROWS:
            return None
        return xlsx_answer(f"{name}.xlsx", self._lines(rows), self.warehouse.zone)

    def _lines(self, rows: QuerySet) -> Iterator[list[object]]:
        columns = [column for column in (*self.columns, *self.file_columns) if column.cell]
        yield [str(column.text) for column in columns]
        source = rows.iterator(chunk_size=CHUNK)
        while chunk := list(islice(source, CHUNK)):
            self.dress(chunk)
            for row in chunk:
                yield [column.of(row) for column in columns]

    def chosen(self) -> QuerySet:
        """The rows that a bulk act is for: the ticked ones, or, with `every`, all of the filter.

        Refuses with NoRowChosen, TooManyRowsChosen.
        """
        if self.request.POST.get("every") == "1":
            if count(self.found) > MOST_CHOSEN:
                raise TooManyRowsChosen(limit=MOST_CHOSEN)
            return self.found
        given = [pk for pk in self.request.POST.getlist("pk") if pk.isdecimal() and len(pk) < 16]
        if not given:
            raise NoRowChosen
        return self.rows().filter(pk__in=given[:MOST_CHOSEN])


def show_list(
    request: HttpRequest,
    warehouse: Warehouse,
    shape: Callable[[HttpRequest, Warehouse], DeskList],
    *,
    here: str,
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer a GET of a list: its page, its file (?export=csv or xlsx), or the way to the person's default view.

    `shape` is the list's class, or a partial of one that belongs to something (the bad rows of an import).
    """
    shown = shape(request, warehouse)
    if address := shown.default_address:
        return HttpResponseRedirect(f"?{address}")
    if kind := request.GET.get("export", ""):
        file = shown.export(kind)
        if file is not None:
            return file
        messages.error(request, _("More than 100,000 rows: narrow the list, or take the CSV"))
        return HttpResponseRedirect(f"?{shown.address}")
    return shown_page(request, warehouse, shown, here=here, context=context)


def shown_page(
    request: HttpRequest,
    warehouse: Warehouse,
    shown: DeskList,
    *,
    here: str,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    return desk(request, warehouse, shown.template, here, {"shown": shown, "page": shown.page, **(context or {})})


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"
