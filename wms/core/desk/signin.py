"""Sign-in of the desk: user name and password, throttled per account and address."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from wms.core.messages import Said, say
from wms.core.middleware import LANGUAGE_COOKIE
from wms.core.operations.sign_in import WINDOW, is_throttled, record_wrong_try
from wms.core.transactions import run

MINUTES = int(WINDOW.total_seconds() // 60)
YEAR = 31536000


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or "/"
    allowed = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if allowed else "/"


def client_address(request: HttpRequest) -> str:
    """The visitor's address: behind our proxy, which overwrites the header, what the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.BEHIND_HTTPS else ""
    return forwarded.split(",")[-1].strip() or request.META.get("REMOTE_ADDR", "")


class SignIn(View):
    """GET shows the form; POST checks. A wrong name and a wrong password get the same words."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return HttpResponseRedirect(_safe_next(request))
        return self._form(request, None)

    def post(self, request: HttpRequest) -> HttpResponse:
        name, password = request.POST.get("username", "")[:150], request.POST.get("password", "")[:200]
        language = translation.get_language() or "zh-hans"
        address = client_address(request)
        if is_throttled(username=name, address=address):
            return self._form(request, say("person.too_many_tries", {"minutes": MINUTES}, language), 429)
        person = authenticate(request, username=name, password=password)
        if person is None:
            run(partial(record_wrong_try, username=name, address=address))
            return self._form(request, say("person.wrong_password", {}, language), 401)
        login(request, person)
        response = HttpResponseRedirect(_safe_next(request))
        response.set_cookie(LANGUAGE_COOKIE, person.language, max_age=YEAR, samesite="Lax")  # type: ignore[union-attr]
        return response

    def _form(self, request: HttpRequest, said: Said | None, status: int = 200) -> HttpResponse:
        context = {"said": said, "next": _safe_next(request), "username": request.POST.get("username", "")}
        return render(request, "core/signin.html", context, status=status)


class SignOut(View):
    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        return HttpResponseRedirect("/signin/")


class ChooseLanguage(View):
    """The language of this browser, and of the person who is signed in."""

    def post(self, request: HttpRequest) -> HttpResponse:
        language = "en" if request.POST.get("language") == "en" else "zh-hans"
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
        response = HttpResponseRedirect(_safe_next(request))
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, samesite="Lax")
        return response
