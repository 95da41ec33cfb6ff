"""Tokens (接口令牌): the list, making one for an integrator (its text is shown once), revoking it."""

from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wms.api.desk.token_list import TokenList
from wms.api.desk.words import KINDS
from wms.api.models import ApiToken
from wms.api.operations import tokens as operations
from wms.api.operations.tokens import Made
from wms.api.selectors.tokens import tokens_seen
from wms.api.states import Scope
from wms.core.desk.doors import act, attempt, cause_of, no_store, said_of
from wms.core.desk.forms import DeskForm
from wms.core.desk.frame import desk
from wms.core.desk.lists import show_list
from wms.core.messages import Said
from wms.core.models import AuditEntry, Warehouse
from wms.core.reach import reach_of
from wms.core.rights import desk_page, warehouses_of
from wms.core.states import Role

EVERYWHERE = "*"
HISTORY = 20


class TokenForm(DeskForm):
    """Whose it is, until when, where, and what it may."""

    name = forms.CharField(max_length=60, label=gettext_lazy("Integrator"))
    expires_on = forms.DateField(
        label=gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until it is revoked")
    )
    places = forms.MultipleChoiceField(label=gettext_lazy("Warehouses"), required=False)
    scopes = forms.MultipleChoiceField(label=gettext_lazy("May"), choices=Scope.choices, required=False)

    def __init__(self, *args: Any, places: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].choices = [(code, code) for code in places]  # type: ignore[attr-defined]

    def end(self, warehouse: Warehouse) -> datetime.datetime | None:
        """The end of the last day, in the warehouse's zone."""
        day = self.cleaned_data["expires_on"]
        if day is None:
            return None
        return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), tzinfo=warehouse.zone)


@require_GET
@desk_page(Role.ADMINISTRATOR)
def tokens(request: HttpRequest, warehouse: Warehouse) -> HttpResponseBase:
    return show_list(request, warehouse, TokenList, here="tokens", context={"moment": timezone.now()})


@require_http_methods(["GET", "POST"])
@desk_page(Role.ADMINISTRATOR)
def new_token(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    """POST name, expires_on, places, scopes: the answer shows the token, once."""
    houses = _houses(request)
    codes = [house.code for house in houses] + ([EVERYWHERE] if _may_everywhere(request) else [])
    form = TokenForm(request.POST or None, places=codes)
    if request.method == "GET":
        return _form(request, warehouse, form, houses)
    if not form.is_valid():
        return _form(request, warehouse, form, houses, status=400)
    chosen = form.cleaned_data["places"]
    work = partial(
        operations.create_token,
        cause=cause_of(request, "tokens"),
        keeper=request.user,  # type: ignore[arg-type]
        name=form.cleaned_data["name"],
        scopes=form.cleaned_data["scopes"],
        warehouses=[house for house in houses if house.code in chosen],
        is_everywhere=EVERYWHERE in chosen,
        expires_at=form.end(warehouse),
    )
    made, refusal = attempt(work)
    if refusal or made is None:
        said = said_of(refusal) if refusal else None
        return _form(request, warehouse, form, houses, said, status=refusal.http_status if refusal else 400)
    return _page(request, warehouse, made.token, made)


@require_GET
@desk_page(Role.ADMINISTRATOR)
def token(request: HttpRequest, warehouse: Warehouse, token_id: int) -> HttpResponse:
    return _page(request, warehouse, seen_token(request, token_id))


@require_POST
@desk_page(Role.ADMINISTRATOR)
def revoke(request: HttpRequest, warehouse: Warehouse, token_id: int) -> HttpResponse:
    found = seen_token(request, token_id)
    work = partial(operations.revoke_token, cause=cause_of(request, "tokens"), token=found)
    return act(request, work, _("Revoked: its next call is refused"), reverse("api:token", args=[found.pk]))


def seen_token(request: HttpRequest, token_id: int) -> ApiToken:
    """The token, when the one at the desk administers every warehouse of it; else there is none."""
    return get_object_or_404(tokens_seen(reach_of(request.user)), pk=token_id)  # type: ignore[arg-type]


def _houses(request: HttpRequest) -> list[Warehouse]:
    """Where the person is administrator."""
    mine = warehouses_of(request.user, frozenset({Role.ADMINISTRATOR}))  # type: ignore[arg-type]
    return list(mine.order_by("code"))


def _may_everywhere(request: HttpRequest) -> bool:
    return reach_of(request.user).is_everywhere  # type: ignore[arg-type]


def _form(
    request: HttpRequest,
    warehouse: Warehouse,
    form: TokenForm,
    houses: list[Warehouse],
    said: Said | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "kinds": KINDS,
        "houses": houses,
        "may_everywhere": _may_everywhere(request),
        "chosen": request.POST.getlist("scopes") if form.is_bound else [],
        "places": request.POST.getlist("places") if form.is_bound else [warehouse.code],
        "said": said,
    }
    return desk(request, warehouse, "api/new_token.html", "tokens", context, status=status)


def _page(request: HttpRequest, warehouse: Warehouse, found: ApiToken, made: Made | None = None) -> HttpResponse:
    kept = AuditEntry.objects.filter(subject=operations.subject_of(found)).select_related("person").order_by("-pk")
    context = {
        "token": found,
        "secret": made.secret if made else "",
        "kinds": [(text, read in found.scopes, bool(write) and write in found.scopes) for text, read, write in KINDS],
        "houses": list(found.warehouses.order_by("code")),
        "moment": timezone.now(),
        "kept": _once_each(list(kept[:HISTORY])),
        "address": request.build_absolute_uri("/api/v1/"),
    }
    return no_store(desk(request, warehouse, "api/token.html", "tokens", context))


def _once_each(kept: list[AuditEntry]) -> list[AuditEntry]:
    """One entry an act, though it is kept for each warehouse."""
    found: dict[str, AuditEntry] = {}
    for entry in kept:
        found.setdefault(entry.action, entry)
    return list(found.values())
