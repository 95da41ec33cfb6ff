"""The filter bar: what the address narrows a list to, as chips with name and value, and the ways to change it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import time
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from wms.core.models import Warehouse

NO_FILTERS = ("after", "before", "export", "view", "w")
SEARCH = "text"
MOMENTS = ("%Y-%m-%dT%H:%M",)  # what a browser's own field sends


class ListFilter(filters.FilterSet):
    """Base of every list's filters: knows the warehouse and, by the request, who looks. A filter called `text` is the
    search box before the chips.
    """

    def __init__(self, data: QueryDict, queryset: QuerySet, *, warehouse: Warehouse, request: HttpRequest) -> None:
        self.warehouse = warehouse
        super().__init__(data, queryset, request=request)

    def offer(self, **choices: Iterable[tuple[Any, Any]]) -> None:
        """Give choice filters their choices, as far as only the warehouse tells them."""
        for name, found in choices.items():
            self.filters[name].extra["choices"] = list(found)


class FromDay(filters.DateFilter):
    """From this day of the warehouse's calendar on."""

    def filter(self, qs: QuerySet, value: datetime.date | None) -> QuerySet:
        return qs if value is None else qs.filter(**{f"{self.field_name}__gte": _start(value, self.parent.warehouse)})


class ToDay(filters.DateFilter):
    """Up to this day of the warehouse's calendar, the day itself included."""

    def filter(self, qs: QuerySet, value: datetime.date | None) -> QuerySet:
        if value is None:
            return qs
        ends = _start(value + datetime.timedelta(days=1), self.parent.warehouse)
        return qs.filter(**{f"{self.field_name}__lt": ends})


class FromMoment(filters.DateTimeFilter):
    """From this time of the warehouse's clock on."""

    way = "gte"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, input_formats=MOMENTS, **kwargs)

    def filter(self, qs: QuerySet, value: datetime.datetime | None) -> QuerySet:
        if value is None:
            return qs
        moment = value.replace(tzinfo=self.parent.warehouse.zone)
        return qs.filter(**{f"{self.field_name}__{self.way}": moment})


class ToMoment(FromMoment):
    """Up to this time of the warehouse's clock, the minute itself included."""

    way = "lt"

    def filter(self, qs: QuerySet, value: datetime.datetime | None) -> QuerySet:
        return super().filter(qs, value + datetime.timedelta(minutes=1) if value is not None else None)


@dataclass(frozen=True)
class Option:
    text: str
    url: str
    is_on: bool


@dataclass(frozen=True)
class Chip:
    """`kind`: toggle (a link), options (links in a list), input (a field with a button)."""

    name: str
    label: str
    kind: str
    words: str = ""
    is_on: bool = False
    url: str = ""
    raw: str = ""
    input_type: str = "text"
    options: list[Option] = field(default_factory=list)
    others: list[tuple[str, str]] = field(default_factory=list)


class Address:
    """The present address of a list, and the one that it would be with something changed. Its page is left out."""

    def __init__(self, query: QueryDict) -> None:
        self.query = query.copy()
        for name in ("after", "before", "export"):
            self.query.pop(name, None)

    def __str__(self) -> str:
        return self.query.urlencode()

    def but(self, **changes: Any) -> str:
        """?query with these parameters set; None takes one out, a list sets it several times."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            values = value if isinstance(value, list) else [value]
            if kept := [str(one) for one in values if one not in (None, "")]:
                query.setlist(name, kept)
        return f"?{query.urlencode()}"

    def others(self, name: str) -> list[tuple[str, str]]:
        """Every other parameter, for the hidden fields of a form that sets this one."""
        return [(key, value) for key, values in self.query.lists() if key != name for value in values]

    @property
    def filters(self) -> str:
        """The address as a saved view keeps it."""
        query = self.query.copy()
        for name in NO_FILTERS:
            query.pop(name, None)
        return query.urlencode()


def chips_of(found: ListFilter, address: Address) -> list[Chip]:
    """One chip a filter, in the order of the class; the search box is none."""
    return [_chip(name, one, found, address) for name, one in found.filters.items() if name != SEARCH]


def unreadable(found: ListFilter) -> list[str]:
    """The names of filters whose value in the address nobody can read: they narrow nothing, and are told."""
    return [str(found.filters[name].label) for name in found.form.errors if name in found.filters]


def _chip(name: str, one: filters.Filter, found: ListFilter, address: Address) -> Chip:
    label, given = str(one.label), [value for value in address.query.getlist(name) if value]
    is_read = bool(given) and name not in found.form.errors
    if isinstance(one, filters.BooleanFilter):
        is_on = is_read and found.form.cleaned_data.get(name) is True
        return Chip(name, label, "toggle", is_on=is_on, url=address.but(**{name: None if is_on else "true"}))
    if isinstance(one, filters.ChoiceFilter | filters.MultipleChoiceFilter | filters.ModelChoiceFilter):
        return _options(name, label, found, address, given if is_read else [], one)
    kinds = {
        filters.DateFilter: "date",
        filters.DateTimeFilter: "datetime-local",
        filters.NumberFilter: "number",
    }
    kind = next((kind for base, kind in kinds.items() if isinstance(one, base)), "text")
    raw = given[0] if given else ""
    words = _said(found.form.cleaned_data.get(name), raw) if is_read else ""
    others = address.others(name)
    clear = address.but(**{name: None})
    return Chip(name, label, "input", words, is_read, clear, raw, kind, others=others)


def _options(name: str, label: str, found: ListFilter, address: Address, given: list[str], one: filters.Filter) -> Chip:
    is_many = isinstance(one, filters.MultipleChoiceFilter)
    choices = [(str(code), str(text)) for code, text in found.form.fields[name].choices if str(code)]
    options = [Option(_("All"), address.but(**{name: None}), not given)]
    for code, text in choices:
        chosen = [value for value in given if value != code] if code in given else [*given, code]
        options.append(Option(text, address.but(**{name: chosen if is_many else code}), code in given))
    words = " · ".join(text for code, text in choices if code in given) or (given[0] if given else "")
    return Chip(name, label, "options", words, bool(given), address.but(**{name: None}), options=options)


def _said(value: Any, raw: str) -> str:
    if isinstance(value, datetime.datetime):
        return f"{value:%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, datetime.date) else raw


def _start(day: datetime.date, warehouse: Warehouse) -> datetime.datetime:
    return datetime.datetime.combine(day, time(), tzinfo=warehouse.zone)
