"""The floor's doors: a screen's page, its scans, sign-in, the menu. Thin: read, call, show."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views import View as PageView
from django.views.decorators.csrf import csrf_exempt

from wms.core.messages import say
from wms.core.refusals import InvalidInput, OperationRefused
from wms.core.states import DeviceKind
from wms.scan.answer import answer, pick_text, present_screen, screen_context
from wms.scan.barcode import read
from wms.scan.judge import ScanIn, Seen, judge
from wms.scan.registry import screen_named, screens_of
from wms.scan.screen import Actor, ScanScreen
from wms.scan.session import (
    DEVICE_COOKIE,
    PERSON_COOKIE,
    SHIFT,
    actor_of,
    demand_role,
    device_of,
    device_of_link,
    enrol,
    read_person_token,
    sign_in,
)

SURFACES = ("rf", "station")
Door = Callable[..., HttpResponse]


def refusal_answer(refusal: OperationRefused, language: str) -> JsonResponse:
    """A refusal before any screen was reached: sign-in, rights, a malformed body."""
    said = say(refusal.code, refusal.facts, language)
    body = {"verdict": "refused", "code": refusal.code, "tone": said.tone, "text": said.text, "act": said.act}
    return JsonResponse({**body, "data": {"facts": refusal.facts}}, status=refusal.http_status)


def speaking(door: Door) -> Door:
    """Turn a refusal into its JSON answer, in the browser's language."""

    @wraps(door)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return door(request, *args, **kwargs)
        except OperationRefused as refusal:
            return refusal_answer(refusal, translation.get_language() or "zh-hans")

    return wrapped


def find_screen(surface: str, name: str) -> ScanScreen:
    screen = screen_named(surface, name)
    if screen is None:
        raise Http404(name)
    return screen


def page_actor(request: HttpRequest) -> Actor:
    """The actor of a page: the device's cookie and the person's cookie."""
    device = device_of(request)
    token = read_person_token(request.COOKIES.get(PERSON_COOKIE, ""), device)
    return actor_of(device, token, translation.get_language() or "zh-hans")


def to_sign_in(surface: str, refusal: OperationRefused) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('scan:signin', args=[surface])}?why={refusal.code}")


class ScreenPage(PageView):
    """GET /rf/<screen>/: the whole page, from rows."""

    def get(self, request: HttpRequest, surface: str, name: str) -> HttpResponse:
        screen = find_screen(surface, name)
        try:
            actor = page_actor(request)
            demand_role(actor, screen.roles)
        except OperationRefused as refusal:
            if refusal.http_status == 403:
                context = {"refusal": say(refusal.code, refusal.facts, translation.get_language() or "zh-hans")}
                return render(request, f"{surface}/no_rights.html", context, status=403)
            return to_sign_in(surface, refusal)
        return render(request, f"{surface}/screen.html", screen_context(screen, actor))


@method_decorator(csrf_exempt, name="dispatch")
class ScanDoor(PageView):
    """POST /rf/<screen>/scan: one scan in, one envelope out. The signed person token in the body is its own proof
    against forgery, so no CSRF token is asked of a queue that may be hours old.
    """

    @method_decorator(speaking)
    def post(self, request: HttpRequest, surface: str, name: str) -> HttpResponse:
        screen = find_screen(surface, name)
        body = read_body(request)
        device = device_of(request)
        token = read_person_token(text_of(body, "person", 400), device)
        actor = actor_of(device, token, translation.get_language() or "zh-hans")
        demand_role(actor, screen.roles)
        scan = scan_in(body)
        judged = judge(screen, actor, token, scan)
        if judged.verdict == "ok" and not judged.is_repeat:
            screen.settle(actor, judged.code)
        status = 409 if judged.verdict == "conflict" else 200
        return JsonResponse(answer(screen, actor, scan, judged), status=status)


def read_body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        raise InvalidInput(field="body", problem="not_json") from None
    if not isinstance(body, dict):
        raise InvalidInput(field="body", problem="not_an_object")
    return body


def text_of(body: dict[str, Any], field: str, limit: int) -> str:
    value = body.get(field)
    if not isinstance(value, str) or not value or len(value) > limit:
        raise InvalidInput(field=field, problem="text_expected")
    return value


def whole_of(body: dict[str, Any], field: str) -> int:
    value = body.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**31:
        raise InvalidInput(field=field, problem="whole_number_expected")
    return value


