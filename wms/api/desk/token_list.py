"""The list of tokens that the administrator keeps."""

from __future__ import annotations

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wms.api.models import ApiToken
from wms.api.selectors.tokens import tokens_seen
from wms.core.desk.chips import ListFilter
from wms.core.desk.lists import Column, DeskList
from wms.core.reach import reach_of


class TokenFilter(ListFilter):
    """Unless the address says otherwise, those that are not revoked."""

    text = filters.CharFilter(label=_("Integrator or beginning"), method="by_text")
    active = filters.ChoiceFilter(
        label=_("State"), choices=[("no", _("Revoked")), ("all", _("All"))], method="by_state"
    )

    class Meta:
        model = ApiToken
        fields: tuple[str, ...] = ()

    def by_text(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        text = value.strip().removeprefix("zjt_")
        return rows.filter(Q(name__icontains=text) | Q(prefix__istartswith=text[:8]))

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows if value == "all" else rows.exclude(revoked_at=None)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("active") else rows.filter(revoked_at=None)


def places_of(token: ApiToken) -> str:
    return "*" if token.is_everywhere else ", ".join(house.code for house in token.warehouses.all())


class TokenList(DeskList):
    key = "tokens"
    title = _("API tokens")
    template = "api/tokens.html"
    filters = TokenFilter
    sort = "-made"
    empty, empty_icon = _("No tokens"), "link"
    columns = (
        Column("name", _("Integrator"), ("name",), "name"),
        Column("prefix", _("Begins with"), ("prefix",), "prefix"),
        Column("places", _("Warehouses"), cell=places_of),
        Column("scopes", _("May"), cell=lambda row: ", ".join(row.scopes)),
        Column("used", _("Last used"), ("last_used_at",), "last_used_at"),
        Column("expires", pgettext_lazy("token", "Ends"), ("expires_at",), "expires_at"),
        Column("made", _("Made"), ("created_at",), "created_at"),
        Column("keeper", _("By"), ("keeper__name",), "keeper.name"),
        Column("state", _("State"), cell="revoked_at"),
    )

    def rows(self) -> QuerySet[ApiToken]:
        return tokens_seen(reach_of(self.request.user))  # type: ignore[arg-type]
