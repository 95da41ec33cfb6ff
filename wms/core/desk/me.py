"""One's own page: language, theme, password; and the page where a link or a temporary password becomes one's own."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wms.core.desk.doors import attempt, cause_of, no_store, said_of, tell
from wms.core.desk.frame import desk
from wms.core.desk.house import words
from wms.core.errors import not_accepted
from wms.core.messages import Said
from wms.core.middleware import LANGUAGE_COOKIE
from wms.core.models import Person, Warehouse
from wms.core.operations.credentials import change_own_password, person_of_link, set_password_by_link
from wms.core.operations.preferences import choose_preferences
from wms.core.refusals import OperationRefused
from wms.core.rights import desk_page, open_to_all, signed_in

YEAR = 31536000
TWICE = (("新密码", "New password"), ("两次输入不同", "differs from its repetition"))


@desk_page()
def me(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    context = {"languages": words.LANGUAGES, "themes": words.THEMES}
    return desk(request, warehouse, "core/me.html", "me", context)


@require_POST
@desk_page()
def preferences(request: HttpRequest, warehouse: Warehouse) -> HttpResponse:
    person: Person = request.user  # type: ignore[assignment]
    language, theme = request.POST.get("language", ""), request.POST.get("theme", "")
    work = partial(choose_preferences, cause=cause_of(request, "me"), person=person, language=language, theme=theme)
    _changed, refusal = attempt(work)
    response = HttpResponseRedirect(reverse("core:me"))
    if refusal:
        tell(request, refusal)
    else:
        messages.success(request, _("Saved"))
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, samesite="Lax")
    return response


@require_http_methods(["GET", "POST"])
@signed_in
def password(request: HttpRequest) -> HttpResponse:
    """One's own password; whoever has a temporary one comes here before anything else opens."""
    if request.method == "GET":
        return _form(request, None)
    new, again = request.POST.get("password", "")[:200], request.POST.get("again", "")[:200]
    if new != again:
        return _form(request, not_accepted(*TWICE))
    present = request.POST.get("present", "")[:200]
    work = partial(change_own_password, cause=cause_of(request, "me"), present=present, password=new)
    person, refusal = attempt(work)
    if refusal or person is None:
        return _form(request, refusal)
    update_session_auth_hash(request, person)
    messages.success(request, _("Password changed. Other browsers are signed out"))
    return HttpResponseRedirect(reverse("core:me") if person.assignments.exists() else "/")


@require_http_methods(["GET", "POST"])
@open_to_all
def password_link(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """GET shows the form to whoever holds the link; POST sets the password, and spends the link."""
    person, refusal = attempt(partial(person_of_link, who, token))
    if refusal or person is None:
        return _link_form(request, None, refusal)
    if request.method == "GET":
        return _link_form(request, person, None)
    new, again = request.POST.get("password", "")[:200], request.POST.get("again", "")[:200]
    if new != again:
        return _link_form(request, person, not_accepted(*TWICE))
    _person, refusal = attempt(partial(set_password_by_link, who=who, token=token, password=new))
    if refusal:
        return _link_form(request, person, refusal)
    messages.success(request, _("Password set. Sign in with it"))
    return HttpResponseRedirect(reverse("core:signin"))


def _form(request: HttpRequest, refusal: OperationRefused | None) -> HttpResponse:
    context: dict[str, Any] = {"said": _said(refusal), "subject": request.user, "asks_present": True}
    status = refusal.http_status if refusal else 200
    return no_store(render(request, "core/password.html", context, status=status))


def _link_form(request: HttpRequest, person: Person | None, refusal: OperationRefused | None) -> HttpResponse:
    context: dict[str, Any] = {"said": _said(refusal), "subject": person, "asks_present": False}
    status = refusal.http_status if refusal else 200
    response = no_store(render(request, "core/password.html", context, status=status))
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the secret
    return response


def _said(refusal: OperationRefused | None) -> Said | None:
    return said_of(refusal) if refusal else None
