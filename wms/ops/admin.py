"""The administrators' look into the tables: every row of ours, to read and never to write (only operations write)."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from functools import wraps
from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite, ChoicesFieldListFilter, ModelAdmin, ShowFacets
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wms.core.desk.signin import SignOut
from wms.core.reach import reach_of
from wms.ops import table_names

ROOMS = frozenset({"wms", "inventory", "picking", "packing"})
# What a row holds whole: encrypted text, papers, and bodies whose shape, and so whose secrets, only their room knows.
CLOSED_KINDS = (models.TextField, models.BinaryField, models.JSONField)  # EncryptedTextField is a TextField
SECRET_NAMES = re.compile(r"password|hash|token|digest|secret|fingerprint|private")
PERSONAL = frozenset(  # shown by the pages that know who may see it [M21]
    {
        *("core.Warehouse.pickup_contact", "core.Warehouse.pickup_phone", "core.Warehouse.pickup_street"),
        *("picking.Order.buyer_name", "picking.Order.buyer_city", "picking.Order.note"),
        "intake.ImportProblem.value",
    }
)
CAUSE = frozenset(
    {"device", "scan_id", "source", "reference", "work_version", "last_change_device", "last_change_scan"}
)
CODES = frozenset(
    {
        *("code", "number", "username", "name", "value", "key", "subject", "subject_label", "lane", "prefix"),
        *("product_id", "seller_sku", "order_number", "order_code", "request_id", "our_id", "barcode", "work"),
    }
)
MOST_COLUMNS = 9
LARGEST_KEY = 2**63 - 1
View = Callable[..., HttpResponseBase]


def is_open(field: models.Field[Any, Any]) -> bool:
    """May this column be shown? Neither secrets nor personal data, nor what might hold them."""
    if isinstance(field, CLOSED_KINDS) or SECRET_NAMES.search(field.name):
        return False
    return f"{field.model._meta.label}.{field.name}" not in PERSONAL


def closed_columns(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if not is_open(field)]


def value_of(field: models.Field[Any, Any], value: Any) -> str:
    """A state or kind: by its Chinese label, in English by its own code, which is an English word."""
    if (get_language() or "").startswith("zh"):
        return str(dict(field.flatchoices).get(value, value))
    return str(value).replace("_", " ")


def worded(field: models.Field[Any, Any]) -> str | Callable[[models.Model], str | None]:
    """The column as the tables show it: its name, or what says its values in the page's language."""
    if not field.choices:
        return field.name

    def shown(row: models.Model) -> str | None:
        value = getattr(row, field.attname)
        return None if value in (None, "") else value_of(field, value)

    shown.__name__ = field.name
    shown.short_description = field.verbose_name  # type: ignore[attr-defined]
    return shown


class Values(ChoicesFieldListFilter):
    """A column's values to narrow a table by, in the page's language."""

    def __init__(self, field: models.Field[Any, Any], *more: Any, field_path: str) -> None:
        spoken = copy(field)
        spoken.choices = [(value, value_of(field, value)) for value, _label in field.flatchoices]
        super().__init__(spoken, *more, field_path=field_path)


class ReadOnly(ModelAdmin):  # type: ignore[type-arg]
    """One table: its open columns, found by id or by the start of a code, newest first."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = ShowFacets.NEVER

    def __init__(self, model: type[models.Model], admin_site: AdminSite) -> None:
        shown = [field for field in model._meta.concrete_fields if is_open(field)]
        columns = [field for field in shown if field.name not in CAUSE]
        key = model._meta.pk
        self.open = frozenset(field.name for field in shown)
        self.fields = self.readonly_fields = [worded(field) for field in shown]
        self.list_display = [worded(field) for field in columns[:MOST_COLUMNS]]
        self.list_display_links = self.list_display[:1]
        self.related = [field for field in columns[:MOST_COLUMNS] if isinstance(field, models.ForeignKey)]
        self.codes = [field.name for field in shown if field.name in CODES and isinstance(field, models.CharField)]
        self.search_fields = self.codes or [key.name]
        named = [(field.name, Values) for field in shown if field.choices]
        self.list_filter = [*named, *(field.name for field in shown if isinstance(field, models.BooleanField))]
        self.ordering = [f"-{key.name}"]
        self.sortable_by = [key.name]  # any other would sort a million rows without an index
        super().__init__(model, admin_site)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Closed columns are not even read, neither of the rows nor of what they point at."""
        rows = super().get_queryset(request).select_related(*(field.name for field in self.related))
        beside = [f"{field.name}__{name}" for field in self.related for name in closed_columns(field.related_model)]
        return rows.defer(*closed_columns(self.model), *beside)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        wanted = Q(pk__in=[])
        for name in self.codes:
            wanted |= Q(**{f"{name}__startswith": term})
        if term.isdecimal() and int(term) <= LARGEST_KEY:
            wanted |= Q(pk=int(term))
        return queryset.filter(wanted), False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """By an open column: whether a row is listed would else tell a closed one, letter by letter."""
        return lookup.split(LOOKUP_SEP)[0] in self.open and super().lookup_allowed(lookup, value, request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.admin_site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.admin_site.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class Tables(AdminSite):
    """Open to administrators of every warehouse, by their role; signing in, out and passwords are the desk's own."""

    site_title = site_header = _("Zhunjian · tables")
    enable_nav_sidebar = False  # 80 tables beside every row
    index_title = _("All tables, to read, columns as the database names them; changes are made at the desk")

    def has_permission(self, request: HttpRequest) -> bool:
        """One query a request, however many tables ask."""
        if not hasattr(request, "sees_tables"):
            is_known = request.user.is_authenticated
            request.sees_tables = is_known and reach_of(request.user).is_everywhere  # type: ignore[attr-defined,arg-type]
        return request.sees_tables  # type: ignore[attr-defined]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        drawn = super().admin_view(view, cacheable)

        @wraps(drawn)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.must_change_password:  # type: ignore[union-attr]
                return HttpResponseRedirect(reverse("core:password"))
            if not self.has_permission(request):
                raise PermissionDenied
            return drawn(request, *args, **kwargs)

        return guarded

    def login(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('core:signin')}?next={reverse('admin:index')}")

    def logout(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        return SignOut.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: object = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("core:password"))


site = Tables(name="admin")
for config in apps.get_app_configs():
    if config.name.partition(".")[0] in ROOMS:
        config.verbose_name = table_names.ROOMS.get(config.label, config.verbose_name)
        for table in config.get_models():
            # Set here, not in Meta: names are no state of a migration. One name for one and many, as in Chinese.
            named = table_names.TABLES.get(table._meta.label, table._meta.verbose_name)
            table._meta.verbose_name = table._meta.verbose_name_plural = named
            site.register(table, ReadOnly)