def uuid_of(value: Any, field: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        raise InvalidInput(field=field, problem="uuid_expected") from None


def scan_in(body: dict[str, Any]) -> ScanIn:
    """The scan of a request body; refuses InvalidInput naming the field."""
    seen = body.get("seen")
    if not isinstance(seen, dict):
        raise InvalidInput(field="seen", problem="object_expected")
    work = seen.get("work")
    if work is not None and (not isinstance(work, str) or len(work) > 40):
        raise InvalidInput(field="seen.work", problem="text_expected")
    raw = body.get("raw")
    if not isinstance(raw, str) or not raw or len(raw) > 4096 or "\x00" in raw:
        raise InvalidInput(field="raw", problem="text_expected")
    seq = whole_of(body, "seq")
    if seq < 1:
        raise InvalidInput(field="seq", problem="from_1")
    after = body.get("after")
    return ScanIn(
        id=uuid_of(body.get("id"), "id"),
        run=text_of(body, "run", 40),
        seq=seq,
        seen=Seen(work, text_of(seen, "step", 24), whole_of(seen, "version")),
        after=None if after is None else uuid_of(after, "after"),
        raw=raw,
        symbology=str(body.get("symbology") or "")[:16],
        captured_at=time_of(body, "captured_at"),
        give_up=body.get("give_up") is True,
    )


def time_of(body: dict[str, Any], field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(body.get(field)).replace("Z", "+00:00"))
    except ValueError:
        raise InvalidInput(field=field, problem="time_expected") from None
    if moment.tzinfo is None:
        raise InvalidInput(field=field, problem="time_zone_expected")
    return moment


class Enrol(PageView):
    """GET shows which device this browser becomes; POST makes it so and gives it its cookie."""

    def get(self, request: HttpRequest, link: str) -> HttpResponse:
        return self._page(request, link)

    def post(self, request: HttpRequest, link: str) -> HttpResponse:
        try:
            device = device_of_link(link)
        except OperationRefused as refusal:
            return self._refused(request, refusal)
        surface = "station" if device.kind == DeviceKind.STATION else "rf"
        response = HttpResponseRedirect(reverse("scan:signin", args=[surface]))
        year = 31536000
        response.set_cookie(
            DEVICE_COOKIE, enrol(device), max_age=year, httponly=True, samesite="Lax", secure=request.is_secure()
        )
        return response

    def _page(self, request: HttpRequest, link: str) -> HttpResponse:
        try:
            device = device_of_link(link)
        except OperationRefused as refusal:
            return self._refused(request, refusal)
        return render(request, "rf/enrol.html", {"device": device, "said": None})

    def _refused(self, request: HttpRequest, refusal: OperationRefused) -> HttpResponse:
        said = say(refusal.code, refusal.facts, translation.get_language() or "zh-hans")
        return render(request, "rf/enrol.html", {"device": None, "said": said}, status=refusal.http_status)


class Progress(PageView):
    """GET /station/<screen>/progress: the screen as it is now, for a page that waits. No scan, no number."""

    @method_decorator(speaking)
    def get(self, request: HttpRequest, surface: str, name: str) -> HttpResponse:
        screen = find_screen(surface, name)
        actor = page_actor(request)
        demand_role(actor, screen.roles)
        return JsonResponse(present_screen(screen, actor))


class Menu(PageView):
    """GET /rf/: resume first, then the tiles that this person may open."""

    def get(self, request: HttpRequest, surface: str) -> HttpResponse:
        try:
            actor = page_actor(request)
        except OperationRefused as refusal:
            return to_sign_in(surface, refusal)
        tiles = []
        for screen in screens_of(surface):
            if not actor.roles & screen.roles:
                continue
            tile = screen.tile(actor)
            note = pick_text(tile.note, actor.language)
            url = reverse("scan:screen", args=[surface, screen.name])
            tiles.append(
                {
                    "url": url,
                    "title": pick_text(screen.title, actor.language),
                    "icon": screen.icon,
                    "tile": tile,
                    "note": note,
                }
            )
        tiles.sort(key=lambda entry: not entry["tile"].resumes)
        for index, entry in enumerate(tiles, start=1):
            entry["key"] = index
        return render(request, f"{surface}/menu.html", {"actor": actor, "tiles": tiles})


@method_decorator(csrf_exempt, name="dispatch")
class SignIn(PageView):
    """Badge, then PIN. The token goes into the page's store (for scans) and a cookie (for pages)."""

    def get(self, request: HttpRequest, surface: str) -> HttpResponse:
        language = translation.get_language() or "zh-hans"
        why, said = request.GET.get("why", ""), None
        try:
            device = device_of(request)
        except OperationRefused as refusal:
            device, said = None, say(refusal.code, refusal.facts, language)
        if said is None and why == "person.signed_out" and request.COOKIES.get(PERSON_COOKIE):
            said = say(why, {}, language)
        return render(
            request,
            f"{surface}/signin.html",
            {"device": device, "said": said, "server_time": timezone.now().isoformat()},
        )

    @method_decorator(speaking)
    def post(self, request: HttpRequest, surface: str) -> HttpResponse:
        body = read_body(request)
        device = device_of(request)
        text = read(text_of(body, "badge", 64))
        badge = text.own.text if text.own and text.own.is_valid and text.own.kind == "badge" else text.upper
        person, token = sign_in(device=device, badge=badge, pin=text_of(body, "pin", 16))
        signed = token.sign()
        response = JsonResponse(
            {
                "person": signed,
                "name": person.name,
                "initial": person.initial,
                "issued_at": token.issued_at.isoformat(),
                "expires_at": token.ends_at.isoformat(),
                "server_time": timezone.now().isoformat(),
                "next": reverse("scan:menu", args=[surface]),
            }
        )
        response.set_cookie(
            PERSON_COOKIE,
            signed,
            max_age=int(SHIFT.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
        response.set_cookie("language", person.language, max_age=31536000, samesite="Lax", secure=request.is_secure())
        return response


@method_decorator(csrf_exempt, name="dispatch")
class SignOut(PageView):
    def post(self, request: HttpRequest, surface: str) -> HttpResponse:
        response = JsonResponse({"next": reverse("scan:signin", args=[surface])})
        response.delete_cookie(PERSON_COOKIE, samesite="Lax")
        return response


class Ping(PageView):
    """Am I heard, and what time is it there? Asks nothing of the database."""

    def get(self, request: HttpRequest, surface: str) -> HttpResponse:
        return JsonResponse({"server_time": timezone.now().isoformat()})
